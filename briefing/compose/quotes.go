package compose

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/briefing/cite"
	"sitrep/briefing/english"
	"sitrep/briefing/extract"
	"sitrep/briefing/pool"
	"sitrep/corpus"
	"sitrep/corpus/language"
)

// Bounds of the quotes of a brief, so that no speaker fills it, and no article of
// nothing but quotations holds it up.
const (
	mostQuotes       = 8
	storyQuotes      = 2 // of a brief of stories, one a speaker
	quotingStories   = 2 // of a brief of stories, from which it quotes
	quotesPerSpeaker = 3
	quotesPerArticle = 200 // that are looked at; a long interview has half of that
	sameRuns         = 0.6 // share of runs of three words in common above which two quotes are one
)

// spoken is a quotation with what speaks for it.
type spoken struct {
	cite.Quoted
	runs  map[[3]string]bool // of words; see wordRuns
	score float64
	leans bool // points back to what was said before it
}

// quotes picks who said what about the topic, the most relevant first.
func quotes(ctx context.Context, p *pool.Pool) []spoken {
	var found []spoken
	for i := range p.Articles {
		// Of stories, those that lead are quoted: what was said of others or before
		// its time is no news.
		if p.Whole || p.Articles[i].InStory > 0 && p.Articles[i].InStory <= quotingStories {
			found = append(found, spokenIn(ctx, p, i)...)
		}
	}
	slices.SortStableFunc(found, func(a, b spoken) int {
		return cmp.Or(leaning(a)-leaning(b), -cmp.Compare(a.score, b.score), cmp.Compare(p.Articles[a.Article].ID, p.Articles[b.Article].ID),
			cmp.Compare(a.Whole.Start, b.Whole.Start))
	})
	var picked []spoken
	bySpeaker := map[string]int{}
	for _, q := range found {
		if ctx.Err() != nil {
			return nil
		}
		if k := slices.IndexFunc(picked, func(o spoken) bool { return sameRunsOf(o.runs, q.runs) }); k >= 0 {
			if picked[k].Article != q.Article && len(picked[k].Also) < cite.CitationsPerClaim-1 {
				picked[k].Also = append(picked[k].Also, q.Quoted)
			}
			continue
		}
		key := surname(q.Speaker)
		most, each := mostQuotes, quotesPerSpeaker
		if !p.Whole {
			most, each = storyQuotes, 1
		}
		if q.leans && len(picked) > 0 {
			continue
		}
		if len(picked) < most && bySpeaker[key] < each {
			picked = append(picked, q)
			bySpeaker[key]++
		}
	}
	return picked
}

func leaning(q spoken) int {
	if q.leans {
		return 1
	}
	return 0
}

// spokenIn finds the quotations in the paragraphs of an article that the pool
// holds a sentence of.
func spokenIn(ctx context.Context, p *pool.Pool, article int) []spoken {
	a := p.Articles[article]
	pack := language.For(cmp.Or(a.Language, "en"))
	in := quoteReader{pack}
	var out []spoken
	for _, par := range paragraphs(p, article) {
		if ctx.Err() != nil {
			return nil
		}
		text := a.Text(par.span)
		if par.mention < 0.5 && (a.About < pool.LeastAbout || !p.Whole) {
			continue
		}
		for _, q := range extract.Quotes(pack, text) {
			if len(out) == quotesPerArticle || ctx.Err() != nil {
				return out
			}
			words := text[q.Words.Start:q.Words.End]
			read := pack.Read(words)
			if read.Furniture() || language.Headline(words) {
				continue
			}
			score := max(par.mention, 0.6*a.About) + 0.2/(1+float64(par.first)/4)
			if len(read.Words) < 8 {
				score -= 0.15
			}
			speaker := a.FullName(q.Speaker)
			if !p.Whole {
				told := &p.Told[a.InStory-1]
				says := held(told.Headlines, termsWithin(p, article, corpus.Span{Start: par.span.Start + q.Words.Start, End: par.span.Start + q.Words.End}))
				if par.first >= quotedSentences || says < leastQuoted || !isParty(p, told, speaker) || english.IsCapital(speaker) && !strings.Contains(speaker, " ") || beginsSmall(speaker) || namesSeveral(pack, speaker) ||
					language.Columns(words) < fewQuoted || language.Columns(words) > manyQuoted || beginsSmall(words) {
					continue
				}
				score += says - 0.1*float64(a.InStory)
			}
			if beginsSmall(words) {
				score -= 0.25 // a piece of what was said
			}
			if beginsSmall(q.Speaker) {
				score -= 0.2 // "a senior official"
			}
			whole := corpus.Span{Start: par.span.Start + q.Whole.Start, End: par.span.Start + q.Whole.End}
			out = append(out, spoken{
				Quoted: cite.Quoted{Article: article, Whole: whole, Words: words, Speaker: speaker},
				runs:   wordRuns(words),
				leans:  !p.Whole && !in.saysAlone(words),
				score:  score,
			})
		}
	}
	return out
}

// A quotation of a story counts where it is of its news: it stands among the first
// sentences of an article, is of a party to what is told, and says something of
// what the headlines say, in no fewer and no more columns than so many.
const (
	quotedSentences = 10
	partySentences  = 3 // that name the parties
	leastQuoted     = 0.3
	fewQuoted       = 28 // columns
	manyQuoted      = 280
)

// namesSeveral reports whether a speaker is more than one: "Marsh and Brook".
func namesSeveral(pack *language.Pack, speaker string) bool {
	return slices.ContainsFunc(pack.Words(speaker), func(w language.Token) bool { return pack.Set("speech/and")[w.Lower] })
}

// isParty reports whether somebody is named where the articles of a story say what
// happened: in a title or in the first sentences.
func isParty(p *pool.Pool, s *pool.ToldStory, name string) bool {
	name = name[strings.LastIndexByte(name, ' ')+1:]
	return slices.ContainsFunc(s.Articles, func(i int) bool {
		a := &p.Articles[i]
		top := a.Sentences[:min(len(a.Sentences), partySentences)]
		return strings.Contains(a.Title, name) || len(top) > 0 && strings.Contains(a.Body[:top[len(top)-1].End], name)
	})
}

// termsWithin returns the content words of the sentences that a span of an article
// touches.
func termsWithin(p *pool.Pool, article int, span corpus.Span) []int {
	var out []int
	at, _ := slices.BinarySearchFunc(p.Sentences, article, func(s pool.Sentence, article int) int { return s.Article - article })
	for ; at < len(p.Sentences) && p.Sentences[at].Article == article; at++ {
		if s := &p.Sentences[at]; s.Span.Start < span.End && span.Start < s.Span.End {
			out = append(out, s.Terms...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// quoteReader judges the words of quotations in a language.
type quoteReader struct{ pack *language.Pack }

// saysAlone reports whether quoted words are understood away from what was said
// before them: they begin a sentence, and not with what points back.
func (r quoteReader) saysAlone(words string) bool {
	if beginsSmall(words) {
		return false
	}
	text := strings.TrimRight(words, ",;:—–- ")
	if !language.EndsSentence(text) {
		text += "."
	}
	_, fault := r.pack.Read(text).Alone()
	return fault != "begins with a word that points back" && fault != "a pronoun without its name"
}

// beginsSmall reports whether a text begins with a small letter of a script that
// has capitals.
func beginsSmall(text string) bool {
	c, _ := utf8.DecodeRuneInString(text)
	return unicode.IsLower(c)
}

// paragraph is one paragraph of an article of the pool.
type paragraph struct {
	span    corpus.Span
	first   int     // index of its first sentence in the article
	mention float64 // the most that a sentence of it, or of the one before, names of the topic
}

func paragraphs(p *pool.Pool, article int) []paragraph {
	a := p.Articles[article]
	var out []paragraph
	last := -1
	at, _ := slices.BinarySearchFunc(p.Sentences, article, func(s pool.Sentence, article int) int { return s.Article - article })
	for ; at < len(p.Sentences) && p.Sentences[at].Article == article; at++ {
		s := &p.Sentences[at]
		number := a.Sentences[s.Index].Paragraph
		if number != last {
			// The whole paragraph, even where only one of its passages was read.
			from, to := s.Index, s.Index
			for from > 0 && a.Sentences[from-1].Paragraph == number {
				from--
			}
			for to+1 < len(a.Sentences) && a.Sentences[to+1].Paragraph == number {
				to++
			}
			before := 0.0
			if len(out) > 0 {
				before = 0.8 * out[len(out)-1].mention
			}
			out = append(out, paragraph{span: corpus.Span{Start: a.Sentences[from].Start, End: a.Sentences[to].End}, first: from, mention: before})
			last = number
		}
		out[len(out)-1].mention = max(out[len(out)-1].mention, s.Mention)
	}
	return out
}

// sameRunsOf reports whether two quotations are the same words, perhaps cut: most
// runs of three words of the shorter are in the longer.
func sameRunsOf(ra, rb map[[3]string]bool) bool {
	if len(ra) > len(rb) {
		ra, rb = rb, ra
	}
	n := 0
	for run := range ra {
		if rb[run] {
			n++
		}
	}
	return len(ra) > 0 && float64(n) >= sameRuns*float64(len(ra))
}

// wordRuns returns the runs of three words of a text.
func wordRuns(s string) map[[3]string]bool {
	w := quoteWords(s)
	runs := map[[3]string]bool{}
	for i := 0; i+3 <= len(w); i++ {
		runs[[3]string{w[i], w[i+1], w[i+2]}] = true
	}
	return runs
}

func quoteWords(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// surname is the part of a name by which two mentions of a speaker are held to
// be the same.
func surname(name string) string {
	f := strings.Fields(strings.ToLower(name))
	return f[len(f)-1]
}
