package message

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/briefing"
)

// TodayStories stands where the controls of briefs have a brief's ID.
const TodayStories = "today"

// Today draws the stories of some days, the weightiest first: a sentence
// each with its day, how many outlets tell it, and whether it is new; and a menu to
// be briefed on one. Stories that have no room are left out, from the end. Where the
// newest day that there is lies too far back, it says that at the top, and calls none new.
func Today(as Presentation, t briefing.Today, line string) Card {
	old := as.Today.Known() && t.AsOf.Known() && t.AsOf.Time.Before(as.Today.Time.Add(-fresh))
	title := as.Heading("Top stories")
	if t.Topic != "" {
		title = as.Heading("Top stories") + ": " + Plain(Shorten(Tidy(t.Topic), MaxEcho))
	}
	head := "## " + strings.ReplaceAll(title, "**", "") + "\n-# " + as.period(t.Since, t.AsOf) + " · " + as.Count(t.Articles, "article", "articles")
	if as.Sample {
		head += "\n" + sampleLine(as)
	}
	if old && line != "" {
		head += "\n**" + as.Say("The newest article here is from %s (%s old).", as.Date(t.AsOf), Duration(as, as.Today.Time.Sub(t.AsOf.Time))) + "**"
	} else if line != "" {
		head += "\n-# " + line
	}
	menu := discordgo.SelectMenu{
		MenuType: discordgo.StringSelectMenu, Placeholder: as.Say("Brief me on …"),
		CustomID: Control{View: ViewPick, Brief: TodayStories}.CustomID(),
	}
	sources := byNumber(t.Sources)
	var lines []string
	var l *textBudget
	draw := func(most int) (all bool) {
		l = newTextBudget(as, t.Sources, unlinked)
		l.most, l.free = most, MaxText-NotesReserve-Weight(head)
		lines, menu.Options = nil, nil
		for _, s := range t.Stories {
			text := "- " + dayOf(as, s.Claim, sources) + said(as, s.Claim) + l.citations(s.Citations) + "\n  -# " + toldBy(as, s, old)
			if !l.take(text, l.marked(s.Citations)) {
				return false
			}
			lines = append(lines, text)
			topic := topicOf(s, sources)
			if topic != "" && !slices.ContainsFunc(menu.Options, func(o discordgo.SelectMenuOption) bool { return o.Value == topic }) {
				menu.Options = append(menu.Options, discordgo.SelectMenuOption{
					Label: cmp.Or(Shorten(Tidy(titleOf(s, sources)), MaxChoice), topic), Value: topic, Description: Shorten(Tidy(s.Text), MaxChoice),
				})
			}
		}
		return true
	}
	for most := maxCitations; !draw(most) && most > 1; most-- {
	}
	c := Card{Accent: AccentBrief, Blocks: []string{head, strings.Join(lines, "\n"), l.list(len(l.shown))}}
	c.menu = &menu
	return c
}

// unlinked reports whether a source has no address that its number could link to.
func unlinked(s briefing.Source) bool {
	_, linked := webURL(s.URL)
	return !linked
}

// fresh is for how long the newest articles are news.
const fresh = 3 * 24 * time.Hour

// toldBy says how many outlets tell a story, and, unless all are old, whether it is new.
func toldBy(as Presentation, s briefing.TodayStory, old bool) string {
	line := as.Count(max(1, len(s.Outlets)), "outlet", "outlets")
	if s.New && !old {
		line += " · " + as.Say("new")
	} else if !old {
		line += " · " + as.Say("developing")
	}
	if s.StateOnly {
		line += " · " + as.Say("state media only")
	}
	return line
}

// mostNamed is how many of a story's names make the topic that it is asked for by,
// with NamesParted between them.
const (
	mostNamed   = 3
	NamesParted = ", "
)

// topicOf is what to ask for, to be briefed on a story: whom and what it names,
// each once, which finds more of it than the title of one article does; else that.
func topicOf(s briefing.TodayStory, sources map[int]briefing.Source) string {
	var names []string
	for _, name := range s.Names {
		within := slices.ContainsFunc(names, func(n string) bool { return strings.Contains(n, name) })
		if len(names) < mostNamed && !within {
			names = append(names, name)
		}
	}
	return Shorten(Tidy(cmp.Or(strings.Join(names, NamesParted), titleOf(s, sources))), MaxTopic)
}

// titleOf is the title of the article that tells a story.
func titleOf(s briefing.TodayStory, sources map[int]briefing.Source) string {
	if len(s.Citations) == 0 {
		return ""
	}
	return sources[s.Citations[0].N].Title
}

// LabelOf returns what an entry of a menu on a message of ours says; empty where
// there is no such entry.
func LabelOf(m *discordgo.Message, menu, value string) string {
	if m == nil {
		return ""
	}
	var find func(cs []discordgo.MessageComponent) string
	find = func(cs []discordgo.MessageComponent) (label string) {
		for _, c := range cs {
			switch c := c.(type) {
			case *discordgo.Container:
				label = cmp.Or(label, find(c.Components))
			case *discordgo.ActionsRow:
				label = cmp.Or(label, find(c.Components))
			case *discordgo.SelectMenu:
				for _, o := range c.Options {
					if c.CustomID == menu && o.Value == value {
						label = cmp.Or(label, o.Label)
					}
				}
			}
		}
		return label
	}
	return find(m.Components)
}
