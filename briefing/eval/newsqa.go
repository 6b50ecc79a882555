package eval

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"sitrep/briefing"
	"sitrep/briefing/briefer"
	"sitrep/corpus"
)

// NewsOptions says how questions on the news are asked.
type NewsOptions struct {
	NoDay       bool // of all articles, whatever their day
	Early       bool // ninety days before their week, when nobody could know
	Next        bool // each in the conversation of the one before, which is about something else
	Predictions io.Writer
	// Article makes an article of a document, as ingest does.
	Article func(d Document) (corpus.Article, error)
}

// A question is asked two days after its week, since not all is written on the
// day; and early, this many days before.
const (
	daysAfter  = 2
	daysBefore = 90
)

// NewsQuestions asks the questions of news quizzes, each as of its own day, and
// reports hit@1, hit@3, how many are answered, and hit@3 among those; or, early,
// the share of the answers that are rightly withheld. The figures stand for all
// weeks, then for the even and the odd ones: how these differ says how far a figure
// can be trusted.
func NewsQuestions(ctx context.Context, dir string, archive Archive, b *briefer.Briefer, opt NewsOptions) (Report, error) {
	set, questions, err := loadNews(ctx, dir, archive, opt.Article)
	if err != nil {
		return nil, err
	}
	var all askedCount
	var halves [2]askedCount // of the weeks
	week := weekOf(questions)
	var before []briefing.Turn
	for _, q := range questions {
		day, err := time.Parse("20060102", q.Date)
		if err != nil {
			return nil, fmt.Errorf("question %s: date: %w", q.ID, err)
		}
		req := briefing.Request{Scope: corpus.NewScope(corpus.Public), Question: q.Text, Earlier: before}
		switch {
		case opt.Early:
			req.AsOf = dateOf(day.AddDate(0, 0, -daysBefore))
			if set.known(q, req.AsOf) {
				continue
			}
		case !opt.NoDay:
			req.AsOf = dateOf(day.AddDate(0, 0, daysAfter))
		}
		answer, err := b.Ask(ctx, req)
		if err != nil {
			return nil, fmt.Errorf("question %s: %w", q.ID, err)
		}
		if opt.Next {
			before = []briefing.Turn{briefing.TurnOf(q.Text, answer)}
		}
		p := set.prediction(q, answer)
		if err := predict(opt.Predictions, p); err != nil {
			return nil, err
		}
		n := askedCount{asked: 1}
		switch set.rank(q, p) {
		case 1:
			n.hit1, n.hit3 = 1, 1
		case 2, 3:
			n.hit3 = 1
		}
		if !p.Abstained {
			n.answered, n.hitAnswered = 1, n.hit3
		}
		all.add(n)
		halves[week[q.Date]%2].add(n)
	}
	report := append(Report{{"questions", float64(all.asked)}}, all.figures("", opt.Early)...)
	report = append(report, halves[0].figures("_even", opt.Early)...)
	return append(report, halves[1].figures("_odd", opt.Early)...), nil
}

// weekOf numbers the weeks of questions, in order.
func weekOf(questions []Question) map[string]int {
	var dates []string
	for _, q := range questions {
		dates = append(dates, q.Date)
	}
	slices.Sort(dates)
	out := map[string]int{}
	for n, date := range slices.Compact(dates) {
		out[date] = n
	}
	return out
}

// askedCount counts questions, the answers shown, the right ones among the first
// and the first three, and the latter among the answers shown.
type askedCount struct{ asked, answered, hit1, hit3, hitAnswered int }

func (c *askedCount) add(d askedCount) {
	c.asked += d.asked
	c.answered += d.answered
	c.hit1 += d.hit1
	c.hit3 += d.hit3
	c.hitAnswered += d.hitAnswered
}

func (c askedCount) figures(of string, early bool) Report {
	if early {
		return Report{{"withheld_early" + of, ratio(c.asked-c.answered, c.asked)}}
	}
	return Report{{"hit@1" + of, ratio(c.hit1, c.asked)}, {"hit@3" + of, ratio(c.hit3, c.asked)},
		{"answered" + of, ratio(c.answered, c.asked)}, {"hit@3_answered" + of, ratio(c.hitAnswered, c.answered)}}
}

// loadNews reads the set and fills the archive.
func loadNews(ctx context.Context, dir string, archive Archive, article func(Document) (corpus.Article, error)) (*questionSet, []Question, error) {
	documents, err := readLines[Document](filepath.Join(dir, "corpus.jsonl.gz"))
	if err != nil {
		return nil, nil, err
	}
	questions, err := readLines[Question](filepath.Join(dir, "queries.jsonl"))
	if err != nil {
		return nil, nil, err
	}
	set := newQuestionSet(documents)
	if err := set.load(ctx, archive, documents, QuestionOptions{Article: article}); err != nil {
		return nil, nil, err
	}
	return set, questions, nil
}

// known reports whether an answer stands in an article that was published by a
// day.
func (s *questionSet) known(q Question, by corpus.Date) bool {
	for _, a := range q.Answers {
		if d, err := corpus.ParseDate(s.documents[a.Doc].Published); err == nil && d.Known() && d.Time.Before(by.End()) {
			return true
		}
	}
	return false
}

// weekDays is how many days before the last of its week an article may answer
// a question.
const weekDays = 8

type todayPrediction struct {
	Date    string           `json:"date"`
	Stories []predictedStory `json:"stories"`
}

type predictedStory struct {
	Lead     string   `json:"lead"`
	Articles []string `json:"articles"`
}

// Today asks for the eight stories of each quiz week as of its last day, and
// reports the share of the week's questions of which one of them holds an answer
// article, and the share of the week's articles that they hold: all of them
// would hold every answer. The figures stand for all weeks, then for the even and
// the odd ones.
func Today(ctx context.Context, dir string, archive Archive, b *briefer.Briefer, opt NewsOptions) (Report, error) {
	set, questions, err := loadNews(ctx, dir, archive, opt.Article)
	if err != nil {
		return nil, err
	}
	weeks := map[string][]Question{}
	var dates []string
	for _, q := range questions {
		if weeks[q.Date] == nil {
			dates = append(dates, q.Date)
		}
		weeks[q.Date] = append(weeks[q.Date], q)
	}
	slices.Sort(dates)
	var all, halves = todayCount{}, [2]todayCount{}
	for i, date := range dates {
		last, err := time.Parse("20060102", date)
		if err != nil {
			return nil, fmt.Errorf("week %s: %w", date, err)
		}
		first := last.AddDate(0, 0, -weekDays)
		today, err := b.Today(ctx, briefing.Request{Scope: corpus.NewScope(corpus.Public), AsOf: dateOf(last), Since: dateOf(first), Stories: 8})
		if err != nil && !errors.Is(err, briefing.ErrNothing) {
			return nil, fmt.Errorf("week %s: %w", date, err)
		}
		p := todayPrediction{Date: date, Stories: []predictedStory{}}
		told := map[string]bool{}
		for _, s := range today.Stories {
			ps := predictedStory{Lead: s.Text}
			for _, id := range s.Articles {
				ps.Articles = append(ps.Articles, set.ids[id])
				told[set.ids[id]] = true
			}
			p.Stories = append(p.Stories, ps)
		}
		if err := predict(opt.Predictions, p); err != nil {
			return nil, err
		}
		n := set.countToday(weeks[date], told, first, last)
		all.add(n)
		halves[i%2].add(n)
	}
	return Report{{"weeks", float64(len(dates))}, {"questions", float64(all.questions)},
		{"told", ratio(all.told, all.questions)}, {"held", ratio(all.held, all.articles)},
		{"told_even", ratio(halves[0].told, halves[0].questions)}, {"held_even", ratio(halves[0].held, halves[0].articles)},
		{"told_odd", ratio(halves[1].told, halves[1].questions)}, {"held_odd", ratio(halves[1].held, halves[1].articles)}}, nil
}

// todayCount counts questions with an article in their week, those that are
// told, the articles of the week, and those that are in a story told.
type todayCount struct{ questions, told, articles, held int }

func (c *todayCount) add(d todayCount) {
	c.questions += d.questions
	c.told += d.told
	c.articles += d.articles
	c.held += d.held
}

func (s *questionSet) countToday(questions []Question, told map[string]bool, first, last time.Time) (n todayCount) {
	within := map[string]bool{}
	for id, d := range s.documents {
		day, err := corpus.ParseDate(d.Published)
		if err != nil || day.Precision < corpus.Day || day.Time.Before(first) || !day.Time.Before(last.AddDate(0, 0, 1)) {
			continue
		}
		within[id] = true
		n.articles++
		if told[id] {
			n.held++
		}
	}
	for _, q := range questions {
		asked, answered := false, false
		for _, a := range q.Answers {
			asked = asked || within[a.Doc]
			answered = answered || within[a.Doc] && told[a.Doc]
		}
		if asked {
			n.questions++
		}
		if answered {
			n.told++
		}
	}
	return n
}

func dateOf(t time.Time) corpus.Date { return corpus.NewDate(t.Year(), t.Month(), t.Day()) }

// unpacked reads a file, and unpacks it where its name ends in .gz.
func unpacked(path string) (io.ReadCloser, error) {
	f, err := os.Open(path)
	if err != nil || filepath.Ext(path) != ".gz" {
		return f, err
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), f.Close())
	}
	return struct {
		io.Reader
		io.Closer
	}{z, f}, nil
}
