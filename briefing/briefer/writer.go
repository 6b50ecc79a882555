package briefer

import (
	"io"
	"time"

	"sitrep/briefing/write"
	"sitrep/prompts"
)

// WithWriter returns a Briefer over the same corpus whose briefs and answers a
// model writes from the sentences that are found. What it writes is given out
// claim by claim: where the sentences that it cites, or others that were found,
// say the same, or where they leave it undecided and the model finds so when it
// looks at the claim and those sentences alone. In the place of any other claim
// stand the sentences that it cites. Where a model gives nothing of use, or fails,
// the brief is the deterministic one, with a note. Timeline, quotes and
// differences are never the model's.
//
// Random is where the boundaries come from that keep articles and instructions
// apart: crypto/rand.Reader, but in tests.
func (b *Briefer) WithWriter(w write.Model, p prompts.Set, random io.Reader) *Briefer {
	with := *b
	with.author.Writer, with.author.Prompts, with.author.Random = w, p, random
	return &with
}

// Within returns a Briefer like b whose model may take so long over one brief or
// answer in all; 0 means 15 seconds.
func (b *Briefer) Within(d time.Duration) *Briefer {
	with := *b
	with.author.Patience = d
	return &with
}

// Judged returns a Briefer like b whose model takes a second look at every claim
// that the articles do not contradict, and not only at those that they leave
// undecided. Nothing is shown while such a brief grows.
func (b *Briefer) Judged() *Briefer {
	with := *b
	with.author.Looks = write.LookAtAll
	return &with
}

// Unjudged returns a Briefer like b whose model takes no second look: in the place
// of a claim that the articles leave undecided stand the sentences that it cites.
func (b *Briefer) Unjudged() *Briefer {
	with := *b
	with.author.Looks = write.LookAtNone
	return &with
}

// Remembering returns a Briefer like b that does not ask a model the same twice.
// What a model replied is checked again all the same.
func (b *Briefer) Remembering(r write.Replies) *Briefer {
	with := *b
	with.author.Replies = r
	return &with
}
