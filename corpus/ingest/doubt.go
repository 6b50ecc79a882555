package ingest

import (
	"fmt"
	"strings"
	"time"

	"sitrep/corpus"
	"sitrep/corpus/language"
)

// mostFuture is how far after an article came in its date may lie: a day for the
// zones of the world, and one for clocks that are wrong.
const mostFuture = 48 * time.Hour

// LeaveOutFuture makes the date of an article unknown where that lies more than
// two days after the article came in. The note says so.
func LeaveOutFuture(a *corpus.Article, now time.Time) (note string) {
	if !a.Published.Known() || !a.Published.Instant().After(now.Add(mostFuture)) {
		return ""
	}
	note = fmt.Sprintf("published %s has not come yet, so the article has no date", a.Published)
	a.Published, a.Origin = corpus.Date{}, corpus.OriginNone
	return note
}

// surelyPast is how many years after publication no article names the day of what
// is to come without a word that says so: on 4,000 articles of news quizzes such
// words alone left 93 that were about votes and laws to come.
const surelyPast = 1

// saidBefore reports whether a text ends with a verb of saying, perhaps with a
// word after it: "the mayor said on". Whoever said something did so before that
// was written.
func saidBefore(pack *language.Pack, text string) bool {
	verbs := pack.Set("speech/verb")
	words := strings.Fields(text)
	for _, w := range words[max(0, len(words)-2):] {
		if verbs[strings.ToLower(w)] {
			return true
		}
	}
	return false
}

// isContradicted reports whether an article tells of a day after that of its
// publication as one of the past. One day more is that of another zone.
func isContradicted(a corpus.Article) bool {
	if a.Published.Precision < corpus.Day {
		return false
	}
	pack := language.For(a.Language)
	last := a.Published.Truncate(corpus.Day).Time.AddDate(0, 0, 1)
	for _, s := range a.Sentences {
		text := a.Text(s.Span)
		if !namesYear(text, a.Published.Time.Year()) {
			continue
		}
		for _, m := range pack.Read(text).Dates(corpus.Date{}) {
			if m.Date.Precision < corpus.Day || !m.Date.Time.After(last) || m.Ahead || m.Relative {
				continue
			}
			if m.Date.Time.After(last.AddDate(surelyPast, 0, 0)) || saidBefore(pack, text[:m.Start]) {
				return true
			}
		}
	}
	return false
}

// namesYear reports whether a text has the digits of a year or of one of the next
// few, which is quicker to see than its dates are to read.
func namesYear(text string, year int) bool {
	const years, digits = 20, 4
	run, n := 0, 0
	for i := 0; i < len(text); i++ {
		if c := text[i]; c < '0' || c > '9' {
			run, n = 0, 0
			continue
		}
		run, n = run+1, n*10%100_000+int(text[i]-'0')
		ends := i+1 == len(text) || text[i+1] < '0' || text[i+1] > '9'
		if run == digits && ends && n >= year && n < year+years {
			return true
		}
	}
	return false
}
