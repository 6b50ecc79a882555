package bot

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"sitrep/bot/router"
	"sitrep/bot/state"
	"sitrep/briefing"
	"sitrep/corpus"
)

// Memory keeps conversations: what was asked where, and by whom.
type Memory interface {
	// AddTurn adds a question to its conversation, in the place of the one
	// that was answered by the brief instead, where that is not empty.
	AddTurn(ctx context.Context, t state.Turn, instead string) error
	// Turns returns what a conversation is about, the oldest first.
	Turns(ctx context.Context, c state.Conversation, since time.Time, limit int) ([]state.Turn, error)
	// TurnsUpTo returns what the conversation was about that a brief is an
	// answer in.
	TurnsUpTo(ctx context.Context, b state.Brief, limit int) ([]state.Turn, error)
	PruneTurns(ctx context.Context, personal, shared time.Time) (int, error)

	SetBriefMessage(ctx context.Context, guild, id, message string) error
	// BriefOfMessage fails with [corpus.ErrNotFound] where a message shows no
	// brief of the guild's.
	BriefOfMessage(ctx context.Context, guild, message string) (id string, err error)

	AddThread(ctx context.Context, t state.Thread) error
	// Thread fails with [corpus.ErrNotFound] where a channel is no thread that
	// the bot opened.
	Thread(ctx context.Context, guild, channel string) (state.Thread, error)
	PruneThreads(ctx context.Context, before time.Time) (int, error)

	Keeps(ctx context.Context, person string) (state.Kept, error)
	Forget(ctx context.Context, person string) error
}

// Memories say for how long questions are kept so that others can follow on
// them. Zero means the usual: a day, and thirty days.
type Memories struct {
	Channels time.Duration // in channels and direct messages
	Threads  time.Duration // in threads that the bot opened
}

func (m Memories) orUsual() Memories {
	return Memories{cmp.Or(m.Channels, 24*time.Hour), cmp.Or(m.Threads, 30*24*time.Hour)}
}

// maxTurns is how many questions a follow-up is understood from.
const maxTurns = 20

// threadContext is what a question follows on; nothing for a command.
type threadContext struct {
	earlier []briefing.Turn // the questions before it and what was shown, the oldest first
	last    string          // the newest of them in words that stand by themselves; of a brief its topic
	goesOn  bool            // they are of the same conversation, and its newest
	instead string          // the brief that misunderstood the question; empty for none
}

// conversation is where a request takes place: of all who write in a thread
// that the bot opened, of one person everywhere else.
func (b *Bot) conversation(ctx context.Context, r *router.Request) (state.Conversation, state.Thread, error) {
	c := state.Conversation{Guild: r.Guild, Channel: r.ChannelID}
	t, err := b.store.Thread(ctx, r.Guild, r.ChannelID)
	if errors.Is(err, corpus.ErrNotFound) {
		c.Person, err = r.UserID(), nil
	}
	return c, t, err
}

// recall finds what a question follows on: a brief, where it is about one,
// whoever asked for that; else what was asked last in its conversation. That of
// a thread begins with the brief that it was opened about.
func (b *Bot) recall(ctx context.Context, r *router.Request, brief string) (threadContext, error) {
	c, thread, err := b.conversation(ctx, r)
	if err != nil {
		return threadContext{}, err
	}
	kept := b.memories.Threads
	if c.Person != "" {
		kept = b.memories.Channels
	}
	turns, err := b.store.Turns(ctx, c, b.now().Add(-kept), maxTurns)
	if err != nil {
		return threadContext{}, err
	}
	n := len(turns)
	switch {
	case brief != "" && brief != thread.Brief && (n == 0 || turns[n-1].Brief != brief):
		return b.recallBrief(ctx, r, brief)
	case thread.Brief == "" || n == maxTurns || n > 0 && turns[0].Fresh:
		t := contextOf(turns)
		t.goesOn = n > 0
		return t, b.recallShown(ctx, r, turns, t.earlier)
	}
	t, err := b.recallBrief(ctx, r, thread.Brief)
	if err != nil && !errors.Is(err, errNoBrief) {
		return threadContext{}, err
	}
	if err != nil { // only what was asked in the thread is left
		t = contextOf(turns)
	} else if n > 0 {
		t.earlier = append(t.earlier, briefing.Asked(questions(turns)...)...)
		t.last = lastOf(turns)
	}
	t.goesOn = true
	return t, b.recallShown(ctx, r, turns, t.earlier)
}

// recallBrief finds what a brief was about when it was asked for. It fails with
// [errNoBrief] where that is gone, or not for whoever asks.
func (b *Bot) recallBrief(ctx context.Context, r *router.Request, id string) (threadContext, error) {
	o, err := b.open(ctx, r, id)
	if err != nil {
		return threadContext{}, err
	}
	turns, err := b.store.TurnsUpTo(ctx, o.Brief, maxTurns)
	if err != nil {
		return threadContext{}, err
	}
	if len(turns) > 0 {
		t := contextOf(turns)
		return t, b.recallShown(ctx, r, turns, t.earlier)
	}
	// The questions are forgotten.
	return threadContext{earlier: []briefing.Turn{briefing.TurnOf(asQuestion(o.brief), o.brief)}, last: understood(o.brief)}, nil
}

// maxShown is of how many of the last turns it is known what was shown: who goes
// further back names what they mean.
const maxShown = 3

// recallShown adds to the last of some turns, which the newest of earlier are made
// of, what was shown. A brief that is gone, or not for whoever asks, adds nothing.
func (b *Bot) recallShown(ctx context.Context, r *router.Request, turns []state.Turn, earlier []briefing.Turn) error {
	for i := max(0, len(turns)-maxShown); i < len(turns); i++ {
		if turns[i].Brief == "" {
			continue
		}
		o, err := b.open(ctx, r, turns[i].Brief)
		if errors.Is(err, errNoBrief) || errors.Is(err, errOldBrief) {
			continue
		}
		if err != nil {
			return err
		}
		t := &earlier[len(earlier)-len(turns)+i]
		*t = briefing.TurnOf(t.Question, o.brief)
	}
	return nil
}

// contextOf is what turns are about. The first is taken as it was understood, since
// what it followed on is not among them; the others as they were asked, since
// that is what [followup.Standalone] reads best.
func contextOf(turns []state.Turn) threadContext {
	if len(turns) == 0 {
		return threadContext{}
	}
	return threadContext{earlier: briefing.Asked(append([]string{turns[0].Standalone}, questions(turns[1:])...)...), last: lastOf(turns)}
}

// questions are the turns as they were asked.
func questions(turns []state.Turn) []string {
	var out []string
	for _, t := range turns {
		out = append(out, t.Question)
	}
	return out
}

// lastOf is what the last of some turns was about.
func lastOf(turns []state.Turn) string {
	return strings.TrimPrefix(turns[len(turns)-1].Standalone, aboutTopic)
}

// understood is what a brief answers, in words that stand by themselves.
func understood(b briefing.Brief) string { return cmp.Or(b.StandaloneQuestion, b.Question, b.Topic) }

// aboutTopic makes a question of a topic.
const aboutTopic = "Tell me about "

// asQuestion is what a brief answers as a question, from which a follow-up is
// understood better than from the name of a topic alone.
func asQuestion(b briefing.Brief) string {
	if q := cmp.Or(b.StandaloneQuestion, b.Question); q != "" {
		return q
	}
	return aboutTopic + b.Topic
}

// remember adds what a brief was asked for to its conversation. If it can't be
// kept, a later question has less to go by; the answer goes out all the same.
func (b *Bot) remember(ctx context.Context, r *router.Request, id string, brief briefing.Brief, on threadContext) {
	c, _, err := b.conversation(ctx, r)
	if err == nil {
		err = b.store.AddTurn(ctx, state.Turn{
			Conversation: c, Author: r.UserID(), Asked: b.now(), Brief: id,
			Question: brief.Question + brief.Topic, Standalone: asQuestion(brief), Fresh: !on.goesOn,
		}, on.instead)
	}
	if err != nil {
		b.log.Error("question not kept, a follow-up will not be understood", "guild", r.GuildID, "request", r.Ref, "err", err)
	}
}

// noteMessage keeps which message shows a brief.
func (b *Bot) noteMessage(ctx context.Context, r *router.Request, brief, message string) {
	if brief == "" || message == "" {
		return
	}
	if err := b.store.SetBriefMessage(ctx, r.Guild, brief, message); err != nil {
		b.log.Error("message of a brief not kept, a reply to it will not be understood", "guild", r.GuildID, "request", r.Ref, "err", err)
	}
}
