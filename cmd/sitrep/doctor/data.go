package doctor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"slices"
	"strings"

	"sitrep/briefing/model"
	"sitrep/cmd/sitrep/settings"
	"sitrep/corpus"
	"sitrep/corpus/library"
	"sitrep/corpus/scratch"
	"sitrep/corpus/store"
	"sitrep/corpus/store/followed"
)

// data looks at the data folder, the index over it and the feeds.
func (x *Examination) data(ctx context.Context, c settings.Settings) {
	if !c.HasLibrary() {
		if info, err := os.Stat(c.Data); err == nil && !info.IsDir() {
			x.bad("data", c.Data+" is a file, not a folder", "set SITREP_DATA to a folder")
			return
		} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
			x.bad("data", fmt.Sprintf("the data folder can't be looked at: %v", err), "let the user that sitrep runs as read and write it")
			return
		}
		x.odd("data", "there is no data folder at "+c.Data+" yet, so answers come from the built-in sample", "add articles with: sitrep ingest PATH")
		return
	}
	if err := writable(c.Data); err != nil {
		x.bad("data", fmt.Sprintf("nothing can be written in the data folder: %v", err), "make room on the disk, and let the user that sitrep runs as write in "+c.Data)
		return
	}
	lib, err := library.Open(ctx, c.Data, c.Library(slog.New(slog.DiscardHandler)))
	switch {
	case errors.Is(err, store.ErrNewer):
		x.bad("data", "the data folder was written by a newer version", "update sitrep")
		return
	case errors.Is(err, store.ErrUnreachable):
		x.bad("data", err.Error(), "start the database, or set SITREP_DATABASE to its address; empty for the data folder")
		return
	case errors.Is(err, store.ErrDamaged):
		x.bad("data", fmt.Sprintf("the data folder is damaged: %v", err), "put back a backup, or move it away and ingest again")
		return
	case err != nil:
		x.bad("data", fmt.Sprintf("the data folder can't be opened: %v", err), "do what that says, then try again")
		return
	}
	defer lib.Close() // it was only read
	where := "in " + c.Data
	if c.Database.Reveal() != "" {
		where = "in the database, the index in " + c.Data
	}
	x.good("data", where)
	if info, err := os.Stat(c.Data); err == nil && runtime.GOOS != "windows" && info.Mode()&0o077 != 0 {
		x.odd("data", "others on this machine may look into the data folder, which belongs to another user than sitrep runs as", "take that from them with: chmod 700 "+c.Data)
	}
	missing := map[corpus.ArticleID]bool{} // perhaps, from the index
	for _, d := range x.intact(ctx, lib.Store()) {
		if d.Collection == corpus.Public {
			missing[d.Article] = true
		}
	}

	size, err := lib.Size(ctx, everybody)
	_, stored, listErr := lib.List(ctx, everybody, store.ListOptions{Limit: 1})
	switch err = errors.Join(err, listErr); {
	case err != nil:
		x.bad("index", err.Error(), "stop sitrep, delete the index's file in the data folder, and start it again: it is made anew")
	case size.Articles > stored || size.Articles < stored-len(missing):
		x.bad("index", fmt.Sprintf("it finds %d articles, the store has %d", size.Articles, stored),
			"stop sitrep, delete the index's file in the data folder, and start it again: it is made anew")
	case stored == 0:
		x.odd("index", "there are no articles, so answers come from the built-in sample", "add some with: sitrep ingest PATH")
	default:
		x.good("index", fmt.Sprintf("finds all %s, %s", counted(size.Articles, "article"), counted(size.Passages, "passage")))
	}
	x.meaning(ctx, c, lib.Store())
	x.feeds(ctx, lib.Store())
}

// writable reports why no file can be made in a folder, nil if one can.
func writable(dir string) error {
	f, err := scratch.Create(dir, ".doctor-*")
	if err != nil {
		return err
	}
	defer f.Discard()
	_, err = f.WriteString("can be written\n")
	return err
}

// intact looks for what the disk has damaged, and returns what it finds of the
// articles.
func (x *Examination) intact(ctx context.Context, s *store.Store) []store.Damage {
	revisions, err := s.Verify(ctx, 0)
	if err == nil {
		err = s.QuickCheck(ctx)
	}
	damaged := s.Damaged()
	for _, d := range damaged[:min(len(damaged), mostShown)] {
		x.bad("intact", fmt.Sprintf("revision %d of article %s is not as it was stored, and left out of every answer: %s", d.Revision, d.Article, d.Reason),
			"check the disk; then ingest the article again, or put back a backup")
	}
	switch {
	case err != nil:
		x.bad("intact", err.Error(), "check the disk; then put back a backup with: sitrep restore BACKUP --replace")
	case len(damaged) > mostShown:
		x.bad("intact", fmt.Sprintf("and %d more", len(damaged)-mostShown), "check the disk; then put back a backup with: sitrep restore BACKUP --replace")
	case len(damaged) == 0:
		x.good("intact", fmt.Sprintf("%s match their checksums", counted(revisions, "revision")))
	}
	return damaged
}

// mostShown is how many damaged articles are named.
const mostShown = 10

// feeds looks at those that the operator follows.
func (x *Examination) feeds(ctx context.Context, s *store.Store) {
	feeds, err := followed.On(s).Feeds(ctx, everybody)
	if err != nil {
		x.bad("feeds", err.Error(), "do what that says, then try again")
		return
	}
	failing := 0
	for _, f := range feeds {
		if f.Failures > 0 {
			failing++
			x.odd("feeds", fmt.Sprintf("%s failed %s: %s", f.URL, counted(f.Failures, "time"), f.LastError), "see all with: sitrep feeds list")
		}
	}
	switch {
	case len(feeds) == 0:
		x.good("feeds", "none are followed")
	case failing == 0:
		x.good("feeds", fmt.Sprintf("%s, none failing", counted(len(feeds), "feed")))
	}
}

// model looks at whether the language model can be reached, where one is set.
func (x *Examination) model(ctx context.Context, c settings.Settings) {
	if !c.UsesModel() {
		x.good("model", "none is used: answers are the articles' own sentences")
		return
	}
	names, err := model.Names(ctx, model.Options{BaseURL: string(c.OpenAIBaseURL), Key: c.OpenAIKey.Reveal()})
	status := model.Status(err)
	if err != nil && strings.Contains(err.Error(), "speaks http") {
		what, fix, _ := strings.Cut(err.Error(), ": ")
		x.bad("model", what, fix)
		return
	}
	switch {
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		x.bad("model", "the server does not accept OPENAI_API_KEY", "put a valid key into .env")
	case status == http.StatusNotFound:
		x.odd("model", "the server does not list its models, so it is not known whether OPENAI_MODEL is one", "try it: sitrep brief TOPIC")
	case status != 0:
		x.odd("model", fmt.Sprintf("the server answers with HTTP %d; until that ends answers are the articles' own sentences", status), "look at the server's log or status page")
	case err != nil:
		x.odd("model", "the server can't be reached; until that ends answers are the articles' own sentences", unreached(c.OpenAIBaseURL))
	default:
		if slices.Contains(names, c.OpenAIModel) {
			x.good("model", c.OpenAIModel+" is there")
			return
		}
		x.bad("model", "the server has no model of the name that OPENAI_MODEL gives", "set OPENAI_MODEL to one of those that the server lists")
	}
}

// unreached says what to look at where a model's server can't be reached.
func unreached(base settings.ModelAddress) string {
	u, err := url.Parse(string(base))
	if err == nil && u.Scheme == "https" && (u.Hostname() == "localhost" || net.ParseIP(u.Hostname()).IsLoopback()) {
		return "start it, and check OPENAI_BASE_URL: a server on this machine mostly speaks http, not https"
	}
	return "check OPENAI_BASE_URL and the network"
}

// meaning looks at how many articles are embedded, where they are to be.
func (x *Examination) meaning(ctx context.Context, c settings.Settings, s *store.Store) {
	if c.EmbeddingsModel != "" && c.Mode != settings.DeterministicMode && !c.HasModel() {
		x.odd("embeddings", "OPENAI_EMBEDDINGS_MODEL is not used: there is no model that writes", "set OPENAI_MODEL, too, or leave it out")
		return
	}
	if !c.Embeds() {
		return
	}
	e := model.NewEmbedder(model.Options{BaseURL: string(c.OpenAIBaseURL), Key: c.OpenAIKey.Reveal(), Model: c.EmbeddingsModel})
	if _, err := e.Embed(ctx, []string{"sitrep"}); err != nil {
		x.odd("embeddings", fmt.Sprintf("%s gives none: %v; until that ends articles are found by their words alone", c.EmbeddingsModel, err), "check OPENAI_EMBEDDINGS_MODEL, and that the server has it")
		return
	}
	articles, lacking, err := s.CountEmbedded(ctx, c.EmbeddingsModel)
	switch {
	case err != nil:
		x.bad("embeddings", err.Error(), "do what that says, then try again")
	case lacking > 0:
		x.odd("embeddings", fmt.Sprintf("%d of %s are embedded by %s; the others are found by their words alone", articles-lacking, counted(articles, "article"), c.EmbeddingsModel),
			"let the bot run: it embeds them in the background, and logs how far it is")
	default:
		x.good("embeddings", fmt.Sprintf("all %s, by %s", counted(articles, "article"), c.EmbeddingsModel))
	}
}
