package page

import (
	"slices"
	"strings"

	"sitrep/corpus/ingest/clean"
)

// leastArticle is how many characters of prose a page must have for its
// elements' own words about themselves to be followed. With less, they are
// followed less, and at last not at all.
const leastArticle = 250

// paragraphs returns the paragraphs of the article that the page shows, and
// the element that they were found in.
func (o *outline) paragraphs(headline int) (found []string, root int) {
	var keep []int
	for _, t := range []trust{trustAll, trustStrong, trustNone} {
		o.prune(headline, t)
		o.skipBefore(headline)
		root = o.choose()
		keep = o.kept(root)
		prose := 0
		for _, i := range keep {
			prose += o.blocks[i].prose()
		}
		if prose >= leastArticle || prose > leastProse && o.isMarked(root) {
			break
		}
	}
	for _, i := range slices.Concat(o.standfirst(headline, root), keep) {
		found = append(found, o.blocks[i].lines()...)
	}
	return withoutRepeats(found), root
}

// skipBefore skips the headline, and what stands above it if the article is
// below it.
func (o *outline) skipBefore(headline int) {
	if headline < 0 {
		return
	}
	before, after := 0, 0
	for i := range o.blocks {
		switch b := &o.blocks[i]; {
		case b.skip:
		case i < headline:
			before += b.prose()
		default:
			after += b.prose()
		}
	}
	switch {
	case after >= leastArticle && after*2 >= before, after > 0 && before == 0:
		for i := range o.blocks[:headline+1] {
			o.blocks[i].skip = true
		}
	case after > 0:
		o.blocks[headline].skip = true
	}
}

// kept returns the blocks of an element that belong to the article: all that
// are not skipped and more than a label. A headline that links to what it is about
// stays if prose follows, as in lists of products or of short items.
func (o *outline) kept(root int) []int {
	var out []int
	next := -1 // the block that comes after and was not skipped
	e := o.elements[root]
	for i := e.last - 1; i >= e.first; i-- {
		b := &o.blocks[i]
		if b.skip {
			continue
		}
		keep := !b.isLabel()
		if b.heading {
			keep = next >= 0 && (o.blocks[next].prose() > 0 || keep && !o.blocks[next].isLabel())
		}
		if keep {
			out = append(out, i)
		}
		next = i
	}
	slices.Reverse(out)
	return out
}

// isLabel reports whether a block is nothing but links, which in the middle of
// an article lead out of it, or facts about the article.
func (b *block) isLabel() bool { return (b.links+b.facts)*5 >= b.chars*4 }

// standfirst returns the blocks between the headline and the body that carry
// the class of a standfirst: the summary that some sites set above the body.
func (o *outline) standfirst(headline, root int) []int {
	var out []int
	if headline < 0 {
		return nil
	}
	for i := headline + 1; i < o.elements[root].first; i++ {
		if b := &o.blocks[i]; !b.skip && b.prose() > 0 && o.isStandfirst(b.owner) {
			out = append(out, i)
		}
	}
	return out
}

func (o *outline) isStandfirst(i int) bool {
	const near = 3 // elements around the block
	for n := 0; i >= 0 && n < near; i, n = o.elements[i].parent, n+1 {
		found := false
		for _, key := range []string{"class", "itemprop"} {
			eachWord(attribute(o.elements[i].node, key), func(w string) { found = found || standfirstWords[w] })
		}
		if found {
			return true
		}
	}
	return false
}

var standfirstWords = set("summary standfirst lead lede intro introduction deck dek subtitle subheadline subhead description excerpt abstract")

// lines cuts a block at the line breaks that end a sentence, and joins the
// others.
func (b *block) lines() []string {
	var out, line []string
	for part := range strings.SplitSeq(b.text, "\n") {
		part = clean.Spaces(clean.Characters(part))
		if part == "" {
			continue
		}
		line = append(line, part)
		if endsSentence(part) {
			out = append(out, strings.Join(line, " "))
			line = line[:0]
		}
	}
	if len(line) > 0 {
		out = append(out, strings.Join(line, " "))
	}
	return out
}

func endsSentence(s string) bool {
	s = strings.TrimRight(s, "\"'”’»)")
	for _, end := range []string{".", "!", "?", ":", "。", "！", "？"} {
		if strings.HasSuffix(s, end) {
			return true
		}
	}
	return false
}

// leastRepeat is the length in bytes from which a paragraph that comes twice is
// a page's doing; shorter ones may be the author's.
const leastRepeat = 60

// withoutRepeats drops paragraphs that came before.
func withoutRepeats(paragraphs []string) []string {
	seen := map[string]bool{}
	return slices.DeleteFunc(paragraphs, func(p string) bool {
		repeat := len(p) >= leastRepeat && seen[p]
		seen[p] = true
		return repeat
	})
}
