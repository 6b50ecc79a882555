package eval

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"sitrep/briefing"
	"sitrep/briefing/briefer"
	"sitrep/briefing/model"
	"sitrep/briefing/write"
	"sitrep/corpus"
	"sitrep/prompts"
)

// Recording is a model whose prompts and replies are kept in a folder, each pair
// under a hash of the prompt. What it replied before is replayed, and asks nobody.
type Recording struct {
	Dir   string
	Model write.Model // nil to replay alone

	last     []recorded // since the last call of take
	lacking  int
	in, out  int // bytes
	longest  int // bytes of a prompt
	requests int
}

type recorded struct{ name, reply string }

// ErrNotRecorded is returned for a prompt of which no reply is recorded, where
// there is no model to ask. The prompt is then in the folder, for somebody to
// reply to.
var ErrNotRecorded = errors.New("no reply is recorded")

// Write returns the reply to a prompt.
func (r *Recording) Write(ctx context.Context, p prompts.Prompt, grow func(string)) (string, error) {
	text := "# system\n\n" + p.System + "\n\n# user\n\n" + p.User + "\n"
	hash := sha256.Sum256([]byte(text))
	path := filepath.Join(r.Dir, p.Name+"-"+hex.EncodeToString(hash[:6]))
	if err := os.WriteFile(path+".prompt.txt", []byte(text), 0o600); err != nil {
		return "", err
	}
	reply, err := os.ReadFile(path + ".reply.txt")
	switch {
	case err == nil:
	case !errors.Is(err, os.ErrNotExist):
		return "", err
	case r.Model == nil:
		r.lacking++
		return "", ErrNotRecorded
	default:
		answer, err := r.Model.Write(ctx, p, grow)
		if err != nil {
			return "", err
		}
		reply = []byte(answer)
		if err := os.WriteFile(path+".reply.txt", reply, 0o600); err != nil {
			return "", err
		}
	}
	r.requests++
	r.in += len(p.System) + len(p.User)
	r.out += len(reply)
	r.longest = max(r.longest, len(p.System)+len(p.User))
	r.last = append(r.last, recorded{p.Name, string(reply)})
	return string(reply), nil
}

func (r *Recording) take() []recorded {
	last := r.last
	r.last = nil
	return last
}

// ModelOptions says what a model is measured on.
type ModelOptions struct {
	Every       int    // of the questions, every so many-th; 1 for all
	Topics      string // a file of topics, one a line; empty for none
	Predictions io.Writer
	Article     func(d Document) (corpus.Article, error)
}

// modelPrediction is what became of a question or topic.
type modelPrediction struct {
	ID        string   `json:"_id"`
	Asked     string   `json:"asked"`
	AsOf      string   `json:"as_of"`
	Wrote     []string `json:"wrote"`      // the claims of the reply
	Posted    []string `json:"posted"`     // what was given out
	AsWritten int      `json:"as_written"` // of the claims, those given out as they are
	Abstained bool     `json:"abstained"`
	Mode      string   `json:"mode"`
	Note      string   `json:"note"`
	Hit       int      `json:"hit"` // the first sentence that cites an answer, from 1; 0 for none
}

// Model asks questions of newsqa, and for briefs on topics, as the bot does with a
// language model, and reports what it wrote and what became of it. Whether that is
// right is for a reader of the predictions to say; hits are only the words of the
// answers found in what is cited.
func Model(ctx context.Context, dir string, archive Archive, b *briefer.Briefer, rec *Recording, opt ModelOptions) (Report, error) {
	set, questions, err := loadNews(ctx, dir, archive, opt.Article)
	if err != nil {
		return nil, err
	}
	var wrote, asWritten, answered, hits, asked int
	note := func(p modelPrediction, brief briefing.Brief) error {
		var lists []string
		for _, r := range rec.take() {
			switch r.name {
			case "answer":
				lists = []string{"answer"}
			case "brief":
				lists = []string{"bottom_line", "developments"}
			default:
				continue
			}
			claims, err := model.Claims(r.reply, lists)
			if err != nil {
				continue
			}
			p.Wrote = nil // of a second try
			for _, key := range lists {
				for _, c := range claims[key] {
					p.Wrote = append(p.Wrote, c.Text+" "+strings.Join(c.IDs, " "))
				}
			}
		}
		for _, c := range slices.Concat(brief.BottomLine, brief.Developments, brief.Answer) {
			p.Posted = append(p.Posted, c.Text)
			if slices.ContainsFunc(p.Wrote, func(w string) bool { return strings.HasPrefix(w, strings.TrimSuffix(c.Text, ".")) }) {
				p.AsWritten++
			}
		}
		p.Abstained, p.Mode, p.Note = brief.Abstained, string(brief.Mode), brief.Note
		wrote += len(p.Wrote)
		asWritten += p.AsWritten
		return predict(opt.Predictions, p)
	}
	for i, q := range questions {
		if opt.Every > 1 && i%opt.Every != 0 {
			continue
		}
		day, err := time.Parse("20060102", q.Date)
		if err != nil {
			return nil, fmt.Errorf("question %s: date: %w", q.ID, err)
		}
		req := briefing.Request{Scope: corpus.NewScope(corpus.Public), Question: q.Text, AsOf: dateOf(day.AddDate(0, 0, daysAfter))}
		answer, err := b.Ask(ctx, req)
		if err != nil {
			return nil, fmt.Errorf("question %s: %w", q.ID, err)
		}
		asked++
		p := modelPrediction{ID: q.ID, Asked: q.Text, AsOf: req.AsOf.String()}
		if !answer.Abstained {
			answered++
			if p.Hit = set.rank(q, set.prediction(q, answer)); p.Hit > 0 {
				hits++
			}
		}
		if err := note(p, answer); err != nil {
			return nil, err
		}
	}
	topics := 0
	if opt.Topics != "" {
		f, err := os.Open(opt.Topics)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		for lines := bufio.NewScanner(f); lines.Scan(); {
			topic := strings.TrimSpace(lines.Text())
			if topic == "" {
				continue
			}
			brief, err := b.Brief(ctx, briefing.Request{Scope: corpus.NewScope(corpus.Public), Topic: topic})
			if err != nil {
				return nil, fmt.Errorf("topic %s: %w", topic, err)
			}
			topics++
			if err := note(modelPrediction{ID: topic, Asked: topic, AsOf: brief.AsOf.String()}, brief); err != nil {
				return nil, err
			}
		}
	}
	return Report{{"questions", float64(asked)}, {"topics", float64(topics)}, {"answered", float64(answered)}, {"hits", float64(hits)},
		{"claims_written", float64(wrote)}, {"posted_as_written", float64(asWritten)},
		{"requests", float64(rec.requests)}, {"not_recorded", float64(rec.lacking)},
		{"prompt_bytes", ratio(rec.in, rec.requests)}, {"longest_prompt_bytes", float64(rec.longest)}, {"reply_bytes", ratio(rec.out, rec.requests)}}, nil
}
