package write

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"sitrep/briefing"
	"sitrep/briefing/model"
	"sitrep/briefing/verify"
	"sitrep/prompts"
)

const (
	// namingTime is how long a model may take to name a conversation: somebody
	// waits for it to open, and the question would do.
	namingTime = 3 * time.Second
	// mostNamedBy is how many claims of an answer a model is shown to name it.
	mostNamedBy = 4
	// A name has so many words, and characters, at the most.
	mostNameWords = 8
	mostName      = 60
	// leastNamed is the share of its words that one sentence must have.
	leastNamed = 0.9
)

// Name has a model name a conversation in plain words that the question or a claim of
// the answer bears out; else its topic or its question is the name.
func (b *Author) Name(ctx context.Context, about briefing.Brief, on model.Account) string {
	own := cmp.Or(about.Topic, about.Question)
	asked := cmp.Or(about.StandaloneQuestion, about.Question)
	if b.Writer == nil || about.Topic != "" || asked == "" {
		return own
	}
	ctx, cancel := context.WithTimeout(model.On(ctx, on), namingTime)
	defer cancel()
	fence, err := prompts.NewFence(b.Random)
	if err != nil {
		return own
	}
	t := prompts.Topic{Fence: fence, Question: asked}
	for _, c := range about.Answer[:min(mostNamedBy, len(about.Answer))] {
		t.Answer = append(t.Answer, c.Text)
	}
	prompt, err := b.Prompts.Topic(t)
	if err != nil {
		return own
	}
	reply, keep, err := b.reply(ctx, prompt, fence, nil)
	if err != nil {
		return own
	}
	var wrote struct {
		Topic string `json:"topic"`
	}
	if model.Object(reply, "topic", &wrote) != nil {
		return own
	}
	name := strings.TrimSuffix(prompts.Line(wrote.Topic), ".")
	if !b.isName(name, append([]string{asked}, t.Answer...)) {
		return own
	}
	keep()
	return name
}

// isName reports whether a text is a name in plain words, which say no more than
// one of some sentences does.
func (b *Author) isName(text string, said []string) bool {
	if n := len(strings.Fields(text)); n < 2 || n > mostNameWords || utf8.RuneCountInString(text) > mostName {
		return false
	}
	for _, r := range text {
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && !strings.ContainsRune(" -’',", r) {
			return false
		}
	}
	return slices.ContainsFunc(said, func(s string) bool {
		v := verify.Claim(b.Analyzer, text, []verify.Evidence{{Sentences: []string{s}}})
		// A heading names what is planned or feared, too, without saying that it is so.
		unsure := v.Told >= leastNamed && !slices.ContainsFunc(v.Faults, func(f verify.Fault) bool { return f.Kind != verify.Modality })
		return len(v.Untold) == 0 && (v.Supported() || unsure)
	})
}
