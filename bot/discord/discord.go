// Package discord is the bot's way to Discord: calls go out by a [REST], and
// bot/discord/gateway brings in what happens there.
//
// A REST speaks the routes that the bot uses, with its own rate limits, retries and
// redaction; its errors are of type [*Error]. What goes out is a [Message], a [Form]
// or a [File]; who may do what in a place is worked out from a [Server], a [Room] and
// a [Member].
//
// discordgo is used where it is good, for its types and its JSON. What it does when
// things go wrong is replaced. Its REST limiter locks all edits of replies behind one
// bucket, keeps interaction tokens for ever and ignores contexts; so no call goes
// through it. It drops a whole message for one part that it does not know; so what
// Discord says is read by [Decode], as far as it can be.
//
// API version 9 is used for REST as for the gateway. It is the version of
// discordgo's types and the one its gateway session asks for; interactions and
// Components V2 work on it, and one version for both ways keeps payloads
// alike.
//
// Nobody is ever pinged: every message goes out with mentions off, but for the one
// role that managers have approved for a watch. Neither the
// bot's token nor an interaction's is in any error or log line.
package discord

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/textproto"
	"strconv"

	"github.com/bwmarrin/discordgo"
)

// Message is what is sent or edited in. It is made of Components V2 only;
// mentions are always off, but for a role's that it is given; see [Message.Mentioning].
type Message struct {
	// Components are the message from top to bottom: containers, sections, text
	// displays, separators, action rows. At most 40 in all, counting nested
	// ones, with 4,000 characters of text among them.
	Components []discordgo.MessageComponent
	// Ephemeral shows the message to the one who asked, nobody else. It counts
	// when the message is created; an edit can't change it.
	Ephemeral bool
	// Quiet has Discord notify nobody of the message. It counts when the message is
	// created.
	Quiet bool
	// Files go with the message, ten at most. A file component shows the one of
	// its name; see [File.Component].
	Files []File

	role string // see [Message.Mentioning]
}

// File is a file that goes with a message. What it holds stays within the 10 MB
// that Discord takes from everybody.
type File struct {
	Name string // of letters, digits, "-", "_" and "."; Discord changes others
	Type string // its media type, such as "text/markdown; charset=utf-8"
	Data []byte
}

// Component shows the file in a message of Components V2, which hides files that
// no component shows.
func (f File) Component() discordgo.FileComponent {
	return discordgo.FileComponent{File: discordgo.UnfurledMediaItem{URL: "attachment://" + f.Name}}
}

// payload is the JSON of a message, as a body or inside a callback's data.
// discordgo's own structs can't be used: its edit lacks the flags, and its
// empty allowed_mentions says null, which Discord takes as "ping away".
type payload struct {
	Components      []discordgo.MessageComponent `json:"components"`
	Flags           discordgo.MessageFlags       `json:"flags"`
	AllowedMentions mentions                     `json:"allowed_mentions"`
	Attachments     []attachment                 `json:"attachments,omitempty"`

	// Nonce and EnforceNonce belong to messages in a channel.
	Nonce        string     `json:"nonce,omitempty"`
	EnforceNonce bool       `json:"enforce_nonce,omitempty"`
	Reference    *reference `json:"message_reference,omitempty"`
}

// mentions marshals to the object that turns every kind of mention off, but for one
// role's.
type mentions struct{ role string }

// MarshalJSON writes the object.
func (m mentions) MarshalJSON() ([]byte, error) {
	if m.role != "" {
		return json.Marshal(struct {
			Parse []string `json:"parse"`
			Roles []string `json:"roles"`
			Reply bool     `json:"replied_user"`
		}{[]string{}, []string{m.role}, false})
	}
	return []byte(`{"parse":[],"replied_user":false}`), nil
}

// Mentioning returns the message with a role before it, whose members are notified.
// No other message notifies anybody.
func (m Message) Mentioning(role string) Message {
	m.role = role
	m.Components = append([]discordgo.MessageComponent{discordgo.TextDisplay{Content: "<@&" + role + ">"}}, m.Components...)
	return m
}

// attachment names the file of a number.
type attachment struct {
	ID   string `json:"id"` // its place among the files
	Name string `json:"filename"`
}

type reference struct {
	MessageID       string `json:"message_id"`
	FailIfNotExists bool   `json:"fail_if_not_exists"`
}

func (m Message) payload() payload {
	p := payload{Components: m.Components, Flags: discordgo.MessageFlagsIsComponentsV2, AllowedMentions: mentions{m.role}}
	if p.Components == nil {
		p.Components = []discordgo.MessageComponent{}
	}
	if m.Ephemeral {
		p.Flags |= discordgo.MessageFlagsEphemeral
	}
	if m.Quiet {
		p.Flags |= discordgo.MessageFlagsSuppressNotifications
	}
	for n, f := range m.Files {
		p.Attachments = append(p.Attachments, attachment{strconv.Itoa(n), f.Name})
	}
	return p
}

// withFiles wraps a body and its files in a form, as Discord takes them together
// (developers/reference, Uploading Files), and returns the form with its media
// type.
func withFiles(body []byte, files []File) (form []byte, kind string, err error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part := func(disposition, kind string, data []byte) {
		if err != nil {
			return
		}
		var to io.Writer
		to, err = w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {disposition}, "Content-Type": {kind}})
		if err == nil {
			_, err = to.Write(data)
		}
	}
	part(`form-data; name="payload_json"`, "application/json", body)
	for n, f := range files {
		part(fmt.Sprintf(`form-data; name="files[%d]"; filename=%q`, n, f.Name), f.Type, f.Data)
	}
	if err == nil {
		err = w.Close()
	}
	return b.Bytes(), w.FormDataContentType(), err
}

// decodeMessage reads Discord's answer to a message that it took. The message
// went out even if discordgo can't read some of it or the answer got cut off, so
// what can't be read is left empty rather than reported as a failure.
func decodeMessage(body []byte) *discordgo.Message {
	var m discordgo.Message
	if Decode(body, &m) == nil {
		return &m
	}
	var short struct {
		ID        string                 `json:"id"`
		ChannelID string                 `json:"channel_id"`
		Flags     discordgo.MessageFlags `json:"flags"`
	}
	_ = json.Unmarshal(body, &short)
	return &discordgo.Message{ID: short.ID, ChannelID: short.ChannelID, Flags: short.Flags}
}
