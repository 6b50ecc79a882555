package digest

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/discord"
	"sitrep/bot/message"
	"sitrep/bot/schedule"
	"sitrep/bot/state"
)

// Outbox is where the messages of digests go; see [discord.REST].
type Outbox interface {
	Send(ctx context.Context, channel, nonce string, m discord.Message, replyTo string) (*discordgo.Message, error)
	MessagesSince(ctx context.Context, channel string, since time.Time, after string) (messages []*discordgo.Message, more bool, err error)
	StartThread(ctx context.Context, channel, message, name string) (id string, err error)
	StartPost(ctx context.Context, forum, name string, m discord.Message, tag string) (id string, err error)
	OwnPosts(ctx context.Context, guild, forum string, since time.Time) (ids []string, err error)
	Edit(ctx context.Context, channel, message string, m discord.Message) (*discordgo.Message, error)
	Message(ctx context.Context, channel, message string) (*discordgo.Message, error)
	Publish(ctx context.Context, channel, message string) error
}

// post posts the parts of a digest that are not posted yet: the first in the
// channel, the others in a thread under it; in a forum the first begins a post,
// which is a thread. Each goes out under a nonce that Discord takes once within
// minutes, but for a post, which is sent once; and it is recorded before the next.
// What another process, or this one before it failed, may have posted without
// recording it is looked for first, unless the run is fresh.
func (d *Runner) post(ctx context.Context, run *state.DigestRun, n state.Subscription, fresh bool) error {
	var parts []message.Part
	if err := json.Unmarshal(run.Parts, &parts); err != nil {
		return fmt.Errorf("read the parts of a digest: %w", err)
	}
	if run.Story != nil && run.Story.Edits {
		return d.edit(ctx, run, parts)
	}
	for len(run.Messages) < len(parts) {
		i := len(run.Messages)
		channel, err := d.placeOf(ctx, run, n)
		if err != nil {
			return err
		}
		id := ""
		if !fresh {
			if id, err = d.own(ctx, *run, channel); err != nil {
				return err
			}
			if id == "" {
				if err := d.sure(ctx, run, n, channel); err != nil {
					return err
				}
			}
		}
		if id == "" {
			if i == 0 { // some of it posted, the rest is
				if err := d.mayBegin(ctx, run, n, fresh); err != nil {
					return err
				}
			}
			m := discord.Message{Components: parts[i].Card().Components(), Quiet: n.Quiet}
			if i == 0 && n.Role != "" {
				m = m.Mentioning(n.Role)
			}
			if run.Forum && i == 0 && answers(*run) == "" {
				id, err = d.startPost(ctx, *run, n, m)
			} else {
				id, err = d.send(ctx, channel, nonceOf(*run, strconv.Itoa(i)), m, answers(*run))
			}
			if err != nil {
				if isRefusal(err) {
					run.Note = noteRefused
				}
				return err
			}
		}
		if run.Forum && i == 0 && answers(*run) == "" {
			if err := d.opened(ctx, run, id); err != nil {
				return err
			}
		}
		run.Messages = append(run.Messages, id)
		fresh = true // parts are posted in turn, so that of the next there is nothing
		if len(run.Messages) < len(parts) {
			if err := d.ledger.KeepRun(ctx, *run); err != nil {
				return err
			}
		}
	}
	return nil
}

// mayBegin fails where a digest may not be posted, or not now.
func (d *Runner) mayBegin(ctx context.Context, run *state.DigestRun, n state.Subscription, fresh bool) error {
	late := !fresh && d.now().Sub(run.Due) > d.grace
	if s, err := schedule.Parse(n.Schedule); n.Live() && (late || err != nil || s.IsQuiet(d.now())) {
		return errNotNow
	}
	if late {
		return errTooLate
	}
	return d.allowed(ctx, run, n)
}

// send posts a message, as an answer to another or to none, and returns its ID.
func (d *Runner) send(ctx context.Context, channel, nonce string, m discord.Message, replyTo string) (id string, err error) {
	sent, err := d.outbox.Send(ctx, channel, nonce, m, replyTo)
	if err != nil {
		return "", err
	}
	return sent.ID, nil
}

// startPost makes the post of a digest in a forum, named by its topic and day.
// It has a tag only where the forum asks for one.
func (d *Runner) startPost(ctx context.Context, run state.DigestRun, n state.Subscription, m discord.Message) (id string, err error) {
	as, err := d.lookOf(ctx, n)
	if err != nil {
		return "", err
	}
	name := postName(as, n.Topic, run.Due)
	id, err = d.outbox.StartPost(ctx, run.Channel, name, m, "")
	if !errors.Is(err, discord.ErrTagRequired) {
		return id, err
	}
	room, asking := d.Room(ctx, run.Guild, run.Channel)
	if asking != nil {
		return "", asking
	}
	_, may, asking := d.MayIn(ctx, room, run.Guild)
	if asking != nil {
		return "", asking
	}
	tag := room.Tag(n.Topic, may)
	if tag == "" {
		return "", fmt.Errorf("%w: %w", errNoTag, err)
	}
	return d.outbox.StartPost(ctx, run.Channel, name, m, tag)
}

// errNoTag is the error of a digest in a forum that asks for a tag, and has none
// that the bot may set.
var errNoTag = errors.New("the forum has no tag that the bot may set")

// postName names the post of a digest by its topic and the day it was due.
func postName(as message.Presentation, topic string, due time.Time) string {
	day := " · " + as.Date(as.Day(due))
	return cmp.Or(message.Shorten(message.Tidy(topic), discord.MaxThreadName-message.TextLen(day)), "Digest") + day
}

// opened keeps that a thread was opened with a digest.
func (d *Runner) opened(ctx context.Context, run *state.DigestRun, thread string) error {
	run.Thread = thread
	return d.store.AddThread(ctx, state.Thread{Guild: run.Guild, Channel: thread, Brief: digestBriefID(*run), Opened: d.now()})
}

// publishTime is how long publishing a digest may take. Discord publishes ten
// messages an hour of a channel, which nothing can wait for that holds a run.
const publishTime = 15 * time.Second

// publish has the servers that follow the channel of a digest get it: all of it
// that is in the channel itself. The digest is posted all the same where that
// fails, and its history says so.
func (d *Runner) publish(ctx context.Context, run *state.DigestRun) {
	ctx, cancel := context.WithTimeout(ctx, publishTime)
	defer cancel()
	messages := run.Messages
	if run.Thread != run.Channel {
		messages = messages[:1] // the others are in a thread, of which nothing can be published
	}
	for _, id := range messages {
		if err := d.outbox.Publish(ctx, run.Channel, id); err != nil {
			d.log.Warn("digest not published", "guild", run.Guild, "digest", run.Subscription, "err", err)
			run.Note = NoteUnpublished
			return
		}
	}
}

// errUncertain is the error of a run that may have been posted, or not.
var errUncertain = errors.New("there is no way to tell whether the digest was posted")

// sure fails with [errUncertain] where a part that was not found in a channel may
// have been posted all the same: in channels whose history the bot may not read
// nothing is ever found. Where Discord has refused the part it was not posted.
func (d *Runner) sure(ctx context.Context, run *state.DigestRun, n state.Subscription, channel string) error {
	if run.Note == noteRefused {
		run.Note = "" // of the next try it says nothing
		return d.ledger.KeepRun(ctx, *run)
	}
	if n.Direct {
		return nil // what is said there can be read there
	}
	readable, err := d.readable(ctx, run.Guild, channel)
	if err == nil && !readable {
		err = errUncertain
	}
	return err
}

// isRefusal reports whether Discord has surely not taken what was sent.
func isRefusal(err error) bool {
	var e *discord.Error
	return errors.As(err, &e) && e.Status >= 400 && e.Status < 500 && !e.Lost
}

// errTooLate is the error of a run that is taken up when its time is past.
var errTooLate = errors.New("it is too late for the digest")

// placeOf returns where the next part of a digest goes. The thread for those
// after the first is opened if need be; where there can be none, they go into
// the channel, too.
func (d *Runner) placeOf(ctx context.Context, run *state.DigestRun, n state.Subscription) (string, error) {
	if told := answers(*run); told != "" && run.Forum {
		return told, nil // the post has the ID of its first message
	}
	if len(run.Messages) == 0 {
		return run.Channel, nil
	}
	if run.Thread != "" {
		return run.Thread, nil
	}
	name := cmp.Or(message.Shorten(message.Tidy(n.Topic), discord.MaxThreadName), "Digest")
	id, err := d.outbox.StartThread(ctx, run.Channel, run.Messages[0], name)
	switch {
	case errors.Is(err, discord.ErrThreadThere):
		id = run.Messages[0] // as every thread under a message has
	case errors.Is(err, discord.ErrForbidden):
		id = run.Channel
	case err != nil:
		return "", err
	}
	run.Thread = id
	if id != run.Channel {
		if err := d.opened(ctx, run, id); err != nil {
			return "", err
		}
	}
	return id, d.ledger.KeepRun(ctx, *run)
}

const (
	// clockSkew is how far this machine's clock may be ahead of Discord's.
	clockSkew = 10 * time.Minute
	// mostPages bounds the search for a message of the bot's own, to some ten
	// thousand messages of others.
	mostPages = 100
)

// own looks in a channel for a message of a run that is not recorded. It knows
// its messages by the IDs of their buttons. It returns "" where there is none.
func (d *Runner) own(ctx context.Context, run state.DigestRun, channel string) (id string, err error) {
	brief := digestBriefID(run)
	if run.Forum && len(run.Messages) == 0 && answers(run) == "" {
		return d.ownPost(ctx, run, brief)
	}
	after := ""
	for range mostPages {
		messages, more, err := d.outbox.MessagesSince(ctx, channel, run.Due.Add(-clockSkew), after)
		if err != nil {
			return "", err
		}
		for _, m := range messages {
			if after = m.ID; m.Author != nil && m.Author.Bot && controls(m.Components, brief) && !slices.Contains(run.Messages, m.ID) {
				return m.ID, nil
			}
		}
		if !more {
			return "", nil
		}
	}
	return "", fmt.Errorf("find out whether a digest was posted: there are more than %d pages of messages in channel %s", mostPages, channel)
}

// ownPost looks in a forum for the post of a run.
func (d *Runner) ownPost(ctx context.Context, run state.DigestRun, brief string) (id string, err error) {
	// Where the bot may not read what was posted, nothing is found; see sure.
	if readable, err := d.readable(ctx, run.Guild, run.Channel); err != nil || !readable {
		return "", err
	}
	posts, err := d.outbox.OwnPosts(ctx, run.Guild, run.Channel, run.Due.Add(-clockSkew))
	if err != nil {
		return "", err
	}
	for _, id := range posts {
		m, err := d.outbox.Message(ctx, id, id)
		switch {
		case errors.Is(err, discord.ErrMessageGone), errors.Is(err, discord.ErrForbidden): // it was deleted meanwhile
		case err != nil:
			return "", err
		case controls(m.Components, brief):
			return id, nil
		}
	}
	return "", nil
}

// controls reports whether there is a button of a brief among components.
func controls(cs []discordgo.MessageComponent, brief string) bool {
	return slices.ContainsFunc(cs, func(c discordgo.MessageComponent) bool {
		switch c := c.(type) {
		case *discordgo.Container:
			return controls(c.Components, brief)
		case *discordgo.ActionsRow:
			return controls(c.Components, brief)
		case *discordgo.Button:
			parts := strings.Split(c.CustomID, ":")
			return len(parts) >= 3 && parts[2] == brief
		}
		return false
	})
}
