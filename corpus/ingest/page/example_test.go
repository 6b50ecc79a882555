package page_test

import (
	"fmt"
	"log"

	"sitrep/corpus/ingest/page"
)

// A page is read for its article and what it says of itself; menus, notices and
// lists of other articles stay behind.
func ExampleExtract() {
	const html = `<html lang="en"><head><title>Pier closed | Coast Radio</title>
		<meta property="article:published_time" content="2025-03-09T10:00:00Z"></head><body>
		<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
		<article><h1>Pier closed</h1>
		<p>The ferry pier at Tarn Island closed on Sunday after a storm broke two of its piles.</p>
		<p>Ferries leave from the southern quay until the pier is repaired, the port authority said.</p></article>
		<aside><h2>Most read</h2><ul><li><a href="/a">Ten beaches to see</a></li></ul></aside></body></html>`
	p, err := page.Extract([]byte(html), "https://coast.example/pier")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(p.Title)
	fmt.Println(p.Published)
	fmt.Println(p.Body)
	// Output:
	// Pier closed
	// 2025-03-09T10:00:00Z
	// The ferry pier at Tarn Island closed on Sunday after a storm broke two of its piles.
	//
	// Ferries leave from the southern quay until the pier is repaired, the port authority said.
}
