package router

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
	"sitrep/briefing"
	"sitrep/briefing/model"
	"sitrep/corpus"
)

// Request is an interaction while it is being served; or a message that asks
// something, which is served alike (see [Router.NewSaid]).
type Request struct {
	*discordgo.Interaction
	// Presentation is how it is answered: in which language, by which clock.
	message.Presentation

	Said  *discordgo.Message // the message that asks; nil for an interaction
	Ref   string             // what the log and the person asking know it by
	Name  string             // of the command or control, for the log
	Guild string             // the server whose articles it may see besides the public ones; empty for none
	Scope corpus.Scope       // the articles it may see
	Began time.Time          // when it came
	Shown string             // the message that shows it; empty until that is known
	// Command is the one that it is, or stands for, by the name that roles are set
	// for.
	Command  string
	Settings Settings // of the server

	router     *Router
	acked      bool                    // Discord shows something for it, which is to be replaced
	hidden     bool                    // its answer is shown to whoever asked alone
	heard      time.Duration           // how long it took to be acknowledged; 0 until it is
	sent       string                  // the message that answers said; empty as long as there is none
	tried      bool                    // one has been sent, though it may not have arrived
	cut        context.CancelCauseFunc // ends its being served
	stopTyping func()                  // ends what shows that an answer is being written; nil where nothing does
	elsewhere  bool                    // it is not where the server has set that commands may be used
}

// InPlace reports whether there is something in whose place the answer comes, or that
// it replies to: it can be shown as it grows.
func (r *Request) InPlace() bool { return r.acked || r.Said != nil }

func (rt *Router) newRequest(i *discordgo.Interaction) *Request {
	r := &Request{router: rt, Interaction: i, Ref: Reference(i.ID), Guild: homeGuild(i)}
	r.Scope = corpus.NewScope(corpus.Public)
	if r.Guild != "" {
		r.Scope = corpus.NewScope(corpus.Public, corpus.Guild(r.Guild))
	}
	return r
}

// homeGuild returns the server on whose behalf an interaction is served: the
// one it happens in, if the bot was installed there. Somebody who brought the
// bot along for themselves sees only what is public, wherever they are, and so
// does everybody in direct messages.
func homeGuild(i *discordgo.Interaction) string {
	if i.GuildID == "" || corpus.Guild(i.GuildID).Validate() != nil {
		return ""
	}
	owner, known := i.AuthorizingIntegrationOwners[discordgo.ApplicationIntegrationGuildInstall]
	if len(i.AuthorizingIntegrationOwners) > 0 && (!known || owner != i.GuildID) {
		return ""
	}
	return i.GuildID
}

// UserID is who asked.
func (r *Request) UserID() string {
	switch {
	case r.Member != nil && r.Member.User != nil:
		return r.Member.User.ID
	case r.User != nil:
		return r.User.ID
	}
	return ""
}

// turn is whose turn the request takes where others wait, too.
func (r *Request) turn() string { return turnOf(r.GuildID, r.UserID()) }

// Asks begins what is asked of the articles: on the day that it is where it was
// asked, with reasons for the button "Why this".
func (r *Request) Asks() briefing.Request {
	return briefing.Request{Scope: r.Scope, Today: r.Day(r.Began), Zone: r.Zone, Explain: true}
}

// NewSaid makes a request of a message that asks something: as if its
// author had given a command where it stands.
func (rt *Router) NewSaid(m *discordgo.Message) *Request {
	i := &discordgo.Interaction{ID: m.ID, GuildID: m.GuildID, ChannelID: m.ChannelID}
	if m.GuildID == "" {
		i.User = m.Author
	} else {
		// Discord leaves the member's user out: it is the author.
		member := discordgo.Member{}
		if m.Member != nil {
			member = *m.Member
		}
		member.User = m.Author
		i.Member = &member
	}
	r := rt.newRequest(i)
	r.Said = m
	return r
}

// Alone is who alone sees the answer to a request: whoever asked, where Discord
// shows it to nobody else; empty where all in the channel see it.
func (r *Request) Alone() string {
	if r.hidden || r.GuildID == "" && r.Context != discordgo.InteractionContextPrivateChannel {
		return r.UserID()
	}
	return ""
}

// Own is the scope of the articles of the server alone.
func (r *Request) Own() corpus.Scope { return corpus.NewScope(corpus.Guild(r.Guild)) }

// Account is on whose behalf models are used for a request.
func (r *Request) Account() model.Account {
	return model.Account{Server: cmp.Or(r.Guild, model.DirectMessages), Person: r.UserID()}
}

// Reference returns a short name for an interaction, easy to read out, that
// says nothing about it to those who don't have the log.
func Reference(interactionID string) string {
	sum := sha256.Sum256([]byte("sitrep request " + interactionID))
	s := readable.EncodeToString(sum[:5])
	return s[:4] + "-" + s[4:]
}

// readable is Crockford's alphabet, which has no I, L, O or U.
var readable = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)
