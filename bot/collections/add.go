package collections

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
	"sitrep/bot/problem"
	"sitrep/bot/router"
	"sitrep/corpus"
	"sitrep/corpus/feed"
	"sitrep/corpus/fetch"
	"sitrep/corpus/ingest"
	"sitrep/corpus/library"
	"sitrep/corpus/store"
)

const (
	addBatch     = 100             // articles stored at once
	tellEvery    = 2 * time.Second // how often it is told how far it is
	showAdded    = 5               // articles named in the end
	showProblems = 5               // of those that could not be read
)

// addArticles serves /corpus add: the articles of a file, or that of a page,
// become the server's own.
func (cs *Collections) addArticles(ctx context.Context, r *router.Request, data discordgo.ApplicationCommandInteractionData) (message.Card, error) {
	address, err := router.Option(data, optionURL, maxAddress)
	if err != nil {
		return message.Card{}, err
	}
	file := attached(data, optionFile)
	if (address == "") == (file == nil) {
		return message.Card{}, problem.Usage("Give either a `file` or a `url`: one of the two.")
	}
	in := cs.newIntake(ctx, r)
	if file != nil {
		err = cs.addFile(ctx, in, file)
	} else {
		err = cs.addPage(ctx, in, address)
	}
	if err != nil {
		return message.Card{}, in.cutShort(err)
	}
	return in.card(), nil
}

// addFile takes in what is in an attachment, once fewer than maxAdding others
// are being read.
func (cs *Collections) addFile(ctx context.Context, in *intake, file *discordgo.MessageAttachment) error {
	select {
	case cs.adding <- struct{}{}:
		defer func() { <-cs.adding }()
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", problem.ErrBusy, ctx.Err())
	}
	u, err := cs.download(ctx, file, attachmentKinds)
	if err != nil {
		return err
	}
	if _, err := ingest.WalkFS(ctx, u, ingest.Options{Collection: corpus.Guild(in.r.Guild)}, func(i ingest.Item) error {
		return in.take(ctx, i)
	}); err != nil {
		return errors.Join(err, in.Settle()) // what was taken is stored before it is counted
	}
	return in.finish()
}

// Keep takes the article of a web page into the server's collection, for whoever may
// manage the server: as /corpus add does.
func (cs *Collections) Keep(ctx context.Context, r *router.Request, address string) (message.Card, error) {
	if err := r.MayManage(); err != nil {
		return message.Card{}, err
	}
	in := cs.newIntake(ctx, r)
	if err := cs.addPage(ctx, in, address); err != nil {
		return message.Card{}, in.cutShort(err)
	}
	return in.card(), nil
}

// addPage takes in the article of a web page.
func (cs *Collections) addPage(ctx context.Context, in *intake, address string) error {
	in.tell(ctx, "Getting the page. A site may keep me waiting for a while.")
	resp, err := cs.Web.Get(ctx, fetch.Request{URL: withScheme(address)})
	if err != nil {
		return problem.NotHad(ctx, in.r.Presentation, "I can't get that page", err)
	}
	a, note, err := feed.OfPage(corpus.Guild(in.r.Guild), resp, feed.Item{})
	if err != nil {
		if _, notFeed := feed.Parse(resp); notFeed == nil {
			return problem.Decline("That is a feed, not a page", "Follow it with `/corpus feeds add`; its articles come in from then on.")
		}
		return problem.Decline("There is no article in that page", message.Reason(err.Error()))
	}
	if err := in.take(ctx, ingest.Item{File: "the page", Article: a, Note: note}); err != nil {
		return err
	}
	return in.finish()
}

// withScheme completes an address that was typed without its beginning.
func withScheme(address string) string {
	if !strings.Contains(address, "://") {
		return "https://" + address
	}
	return address
}

// intake puts articles into a server's collection, counts what becomes of them and
// tells how far it is.
type intake struct {
	*library.Intake
	cs   *Collections
	r    *router.Request
	told time.Time

	read, failed int
	first        []corpus.Article // of those added or revised
	problems     []string         // lines, escaped
}

func (cs *Collections) newIntake(ctx context.Context, r *router.Request) *intake {
	in := &intake{cs: cs, r: r, told: cs.Now()}
	in.Intake = library.NewIntake(ctx, library.IntakeOptions{
		Put: cs.Keeper.Add, Now: cs.Now, Batch: addBatch, Problem: in.problem, Stored: in.stored,
	})
	return in
}

// take takes one article, or the reason why there is none.
func (in *intake) take(ctx context.Context, i ingest.Item) error {
	if i.Err != nil {
		in.failed++
	} else {
		in.read++
	}
	if err := in.Take(i); err != nil {
		return err
	}
	if in.Refused > 0 {
		return errFull
	}
	if now := in.cs.Now(); now.Sub(in.told) >= tellEvery {
		in.told = now
		in.tell(ctx, message.CountInEnglish(in.read, "article", "articles")+" read so far.")
	}
	return nil
}

// problem notes what is wrong with an article.
func (in *intake) problem(i ingest.Item) {
	why := i.Note
	if i.Err != nil {
		why = i.Err.Error()
	}
	if len(in.problems) < showProblems {
		in.problems = append(in.problems, "- "+message.Plain(message.Shorten(message.Tidy(i.File), maxFileName))+": "+message.Plain(message.Shorten(message.Tidy(why), message.MaxTitle)))
	}
}

// stored notes what is named in the end.
func (in *intake) stored(a corpus.Article, r store.PutResult) {
	if (r.Status == store.Added || r.Status == store.Revised) && len(in.first) < showAdded {
		in.first = append(in.first, corpus.Article{ID: a.ID, Title: a.Title, Outlet: a.Outlet, URL: a.URL, File: a.File, Published: a.Published})
	}
}

// finish stores what is waiting.
func (in *intake) finish() error {
	if err := in.Finish(); err != nil {
		return err
	}
	if in.Refused > 0 {
		return errFull
	}
	return nil
}

var errFull = problem.Decline("This server's collection is full",
	"It has no room for more articles: `/corpus stats` shows how much it may hold. Make room with `/corpus remove`.")

// tell shows how far it is. That this fails is no reason to stop.
func (in *intake) tell(ctx context.Context, text string) {
	if err := in.r.Answer(ctx, message.Notice("Adding articles …", text)); err != nil {
		in.cs.Log.Warn("progress not shown", "guild", in.r.GuildID, "command", in.r.Name, "request", in.r.Ref, "err", err)
	}
}

// cutShort tells of an error after which some articles are in, and the others
// are not.
func (in *intake) cutShort(err error) error {
	done := in.Added + in.Revised
	if done == 0 {
		return err
	}
	kept := message.CountInEnglish(done, "article is in", "articles are in") + ", the rest is not. "
	var refused *problem.Error
	switch {
	case errors.As(err, &refused) && len(refused.Args) == 0:
		return problem.Decline(refused.Title, kept+refused.Text)
	case errors.Is(err, context.DeadlineExceeded):
		return problem.Decline("That took too long", kept+"Cut the file into smaller ones and add them: what is there already is not added twice.")
	case errors.Is(err, context.Canceled):
		return problem.Decline("I am being restarted", kept+"Add the same again in a moment: what is there already is not added twice.")
	}
	return err
}

// card says what became of it all.
func (in *intake) card() message.Card {
	var done []string
	if in.Added > 0 {
		done = append(done, fmt.Sprintf("%d added", in.Added))
	}
	if in.Revised > 0 {
		done = append(done, fmt.Sprintf("%d changed", in.Revised))
	}
	if in.Unchanged > 0 {
		done = append(done, fmt.Sprintf("%d there already", in.Unchanged))
	}
	if in.failed > 0 {
		done = append(done, fmt.Sprintf("%d not readable", in.failed))
	}
	if in.read+in.failed == 0 {
		return message.Notice("Nothing was added", "There is no article in that file.")
	}
	title := "Added to this server's articles"
	switch {
	case in.read == 0:
		title = "Nothing could be read"
	case in.Added+in.Revised == 0:
		title = "Nothing is new"
	}
	c := message.Card{Accent: message.AccentBrief, Blocks: []string{"**" + title + "**\n-# " + strings.Join(done, " · ")}}
	if in.read == 0 {
		c.Accent = message.AccentProblem
	}
	lines := message.ArticleLines(message.Presentation{}, in.first, message.MaxText/2)
	if more := in.Added + in.Revised - len(lines); more > 0 {
		lines = append(lines, fmt.Sprintf("… and %d more", more))
	}
	c.Blocks = append(c.Blocks, strings.Join(lines, "\n"))
	if len(in.problems) > 0 {
		c.Blocks = append(c.Blocks, "**To look at**\n"+strings.Join(in.problems, "\n"))
	}
	return c
}
