package briefer_test

import (
	"context"
	"flag"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sitrep/briefing"
	"sitrep/corpus"
	"sitrep/corpus/ingest"
	"sitrep/corpus/sample"
)

var (
	weeksCorpus = flag.String("weeks.corpus", "", "deal the articles of this file into weeks, instead of the sample's")
	weeksTopics = flag.String("weeks.topics", "north-korea,china,trump", "the topics of the digests")
	weeksShow   = flag.Bool("weeks.show", false, "print the digests")
)

// dealt deals articles into weeks by their IDs.
func dealt(t *testing.T, weeks int) [][]corpus.Article {
	t.Helper()
	out := make([][]corpus.Article, weeks)
	take := func(i ingest.Item) error {
		if i.Err == nil {
			h := fnv.New32a()
			fmt.Fprint(h, i.Article.ID)
			n := int(h.Sum32() % uint32(weeks))
			out[n] = append(out[n], i.Article)
		}
		return nil
	}
	files := fs.FS(sample.FS())
	if *weeksCorpus != "" {
		files = os.DirFS(filepath.Dir(*weeksCorpus))
		pattern := filepath.Base(*weeksCorpus)
		files = only{files, pattern}
	}
	if _, err := ingest.WalkFS(context.Background(), files, ingest.Options{}, take); err != nil {
		t.Fatal(err)
	}
	return out
}

// only is a folder in which one file is seen.
type only struct {
	fs.FS
	name string
}

func (o only) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(o.FS, name)
	return slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return e.Name() != o.name }), err
}

// words are the words of four letters and more of a text, and its figures.
func words(text string) (long, figures map[string]bool) {
	long, figures = map[string]bool{}, map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-')
	}) {
		switch {
		case strings.ContainsAny(w, "0123456789"):
			figures[w] = true
		case len(w) >= 4:
			long[w] = true
		}
	}
	return long, figures
}

// repeats reports whether a text says nothing but what another said before: nine
// in ten of its long words are there, and all of its figures.
func repeats(a, b string) bool {
	wa, fa := words(a)
	wb, fb := words(b)
	shared := 0
	for w := range wa {
		if wb[w] {
			shared++
		}
	}
	for f := range fa {
		if !fb[f] {
			return false
		}
	}
	return a == b || len(wa) >= 4 && 10*shared >= 9*len(wa)
}

// TestNoClaimIsRepeatedOverEightWeeks holds the digests of a channel, on
// several topics, to what was told there before.
func TestNoClaimIsRepeatedOverEightWeeks(t *testing.T) {
	const weeks = 8
	dealt := dealt(t, weeks)
	var readers []*reader
	first := newReader(t, "")
	for topic := range strings.SplitSeq(*weeksTopics, ",") {
		readers = append(readers, &reader{lib: first.lib, briefer: first.briefer, topic: topic, first: true})
	}
	type told struct {
		where string
		briefing.Claim
	}
	var before []told // by earlier digests of the channel
	claims, changed, digests, quotes := 0, 0, 0, 0
	for week := range weeks {
		first.add(t, dealt[week]...)
		for _, r := range readers {
			channel := r.told
			for _, o := range before {
				channel = append(channel, o.Claim)
			}
			own := r.told
			r.told = channel // whatever the topic
			d := r.next(t)
			r.told = append(slices.Clone(r.last), own...)
			where := fmt.Sprintf("week %d, %s", week+1, r.topic)
			if *weeksShow {
				t.Logf("%s: %d articles, quiet %q", where, d.Articles, d.Quiet)
				for _, c := range d.Changes {
					now := "(nothing)"
					if c.Now != nil {
						now = c.Now.Text
					}
					t.Logf("   %s: %s\n   -> %s", c.Kind, c.Before.Text, now)
				}
				for _, c := range claimsOf(d.Brief) {
					t.Logf("   - %s", c.Text)
				}
			}
			if d.Empty() {
				continue
			}
			digests++
			changed += len(d.Changes)
			quotes += len(d.Brief.Quotes)
			for _, c := range claimsOf(d.Brief) {
				claims++
				for _, o := range before {
					if repeats(c.Text, o.Text) {
						t.Errorf("%s repeats %s:\n%s\n%s", where, o.where, o.Text, c.Text)
					}
				}
			}
			for _, c := range d.Claims() {
				before = append(before, told{where, c})
			}
		}
	}
	t.Logf("%d digests with %d claims (%d of them quotes) and %d changes", digests, claims, quotes, changed)
	if digests < weeks {
		t.Errorf("only %d digests had anything to tell", digests)
	}
}
