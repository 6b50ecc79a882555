package eval

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"sitrep/briefing"
	"sitrep/briefing/briefer"
	"sitrep/corpus"
)

// Archive is the corpus that questions are asked of.
type Archive interface {
	briefing.Corpus
	Add(ctx context.Context, articles []corpus.Article) error
	Remove(ctx context.Context, ids []corpus.ArticleID) error
}

// about is what a document is about: its subject, or else its title.
func (d Document) about() string { return cmp.Or(string(d.Subject), d.Title) }

// Question is one line of queries.jsonl.
type Question struct {
	ID      string `json:"_id"`
	Text    string `json:"text"`
	Date    string `json:"date"` // for newsqa: the last day of its week, YYYYMMDD
	Answers []struct {
		Doc   string `json:"doc"`
		Start int    `json:"start"` // characters
		Text  string `json:"text"`
	} `json:"answers"`
}

// Document is one line of corpus.jsonl, and of the news files that serve as hay.
type Document struct {
	ID    string `json:"_id"`
	Title string `json:"title"`
	Text  string `json:"text"`

	Language string          `json:"language"` // BCP 47; empty where the text is to tell
	Subject  json.RawMessage `json:"subject"`  // what several documents are about; nil where the title tells

	URL       string `json:"url"`
	Outlet    string `json:"outlet"`
	Published string `json:"published"` // ISO 8601; empty where the day is not known
}

// QuestionOptions says how questions are asked.
type QuestionOptions struct {
	Hay           string // folder of *.jsonl files that are searched together with the set; empty for none
	WithoutTitles bool   // leave out every document about what the question is about
	Predictions   io.Writer
	// Article makes an article of a document, as ingest does.
	Article func(d Document) (corpus.Article, error)
}

type questionPrediction struct {
	ID        string           `json:"_id"`
	Abstained bool             `json:"abstained"`
	Shown     int              `json:"shown"` // of the claims, as an answer
	Claims    []predictedClaim `json:"claims"`
}

type predictedClaim struct {
	Text      string              `json:"text"`
	Citations []predictedCitation `json:"citations"`
}

type predictedCitation struct {
	Doc   string `json:"doc"`
	Quote string `json:"quote"`
}

// Questions asks every question of a set in the BEIR layout and reports, with
// the answers in the corpus, hit@1, hit@3 and abstain_wrong; without them,
// abstain_right. The hits measure the order of the sentences shown, be it as an
// answer or as the nearest passages of an abstention; abstention is measured by
// itself.
func Questions(ctx context.Context, dir string, archive Archive, b *briefer.Briefer, opt QuestionOptions) (Report, error) {
	documents, err := readLines[Document](filepath.Join(dir, "corpus.jsonl"))
	if err != nil {
		return nil, err
	}
	questions, err := readLines[Question](filepath.Join(dir, "queries.jsonl"))
	if err != nil {
		return nil, err
	}
	set := newQuestionSet(documents)
	if err := set.load(ctx, archive, documents, opt); err != nil {
		return nil, err
	}
	if opt.Hay != "" {
		files, err := filepath.Glob(filepath.Join(opt.Hay, "*.jsonl"))
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			hay, err := readLines[Document](f)
			if err != nil {
				return nil, err
			}
			if err := set.load(ctx, archive, hay, opt); err != nil {
				return nil, err
			}
		}
	}

	if opt.WithoutTitles {
		// One title at a time leaves the corpus, with all that is asked of it.
		slices.SortStableFunc(questions, func(x, y Question) int { return cmp.Compare(set.title(x), set.title(y)) })
	}
	abstained, hit1, hit3 := 0, 0, 0
	missing := ""
	for _, q := range questions {
		if title := set.title(q); opt.WithoutTitles && title != missing {
			if err := set.swap(ctx, archive, missing, title); err != nil {
				return nil, err
			}
			missing = title
		}
		answer, err := b.Ask(ctx, briefing.Request{Scope: corpus.NewScope(corpus.Public), Question: q.Text})
		if err != nil {
			return nil, fmt.Errorf("question %s: %w", q.ID, err)
		}
		p := set.prediction(q, answer)
		if err := predict(opt.Predictions, p); err != nil {
			return nil, err
		}
		if p.Abstained {
			abstained++
		}
		switch set.rank(q, p) {
		case 1:
			hit1++
			hit3++
		case 2, 3:
			hit3++
		}
	}
	if opt.WithoutTitles {
		return Report{{"questions", float64(len(questions))}, {"abstain_right", ratio(abstained, len(questions))}}, nil
	}
	return Report{{"questions", float64(len(questions))}, {"hit@1", ratio(hit1, len(questions))}, {"hit@3", ratio(hit3, len(questions))},
		{"abstain_wrong", ratio(abstained, len(questions))}}, nil
}

type questionSet struct {
	documents map[string]Document
	ids       map[corpus.ArticleID]string
	articles  map[string][]corpus.Article // by what they are about
}

func newQuestionSet(documents []Document) *questionSet {
	s := &questionSet{documents: map[string]Document{}, ids: map[corpus.ArticleID]string{}, articles: map[string][]corpus.Article{}}
	for _, d := range documents {
		s.documents[d.ID] = d
	}
	return s
}

func (s *questionSet) load(ctx context.Context, archive Archive, documents []Document, opt QuestionOptions) error {
	var batch []corpus.Article
	for _, d := range documents {
		a, err := opt.Article(d)
		if err != nil {
			continue // an empty body, which ingest reports too
		}
		s.ids[a.ID] = d.ID
		if _, ok := s.documents[d.ID]; ok {
			s.articles[d.about()] = append(s.articles[d.about()], a)
		}
		batch = append(batch, a)
	}
	return archive.Add(ctx, batch)
}

func (s *questionSet) title(q Question) string { return s.documents[q.Answers[0].Doc].about() }

// swap brings the articles of one title back and takes those of another out.
func (s *questionSet) swap(ctx context.Context, archive Archive, back, out string) error {
	if back != "" {
		if err := archive.Add(ctx, s.articles[back]); err != nil {
			return err
		}
	}
	var ids []corpus.ArticleID
	for _, a := range s.articles[out] {
		ids = append(ids, a.ID)
	}
	return archive.Remove(ctx, ids)
}

func (s *questionSet) prediction(q Question, b briefing.Brief) questionPrediction {
	p := questionPrediction{ID: q.ID, Abstained: b.Abstained, Shown: len(b.Answer), Claims: []predictedClaim{}}
	claims := slices.Concat(b.Answer, b.Nearest, b.Behind) // shown or not
	if b.Abstained {
		slices.SortStableFunc(claims, func(x, y briefing.Claim) int { return -cmp.Compare(x.Score, y.Score) })
	}
	for _, c := range claims[:min(3, len(claims))] {
		pc := predictedClaim{Text: c.Text}
		for _, cite := range c.Citations {
			pc.Citations = append(pc.Citations, predictedCitation{Doc: s.ids[cite.Source], Quote: original(s.documents[s.ids[cite.Source]].Text, cite.Quote)})
		}
		p.Claims = append(p.Claims, pc)
	}
	return p
}

// rank returns the place of the first claim, from 1, that holds an answer; 0 for
// none.
func (s *questionSet) rank(q Question, p questionPrediction) int {
	return 1 + slices.IndexFunc(p.Claims, func(c predictedClaim) bool { return s.answers(q, c) })
}

// longestQuote is what may be cited as an answer, in characters: who cites a page has
// answered nothing.
const longestQuote = 700

// answers reports whether a claim cites the first character of an answer.
func (s *questionSet) answers(q Question, c predictedClaim) bool {
	for _, a := range q.Answers {
		text := s.documents[a.Doc].Text
		at := byteOffset(text, a.Start)
		for _, cite := range c.Citations {
			if cite.Doc != a.Doc || utf8.RuneCountInString(cite.Quote) >= longestQuote {
				continue
			}
			for from := 0; ; {
				i := strings.Index(text[from:], cite.Quote)
				if i < 0 {
					break
				}
				if start := from + i; start <= at && at < start+len(cite.Quote) {
					return true
				}
				from += i + 1
			}
		}
	}
	return false
}

// byteOffset returns where the nth character of a text begins.
func byteOffset(text string, n int) int {
	for i := range text {
		if n == 0 {
			return i
		}
		n--
	}
	return len(text)
}
