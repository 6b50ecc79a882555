package message

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"sitrep/briefing"
	"sitrep/corpus"
	"sitrep/corpus/feed"
	"sitrep/corpus/feed/starter"
	"sitrep/corpus/fetch"
	"sitrep/corpus/store"
	"sitrep/corpus/store/followed"
)

// ListPage is how many articles are on a page of /corpus list.
const ListPage = 15

// OwnArticles draws a page of a server's own articles, of which there are so many
// in all.
func OwnArticles(as Presentation, articles []corpus.Article, total, page int) Card {
	const title = "This server's own articles"
	pages := max(1, (total+ListPage-1)/ListPage)
	switch {
	case total == 0:
		return Notice(title, as.Commands.Named("There are none yet. Add some with `/corpus add`, or follow a feed with `/corpus feeds add`."))
	case page > pages:
		return Notice(title, fmt.Sprintf("There is no page %d; the last is %d.", page, pages))
	}
	lines := ArticleLines(Presentation{}, articles, MaxText-2*NotesReserve)
	if more := len(articles) - len(lines); more > 0 {
		lines = append(lines, fmt.Sprintf("… and %d more on this page", more))
	}
	c := Card{Accent: AccentBrief, Blocks: []string{
		"**" + title + "**\n-# " + CountInEnglish(total, "article", "articles") + ", seen by nobody else",
		strings.Join(lines, "\n"),
	}}
	if pages > 1 {
		text := fmt.Sprintf("-# Page %d of %d", page, pages)
		if page < pages {
			text += as.Commands.Named(fmt.Sprintf(" · `/corpus list page:%d` for more", page+1))
		}
		c.Blocks = append(c.Blocks, text)
	}
	return c
}

// Stats draws what a server's answers come from: its own collection and what that
// may hold, the public one, and the feeds that it follows.
func Stats(as Presentation, own, public corpus.Size, survey store.Survey, feeds []followed.Feed, held store.Holding, quota store.Quota) Card {
	gained, failing, paused := 0, 0, 0
	for _, f := range feeds {
		gained += f.Gained
		switch f.LastError {
		case "":
		case feed.Paused:
			paused++
		default:
			failing++
		}
	}
	lines := []string{
		"**What this server's answers come from**",
		"- Its own: " + sizeOf(own),
		"- Public: " + sizeOf(public),
		"- Feeds it follows: " + fmt.Sprint(len(feeds)),
	}
	if len(feeds) > 0 {
		lines[3] += ", which brought " + CountInEnglish(gained, "article", "articles")
	}
	if failing > 0 {
		lines[3] += as.Commands.Named(fmt.Sprintf("; %d with a problem, see `/corpus feeds list`", failing))
	}
	if paused > 0 {
		lines = append(lines, "- "+as.Plural(paused, "1 feed is paused, because the collection is full. It goes on when there is room.",
			"%d feeds are paused, because the collection is full. They go on when there is room."))
	}
	lines = append(lines, surveyLines(as, survey)...)
	lines = append(lines, as.Heading("How much the collection may hold"),
		"- "+as.Say("Articles: %[1]s of %[2]s", grouped(int64(held.Articles)), grouped(int64(quota.Articles))),
		"- "+as.Say("Text, with earlier versions: %[1]s of %[2]s", megabytes(held.Bytes), megabytes(quota.Bytes)),
		"- "+as.Say("Words that can be found, counted once for each article: %[1]s of %[2]s", grouped(held.Terms), grouped(quota.Terms)),
		"- "+as.Say("Feeds: %[1]s of %[2]s", grouped(int64(len(feeds))), grouped(int64(quota.Feeds))))
	if held.Full(quota) {
		lines = append(lines, as.Say("It is full. Make room with `/corpus remove`."))
	}
	return Card{Accent: AccentBrief, Blocks: []string{strings.Join(lines, "\n")}}
}

// surveyLines say what is known of the articles of a collection, and what is not.
func surveyLines(as Presentation, s store.Survey) []string {
	if s.Articles == 0 {
		return nil
	}
	const most = 8 // languages; more are of no use to anybody
	codes := slices.SortedFunc(maps.Keys(s.Languages), func(a, b string) int {
		return cmp.Or(cmp.Compare(s.Languages[b], s.Languages[a]), cmp.Compare(a, b))
	})
	var languages []string
	for _, code := range codes[:min(len(codes), most)] {
		languages = append(languages, fmt.Sprintf("%s %s", cmp.Or(code, "?"), grouped(int64(s.Languages[code]))))
	}
	lines := []string{as.Heading("What is known of its own articles"), "- " + as.Say("Languages: %[1]s", as.joined(languages...))}
	for _, gap := range []struct {
		line string
		n    int
	}{
		{as.Say("Without a date: %[1]s", grouped(int64(s.Undated))), s.Undated},
		{as.Say("Without an outlet: %[1]s", grouped(int64(s.WithoutOutlet))), s.WithoutOutlet},
		{as.Say("Without a title: %[1]s", grouped(int64(s.WithoutTitle))), s.WithoutTitle},
		{as.Say("Copies of another article, counted as one with it: %[1]s", grouped(int64(s.Copies))), s.Copies},
	} {
		if gap.n > 0 {
			lines = append(lines, "- "+gap.line)
		}
	}
	return lines
}

// megabytes writes a number of bytes, rounded up so that something is never
// nothing.
func megabytes(n int64) string {
	tenths := (n*10 + 1<<20 - 1) >> 20
	if tenths%10 == 0 || tenths >= 100 {
		return grouped((tenths+9)/10) + " MB"
	}
	return fmt.Sprintf("%d.%d MB", tenths/10, tenths%10)
}

// grouped writes a number with a thin space between thousands, which is read in
// every language.
func grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "\u202f" + s[i:]
	}
	return s
}

func sizeOf(s corpus.Size) string {
	text := CountInEnglish(s.Articles, "article", "articles") + ", " + CountInEnglish(s.Passages, "passage", "passages")
	if s.Newest.Known() {
		text += ", newest " + DateInEnglish(s.Newest)
	}
	return text
}

// Feeds draws the feeds that a server follows.
func Feeds(as Presentation, feeds []followed.Feed) Card {
	if len(feeds) == 0 {
		return Notice("This server follows no feeds", as.Commands.Named("Follow one with `/corpus feeds add`: its articles then come in by themselves."))
	}
	head := "**Feeds that this server follows**\n-# " + CountInEnglish(len(feeds), "feed", "feeds")
	room := MaxText - 2*NotesReserve - Weight(head)
	var lines []string
	for i, f := range feeds {
		line := "- " + feedLine(as, f)
		if room -= Weight(line) + 1; room < 0 {
			lines = append(lines, fmt.Sprintf("… and %d more", len(feeds)-i))
			break
		}
		lines = append(lines, line)
	}
	return Card{Accent: AccentBrief, Blocks: []string{head, strings.Join(lines, "\n")}}
}

// FeedsAdded draws what became of several feeds that were to be followed: which are,
// and what is the matter with the others.
func FeedsAdded(as Presentation, outcomes []starter.Outcome) Card {
	var added, refused []string
	known, full := 0, 0
	for _, o := range outcomes {
		name := TitleLink(Shorten(Tidy(FeedName(followed.Feed{URL: o.URL, Title: o.Outlet})), MaxTitle), o.URL)
		switch {
		case o.Err == nil:
			added = append(added, "- "+name+" · "+as.Count(o.Entries, "article", "articles"))
		case errors.Is(o.Err, followed.ErrFollowed):
			known++
		case errors.Is(o.Err, store.ErrQuota):
			full++
		default:
			why := Reason(o.Err.Error())
			if e := (*fetch.Error)(nil); errors.As(o.Err, &e) {
				why = NotHad(as, e)
			}
			refused = append(refused, "- "+name+": "+why)
		}
	}
	head := as.Heading("No feed was added")
	if len(added) > 0 {
		head = "**" + as.Plural(len(added), "Now following 1 feed", "Now following %d feeds") + "**\n-# " +
			as.Say("Their articles come in by themselves from now on, and only this server sees them. `/corpus feeds list` shows how that goes.")
	}
	var rest []string
	if known > 0 {
		rest = append(rest, "-# "+as.Plural(known, "1 feed is followed already.", "%d feeds are followed already."))
	}
	if full > 0 {
		rest = append(rest, "-# "+as.Plural(full, "There is no room for 1 feed. Stop following one with `/corpus feeds remove`.", "There is no room for %d feeds. Stop following some with `/corpus feeds remove`."))
	}
	if len(refused) > 0 {
		refused = slices.Insert(fitting(refused), 0, as.Heading("Not followed: these do not answer"))
	}
	c := Card{Accent: AccentBrief, Blocks: []string{head, strings.Join(fitting(added), "\n"), strings.Join(refused, "\n"), strings.Join(rest, "\n")}}
	if len(added) == 0 && known == 0 {
		c.Accent = AccentProblem
	}
	return c
}

// fitting are so many lines of a list as take a third of a message, and how many more
// there are.
func fitting(lines []string) []string {
	room := MaxText / 3
	for i, line := range lines {
		if room -= Weight(line) + 1; room < 0 {
			return append(slices.Clip(lines[:i]), fmt.Sprintf("… +%d", len(lines)-i))
		}
	}
	return lines
}

// feedLine names a feed and says how it goes.
func feedLine(as Presentation, f followed.Feed) string {
	parts := []string{TitleLink(Shorten(Tidy(FeedName(f)), MaxTitle), f.URL), CountInEnglish(f.Gained, "article", "articles")}
	switch {
	case f.NextPoll.IsZero():
		parts = append(parts, "ended")
	case f.LastSuccess.IsZero() && f.LastError == "":
		parts = append(parts, "not read yet")
	case !f.LastSuccess.IsZero():
		parts = append(parts, "last read "+f.LastSuccess.UTC().Format("2 Jan 2006 15:04 UTC"))
	}
	switch f.LastError {
	case "":
	case feed.Paused:
		parts = append(parts, as.Say("paused, because the collection is full; see `/corpus stats`"))
	default:
		parts = append(parts, "problem: "+Plain(Shorten(Tidy(f.LastError), MaxTitle)))
	}
	return strings.Join(parts, " · ")
}

// FeedName is what a feed is called: its title, else its address.
func FeedName(f followed.Feed) string {
	return cmp.Or(Tidy(f.Title), strings.TrimPrefix(strings.TrimPrefix(f.URL, "https://"), "http://"))
}

const (
	showOutlets = 12
)

const (
	showNewest = 5
)

// Collection draws what a collection holds. The articles are its newest,
// of a total; own is how many of all belong to the server that asks.
func Collection(as Presentation, articles []corpus.Article, total, own int) Card {
	facts := []string{as.Count(total, "article", "articles")}
	if own > 0 {
		facts = append(facts, as.Say("%d of them this server's own", own))
	}
	if newest := articles[0].Published; newest.Known() {
		facts = append(facts, as.Say("newest %s", as.Date(newest)))
	}
	head := as.Heading("What the answers come from") + "\n-# " + strings.Join(facts, " · ")

	type outlet struct {
		name string
		n    int
	}
	var outlets []outlet
	place := map[string]int{} // in outlets
	for _, a := range articles {
		name := a.Source()
		if a.Outlet == "" && a.URL == "" {
			name = as.Say("no outlet named") // each would be its own
		}
		key := strings.ToLower(name)
		if _, known := place[key]; !known {
			place[key] = len(outlets)
			outlets = append(outlets, outlet{name: name})
		}
		outlets[place[key]].n++
	}
	slices.SortStableFunc(outlets, func(a, b outlet) int {
		return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.name, b.name))
	})
	lines := []string{as.Heading("Outlets")}
	if len(articles) < total {
		lines[0] = as.Say("**Outlets** of the newest %d", len(articles))
	}
	for _, o := range outlets[:min(len(outlets), showOutlets)] {
		lines = append(lines, fmt.Sprintf("- %s: %d", Plain(Shorten(Tidy(o.name), MaxName)), o.n))
	}
	if more := len(outlets) - showOutlets; more > 0 {
		lines = append(lines, as.Plural(more, "… and 1 more outlet", "… and %d more outlets"))
	}
	newest := ArticleLines(as, articles[:min(len(articles), showNewest)], MaxText/2)
	return Card{Accent: AccentBrief, Blocks: []string{
		head, strings.Join(lines, "\n"), as.Heading("Newest") + "\n" + strings.Join(newest, "\n"),
	}}
}

// Found draws a list of articles, of which more were left out.
func Found(as Presentation, title string, articles []corpus.Article, more int) Card {
	lines := ArticleLines(as, articles, MaxText-2*NotesReserve-Weight(title))
	more += len(articles) - len(lines)
	if more > 0 {
		lines = append(lines, as.Say("… and %d more", more))
	}
	return Card{Accent: AccentBrief, Blocks: []string{"**" + title + "**\n" + strings.Join(lines, "\n")}}
}

// ArticleLines names articles, a line each: those that fit within so many
// characters.
func ArticleLines(as Presentation, articles []corpus.Article, room int) []string {
	var lines []string
	for _, a := range articles {
		s := briefing.Source{ID: a.ID, Title: a.Title, Outlet: a.Outlet, URL: a.URL, File: a.File, Published: a.Published}
		line := "- " + TitleLink(Shorten(Tidy(s.Title), MaxTitle), s.URL) + " · " + outletName(s) + " · " + as.Date(s.Published)
		if room -= Weight(line) + 1; room < 0 {
			break
		}
		lines = append(lines, line)
	}
	return lines
}
