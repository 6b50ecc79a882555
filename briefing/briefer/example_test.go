package briefer_test

import (
	"context"
	"fmt"
	"log"

	"sitrep/briefing"
	"sitrep/briefing/briefer"
	"sitrep/corpus"
	"sitrep/corpus/ingest"
	"sitrep/corpus/library"
	"sitrep/corpus/sample"
)

// sampleLibrary is a library of the sample articles, in a folder that goes with it.
func sampleLibrary(ctx context.Context) *library.Library {
	lib, err := library.OpenTemporary(ctx, library.Options{})
	if err != nil {
		log.Fatal(err)
	}
	var articles []corpus.Article
	if _, err := ingest.WalkFS(ctx, sample.FS(), ingest.Options{}, func(i ingest.Item) error {
		articles = append(articles, i.Article)
		return i.Err
	}); err != nil {
		log.Fatal(err)
	}
	if _, err := lib.Add(ctx, articles); err != nil {
		log.Fatal(err)
	}
	return lib
}

// A brief says what the articles of a scope hold about a topic, in their own
// sentences, each with the span that it stands in.
func ExampleBriefer_Brief() {
	ctx := context.Background()
	lib := sampleLibrary(ctx)
	defer lib.Close()

	b, err := briefer.New(lib, lib.Analyzer()).Brief(ctx, briefing.Request{
		Scope: corpus.NewScope(corpus.Public), Topic: "Grindavik", AsOf: corpus.NewDate(2024, 1, 17),
	})
	if err != nil {
		log.Fatal(err)
	}
	claim := b.BottomLine[0]
	source := b.Sources[claim.Citations[0].N-1]
	fmt.Println(claim.Text)
	fmt.Printf("%s, %s\n", source.Outlet, source.Published)
	// Output:
	// Lava from a second eruption in four weeks reached the Icelandic town of Grindavik on 14 January 2024 and destroyed three houses.
	// Harbour Wire, 2024-01-16
}

// A question is answered, or, where the articles do not say, not.
func ExampleBriefer_Ask() {
	ctx := context.Background()
	lib := sampleLibrary(ctx)
	defer lib.Close()
	briefer := briefer.New(lib, lib.Analyzer())

	for _, question := range []string{"Where did Chandrayaan-3 land?", "Who won the chess championship?"} {
		answer, err := briefer.Ask(ctx, briefing.Request{Scope: corpus.NewScope(corpus.Public), Question: question})
		switch {
		case err != nil:
			log.Fatal(err)
		case answer.Abstained:
			fmt.Println("The articles do not say.")
		default:
			fmt.Println(answer.Answer[0].Text)
		}
	}
	// Output:
	// India’s Chandrayaan-3 spacecraft landed near the south pole of the Moon on 23 August 2023, a region that no other mission had reached.
	// The articles do not say.
}
