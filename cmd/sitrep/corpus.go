package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"

	"sitrep/cmd/sitrep/settings"
	"sitrep/cmd/sitrep/shelf"
	"sitrep/corpus/ingest"
	"sitrep/corpus/library"
	"sitrep/corpus/sample"
)

// corpusFlag says which articles a command reads, for those that read them.
type corpusFlag struct {
	Corpus string `placeholder:"DIR" help:"Read the articles in this folder or file instead of the data folder, which is left alone."`
}

// errEmpty is errNothing for a corpus without a single article.
var errEmpty = fmt.Errorf("%w: it holds no articles; add some with: sitrep ingest PATH", errNothing)

// openCorpus opens what a command is to read: the folder of --corpus, else the
// data folder, else, where there is none yet, the built-in sample, of which it
// tells. The caller closes it.
func (p *program) openCorpus(ctx context.Context, f corpusFlag) (*library.Library, error) {
	c, err := p.config()
	switch {
	case err != nil:
		return nil, err
	case f.Corpus != "":
		return p.openFolder(ctx, f.Corpus, c.Library(nil))
	case c.HasLibrary():
		return library.Open(ctx, c.Data, c.Library(nil))
	}
	p.tell("no data folder at %s yet, so this is from the built-in sample corpus; add your own articles with: sitrep ingest PATH", c.Data)
	return openSample(ctx, c.Library(nil))
}

// config reads the settings from the environment and from .env in the working
// folder.
func (p *program) config() (settings.Settings, error) {
	c, err := settings.Read(p.environ, ".env")
	c = c.Telling(func(done, of int) {
		p.tell("comparing the articles that an older version stored, once: %d of %d", done, of)
	})
	if err == nil && c.Mode == settings.GeneratedMode && !c.HasModel() {
		err = errNoModel
	}
	if err == nil && c.Budget > 0 && c.PriceIn == 0 && c.PriceOut == 0 {
		err = errNoPrice
	}
	return c, err
}

// openSample opens the built-in sample corpus.
func openSample(ctx context.Context, o library.Options) (*library.Library, error) {
	lib, err := library.OpenTemporary(ctx, o)
	if err != nil {
		return nil, err
	}
	in := newIntake(ctx, lib, func(ingest.Item) {})
	err = in.counted(ingest.WalkFS(ctx, sample.FS(), ingest.Options{}, in.take))
	if err == nil {
		err = in.Finish()
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("read the built-in sample corpus: %w", err), lib.Close())
	}
	return lib, nil
}

// newShelf puts a library on a shelf, beside the sample.
func newShelf(ctx context.Context, own *library.Library, o library.Options, log *slog.Logger) (*shelf.Shelf, error) {
	sample, err := openSample(ctx, o)
	if err != nil {
		return nil, err
	}
	return shelf.New(ctx, own, sample, log), nil
}

// openFolder reads a folder, or a file, into a library that lasts as long as
// the command. What could not be read is told and left out.
func (p *program) openFolder(ctx context.Context, path string, o library.Options) (*library.Library, error) {
	lib, err := library.OpenTemporary(ctx, o)
	if err != nil {
		return nil, err
	}
	in := newIntake(ctx, lib, p.tellItem)
	err = in.counted(ingest.Walk(ctx, path, ingest.Options{}, in.take))
	if errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("there is no file or folder %s; name one that holds articles", path)
	}
	if err == nil {
		err = in.Finish()
	}
	if err == nil && in.Articles == 0 {
		err = fmt.Errorf("%w: %s holds no articles that can be read; %s files are, and .gz of these", errNothing, path, ingest.Kinds)
	}
	if err != nil {
		return nil, errors.Join(err, lib.Close())
	}
	return lib, nil
}

// tellItem tells why an article could not be read, or what of it not.
func (p *program) tellItem(i ingest.Item) {
	if i.Err != nil {
		p.tell("%s: left out: %v", i.File, i.Err)
	} else if i.Note != "" {
		p.tell("%s: %s", i.File, i.Note)
	}
}
