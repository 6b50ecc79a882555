package bot

import (
	"context"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
	"sitrep/bot/problem"
	"sitrep/bot/router"
	"sitrep/bot/state"
	"sitrep/briefing"
	"sitrep/corpus"
)

// Discord passes on whatever custom ID a member's client names, on whatever
// message of the bot's they can see. It vouches for who presses, in which
// channel, and what that message is; nothing else in a press is to be believed.

// idBytes is how many random bytes a brief's ID is made of: too many to guess.
const idBytes = 16

var (
	// errNoBrief is the error of a button whose brief has been deleted, or is not
	// for whoever pressed it where they did: nobody is told which.
	errNoBrief = &problem.Error{Code: problem.Gone, Title: "This brief is gone",
		Text: "I keep the newest briefs of a server, and this one is older than those, was deleted, or is not for you in this place. Ask again with `/brief` or `/ask`, and you get a new one."}
	// errOldBrief is the error of a button for one person alone that an older
	// version drew, which did not keep for whom.
	errOldBrief = &problem.Error{Code: problem.Gone, Title: "This button is old", Kind: errNoBrief,
		Text: "It comes from an older version of me, which did not keep who it is for. Check the message again for buttons that work."}
)

// newBriefID returns an ID for a brief that is about to be kept.
func (b *Bot) newBriefID() (string, error) {
	var raw [idBytes]byte
	if _, err := io.ReadFull(b.random, raw[:]); err != nil {
		return "", fmt.Errorf("choose an ID: %w", err)
	}
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw[:])), nil
}

// opened is a brief that somebody may see where they are.
type opened struct {
	state.Brief
	brief briefing.Brief
}

// standsFor are the commands that ask the same as a control does. Who may not use
// one may not press for it, either.
var standsFor = map[message.View]string{
	message.ViewCheck: commandCheck, message.ViewPick: commandBrief,
	message.ViewFollowUp: commandAsk, message.ViewCorrect: commandAsk, message.ViewThread: commandAsk, message.ViewMeant: commandAsk,
}

// authorise is the one way to what is behind a custom ID, of a button, a menu or
// a form. It returns the brief behind it, if it is of one, or fails where whoever
// sent it may not have that there. It changes nothing that Discord shows.
func (b *Bot) authorise(ctx context.Context, r *router.Request, c message.Control) (opened, error) {
	var o opened
	if chosen(r) && !c.View.Menu() {
		return o, message.ErrUnknownControl
	}
	switch c.View {
	case message.ViewHelp, message.ViewCorpus, message.ViewFind:
		// What these show is what whoever presses may see, and they see alone.
		if c.Brief != message.HelpID || !router.Ephemeral(r.Message) {
			return o, message.ErrUnknownControl
		}
	case message.ViewMute, message.ViewDone:
		if err := r.MayManage(); err != nil {
			return o, err
		}
		if !router.Ephemeral(r.Message) {
			return o, message.ErrUnknownControl
		}
	case message.ViewTopics, message.ViewPick, message.ViewPrivacy:
		// These are drawn for one person alone. On a message that all see they
		// would show the others what is theirs. The menu of stories shows nothing:
		// it asks for a brief, as whoever chooses could.
		known := c.Brief == message.AllTopics
		if c.View == message.ViewPick && c.Brief == message.TodayStories {
			break
		}
		if c.View == message.ViewPrivacy {
			known = c.Brief == message.PrivacyAsk || c.Brief == message.PrivacyDelete || c.Brief == message.PrivacyKeep
		}
		if !known || !router.Ephemeral(r.Message) {
			return o, message.ErrUnknownControl
		}
	default:
		var err error
		if o, err = b.open(ctx, r, c.Brief); err != nil {
			return o, err
		}
		// What changes a message that all see, or opens a thread under it, is
		// for the message that shows the brief.
		if (c.Turn || c.View == message.ViewThread) && !router.Ephemeral(r.Message) && !o.shownBy(r) {
			return opened{}, errNoBrief
		}
		// And what one person alone is shown takes the place of nothing else.
		if (c.Turn || chosen(r)) && c.View.Alone() && !router.Ephemeral(r.Message) {
			return opened{}, message.ErrUnknownControl
		}
	}
	if c.View.Asks() {
		if err := r.MayHere(); err != nil {
			return opened{}, err
		}
	}
	for _, command := range []string{o.command(), standsFor[c.View]} {
		if err := r.MayUse(command); err != nil {
			return opened{}, err
		}
	}
	return o, nil
}

// chosen reports whether a request is a choice of a menu, which is on what it takes
// the place of.
func chosen(r *router.Request) bool {
	data, ok := r.Data.(discordgo.MessageComponentInteractionData)
	return ok && len(data.Values) > 0
}

// open returns a saved brief, for whoever may see it where they are: in its
// server; in its channel or a thread under its message; and, of what one person
// alone may see, as that person. For everybody else it is as good as deleted.
func (b *Bot) open(ctx context.Context, r *router.Request, id string) (opened, error) {
	saved, err := b.store.LoadBrief(ctx, r.Guild, id)
	if errors.Is(err, corpus.ErrNotFound) {
		return opened{}, errNoBrief
	}
	if err != nil {
		return opened{}, err
	}
	here, err := b.isHere(ctx, r, saved)
	switch {
	case err != nil:
		return opened{}, err
	case !here:
		return opened{}, errNoBrief
	case saved.Person == state.PersonUnknown:
		return opened{}, errOldBrief
	case saved.Person != "" && saved.Person != r.UserID():
		return opened{}, errNoBrief
	}
	o := opened{Brief: saved}
	if err := json.Unmarshal(saved.JSON, &o.brief); err != nil {
		return opened{}, fmt.Errorf("read saved brief %s: %w", id, err)
	}
	return o, nil
}

// isHere reports whether a request comes from the channel of a brief, or from a
// thread under its message, which is seen by all who see the channel. Discord
// gives such a thread the ID of the message; of a digest whose message is not
// noted yet, the thread is.
func (b *Bot) isHere(ctx context.Context, r *router.Request, saved state.Brief) (bool, error) {
	if r.ChannelID == saved.Channel || saved.Message != "" && r.ChannelID == saved.Message {
		return true, nil
	}
	if r.Guild == "" {
		return false, nil
	}
	thread, err := b.store.Thread(ctx, r.Guild, r.ChannelID)
	if errors.Is(err, corpus.ErrNotFound) {
		return false, nil
	}
	return err == nil && thread.Brief == saved.ID, err
}

// shownBy reports whether the message that a request is on is the one that
// shows the brief to all who see that. Until it is noted which that is, it may
// be any.
func (o opened) shownBy(r *router.Request) bool {
	return r.Message != nil && (o.Message == "" || o.Message == r.Message.ID) && (o.Person == "" || r.GuildID == "")
}

// command is the one that the brief was asked for by; empty for a digest, which
// nobody asked for. Briefs kept by older versions tell it by what they are.
func (o opened) command() string {
	switch {
	case o.Command != "" || o.User == "":
		return o.Command
	case o.brief.Checked != "":
		return commandCheck
	case o.brief.Question != "":
		return commandAsk
	}
	return commandBrief
}
