package search_test

import (
	"context"
	"fmt"
	"log"
	"testing/fstest"

	"sitrep/corpus"
	"sitrep/corpus/alias"
	"sitrep/corpus/analysis"
	"sitrep/corpus/ingest"
	"sitrep/corpus/search"
)

// The index finds passages by their words, and by every name of what they name.
func ExampleIndex_Search() {
	index := search.New(analysis.New(alias.Default()))
	for _, text := range []string{
		"---\ntitle: Missile falls into the sea\n---\n\nThe DPRK fired a missile into the sea on Monday.\n",
		"---\ntitle: Ferry fare raised\n---\n\nThe ferry to Tarn Island now costs 12 crowns.\n",
	} {
		files := fstest.MapFS{"article.md": {Data: []byte(text)}}
		if _, err := ingest.WalkFS(context.Background(), files, ingest.Options{}, func(i ingest.Item) error {
			index.Put(i.Article)
			return i.Err
		}); err != nil {
			log.Fatal(err)
		}
	}
	found, err := index.Search(context.Background(), search.Query{Scope: corpus.NewScope(corpus.Public), Text: "north korea"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(found.Hits), found.Terms[0].Text)
	// Output: 1 @north-korea
}
