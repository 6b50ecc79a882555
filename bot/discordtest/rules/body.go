package rules

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"unicode/utf8"
)

// Message flags (developers/resources/message).
const (
	FlagCrossposted    = 1 << 0
	FlagSuppressEmbeds = 1 << 2
	FlagEphemeral      = 1 << 6
	FlagLoading        = 1 << 7
	FlagSilent         = 1 << 12
	FlagComponentsV2   = 1 << 15
)

// MessageBody is what a bot sends to create or edit a message.
type MessageBody struct {
	Content         *string         `json:"content"`
	Embeds          json.RawMessage `json:"embeds"`
	Components      json.RawMessage `json:"components"`
	Flags           *int            `json:"flags"`
	AllowedMentions json.RawMessage `json:"allowed_mentions"`
	Poll            json.RawMessage `json:"poll"`
	Stickers        json.RawMessage `json:"sticker_ids"`
	Nonce           json.RawMessage `json:"nonce"`
	EnforceNonce    bool            `json:"enforce_nonce"`
	Reference       json.RawMessage `json:"message_reference"`

	Files []File `json:"-"` // that came with it
}

// reference is what a message answers.
type reference struct {
	MessageID string // empty for none
	Required  bool   // it has to be there
}

// Referred reads what a message answers (developers/resources/message, Message
// Reference Structure). Forwards are not sent here.
func (b MessageBody) Referred(channel string) (reference, *Refusal) {
	if !given(b.Reference) {
		return reference{}, nil
	}
	var r struct {
		Type      *int    `json:"type"`
		MessageID *string `json:"message_id"`
		ChannelID *string `json:"channel_id"`
		GuildID   *string `json:"guild_id"`
		Required  *bool   `json:"fail_if_not_exists"`
	}
	if err := json.Unmarshal(b.Reference, &r); err != nil {
		return reference{}, InvalidForm(Problem{"message_reference", "MODEL_TYPE_CONVERT", err.Error()})
	}
	c := &checks{}
	switch {
	case r.Type != nil && *r.Type != 0:
		c.add("message_reference.type", "BASE_TYPE_CHOICES", "Value must be one of (0,).")
	case r.MessageID == nil:
		c.add("message_reference.message_id", "BASE_TYPE_REQUIRED", "This field is required")
	}
	for _, id := range []struct {
		field string
		value *string
	}{{"message_id", r.MessageID}, {"channel_id", r.ChannelID}, {"guild_id", r.GuildID}} {
		if id.value == nil {
			continue
		}
		if n, err := strconv.ParseUint(*id.value, 10, 64); err != nil || n == 0 {
			c.add("message_reference."+id.field, "NUMBER_TYPE_COERCE", "Value %q is not snowflake.", *id.value)
		}
	}
	if r.ChannelID != nil && *r.ChannelID != channel {
		c.add("message_reference.channel_id", "REPLIES_CANNOT_REFERENCE_OTHER_CHANNEL", "Cannot reply to a message in a different channel")
	}
	if refusal := c.refusal(); refusal != nil {
		return reference{}, refusal
	}
	return reference{*r.MessageID, r.Required == nil || *r.Required}, nil
}

// Named reads the nonce of a message: a text of up to 25 characters, or a number.
func (b MessageBody) Named() (nonce string, refusal *Refusal) {
	if !given(b.Nonce) {
		return "", nil
	}
	var text string
	var number int64
	switch {
	case json.Unmarshal(b.Nonce, &text) == nil && utf8.RuneCountInString(text) > 25:
		return "", InvalidForm(Problem{"nonce", "NONCE_TYPE_TOO_LONG", "Must be 25 or fewer in length."})
	case json.Unmarshal(b.Nonce, &text) == nil:
		return text, nil
	case json.Unmarshal(b.Nonce, &number) == nil:
		return strconv.FormatInt(number, 10), nil
	}
	return "", InvalidForm(Problem{"nonce", "NONCE_TYPE_INVALID", "A nonce is an integer or a string."})
}

// given tells whether a JSON field says anything.
func given(raw json.RawMessage) bool {
	raw = bytes.TrimSpace(raw)
	return len(raw) > 0 && string(raw) != "null" && string(raw) != "[]"
}

// PostBody is what a bot sends to make a post in a forum.
type PostBody struct {
	Name    string          `json:"name"`
	Archive *int            `json:"auto_archive_duration"`
	Message json.RawMessage `json:"message"`
	Tags    []string        `json:"applied_tags"`
}

// Check reads the message of a post. The forum says of each tag whether it is one of
// its own, and whether the bot may use it.
func (b PostBody) Check(tag func(id string) (known, mayUse bool)) (m MessageBody, refusal *Refusal) {
	c := &checks{}
	c.length("name", b.Name, 1, 100)
	if b.Archive != nil && !slices.Contains([]int{60, 1440, 4320, 10080}, *b.Archive) {
		c.add("auto_archive_duration", "BASE_TYPE_CHOICES", "Value must be one of (60, 1440, 4320, 10080).")
	}
	if len(b.Tags) > 5 {
		c.add("applied_tags", "BASE_TYPE_MAX_LENGTH", "Must be 5 or fewer in length.")
	}
	switch {
	case !given(b.Message):
		c.add("message", "BASE_TYPE_REQUIRED", "This field is required")
	case json.Unmarshal(b.Message, &m) != nil:
		c.add("message", "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
	}
	flags := 0
	if m.Flags != nil {
		flags = *m.Flags
	}
	// Of the flag for Components V2 the list of flags says nothing that the
	// components, which it takes, would do without.
	if wrong := flags &^ (FlagSuppressEmbeds | FlagSilent | FlagComponentsV2); wrong != 0 {
		c.add("message.flags", "BITFIELD_INVALID_FLAGS", "Flags %d may not be set.", wrong)
	}
	for n, id := range b.Tags {
		known, mayUse := tag(id)
		switch {
		case !known:
			c.add("applied_tags."+strconv.Itoa(n), "TAG_UNKNOWN", "Unknown tag")
		case !mayUse:
			return MessageBody{}, ErrMissingPermissions
		}
	}
	if refusal := c.refusal(); refusal != nil {
		return MessageBody{}, refusal
	}
	if _, refusal := CheckMessage(m, flags, "message"); refusal != nil {
		return MessageBody{}, refusal
	}
	return m, nil
}
