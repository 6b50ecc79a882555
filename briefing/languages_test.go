package briefing_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sitrep/briefing"
	"sitrep/corpus"
	"sitrep/corpus/ingest"
)

// inLanguage is what a brief and answers over the six articles of a folder of
// testdata/languages are to say. Those tell two stories: the topic's, and that of
// a strike in the port of Halden.
type inLanguage struct {
	tag    string
	topic  string
	bottom string // the first sentence of the bottom line
	also   string // a part of a development
	other  string // a word of the other story
	backs  []string
	asked  []asked
}

// asked is a question with what its first answer holds.
type asked struct{ question, answer string }

var inLanguages = []inLanguage{
	{tag: "ko", topic: "세림전자"},
	{tag: "ja", topic: "芹沢電機"},
	{tag: "zh", topic: "岑林电子"},
	{tag: "ar", topic: "سرين"},
	{tag: "hi", topic: "सेरिन इलेक्ट्रॉनिक्स"},
	{tag: "de", topic: "Nordbrücke"},
	{tag: "fr", topic: "pont du Nord"},
	{tag: "es", topic: "puente del Norte"},
	{tag: "ru", topic: "Северный мост"},
}

func articlesIn(t *testing.T, tag string) []corpus.Article {
	t.Helper()
	var out []corpus.Article
	_, err := ingest.WalkFS(t.Context(), os.DirFS(filepath.Join("testdata", "languages", tag)), ingest.Options{Collection: corpus.Public}, func(i ingest.Item) error {
		out = append(out, i.Article)
		return i.Err
	})
	if err != nil || len(out) != 6 {
		t.Fatalf("%d articles in %s: %v", len(out), tag, err)
	}
	return out
}

func TestDump(t *testing.T) {
	for _, c := range inLanguages {
		_, b := open(t, articlesIn(t, c.tag)...)
		out, err := b.Brief(context.Background(), briefing.Request{Scope: public(), Topic: c.topic})
		t.Log("=====", c.tag, c.topic, err)
		for _, x := range out.BottomLine { t.Log("BL ", x.Text) }
		for _, x := range out.Developments { t.Log("DEV", x.Text) }
		for _, x := range out.Timeline { t.Log("TL ", x.Date, x.Text) }
		for _, x := range out.Quotes { t.Log("Q  ", x.Speaker, "::", x.Text) }
	}
	_ = slices.Contains[[]string]
	_ = strings.Contains
}
