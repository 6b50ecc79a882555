// Package sample holds the corpus that is built into the program, so that a
// first brief needs no other file: forty short news articles, most of them on
// Korean diplomacy from 2018 to 2025, the others on unrelated topics.
//
// The outlets and their reporters are invented and their addresses are on
// reserved example domains; the events, figures and quotations are on public
// record. As in any real archive, some articles disagree on a number, some are
// syndicated copies, one has no date, one has no title, and one ends in a
// paywall line and a list of other headlines.
package sample

import (
	"embed"
	"io/fs"
)

//go:embed articles/*.md
var files embed.FS

// FS returns the articles as a file system of Markdown files with front
// matter, one article a file, at its root.
func FS() fs.FS {
	sub, err := fs.Sub(files, "articles")
	if err != nil {
		panic(err) // the name is valid, so this cannot happen
	}
	return sub
}
