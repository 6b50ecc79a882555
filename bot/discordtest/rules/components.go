package rules

import (
	"encoding/json"
	"fmt"

	"github.com/bwmarrin/discordgo"
)

// Component is a component of a message or form, any of Discord's types
// (developers/components/reference). Fields that a type does not have are
// zero.
type Component struct {
	Type        int         `json:"type"`
	ID          int         `json:"id,omitempty"`
	CustomID    string      `json:"custom_id,omitempty"`
	Label       string      `json:"label,omitempty"`
	Description string      `json:"description,omitempty"`
	Content     string      `json:"content,omitempty"`
	Style       int         `json:"style,omitempty"`
	URL         string      `json:"url,omitempty"`
	SKU         string      `json:"sku_id,omitempty"`
	Emoji       *Emoji      `json:"emoji,omitempty"`
	Disabled    bool        `json:"disabled,omitempty"`
	Placeholder string      `json:"placeholder,omitempty"`
	Options     []Option    `json:"options,omitempty"`
	MinValues   *int        `json:"min_values,omitempty"`
	MaxValues   *int        `json:"max_values,omitempty"`
	Value       string      `json:"value,omitempty"`
	Required    *bool       `json:"required,omitempty"`
	MinLength   *int        `json:"min_length,omitempty"`
	MaxLength   *int        `json:"max_length,omitempty"`
	Spacing     *int        `json:"spacing,omitempty"`
	Divider     *bool       `json:"divider,omitempty"`
	AccentColor *int        `json:"accent_color,omitempty"`
	Spoiler     bool        `json:"spoiler,omitempty"`
	Media       *Media      `json:"media,omitempty"`
	File        *Media      `json:"file,omitempty"`
	Items       []Item      `json:"items,omitempty"`
	Components  []Component `json:"components,omitempty"`
	Accessory   *Component  `json:"accessory,omitempty"`
	Component   *Component  `json:"component,omitempty"`
}

// Emoji is the emoji on a button or option.
type Emoji struct {
	Name string `json:"name"`
	ID   string `json:"id,omitempty"`
}

// Option is one option of a select.
type Option struct {
	Label       string `json:"label"`
	Value       string `json:"value"`
	Description string `json:"description,omitempty"`
	Emoji       *Emoji `json:"emoji,omitempty"`
	Default     bool   `json:"default,omitempty"`
}

// Media is a picture or file by its address.
type Media struct {
	URL string `json:"url"`
}

// Item is one picture of a gallery.
type Item struct {
	Media       Media  `json:"media"`
	Description string `json:"description,omitempty"`
}

// Component types.
const (
	ActionRow    = 1
	Button       = 2
	StringSelect = 3
	TextInput    = 4
	UserSelect   = 5
	RoleSelect   = 6
	AnySelect    = 7
	ChanSelect   = 8
	Section      = 9
	TextDisplay  = 10
	Thumbnail    = 11
	MediaGallery = 12
	FileShown    = 13
	Separator    = 14
	Container    = 17
	Labelled     = 18
)

// IsSelect reports whether the component is a menu to choose from, not a
// button.
func (c Component) IsSelect() bool {
	return c.Type == StringSelect || c.Type >= UserSelect && c.Type <= ChanSelect
}

// Limits on messages (developers/components/reference, developers/resources/message).
const (
	maxComponents = 40
	maxText       = 4000 // in all text displays together; observed, not documented
	maxContent    = 2000
	maxRows       = 5
	maxEmbeds     = 10

	// Observed (discord/discord-api-docs#8554): above this many bytes of UTF-8,
	// with twelve added for each text display, Discord answers 500. Texts of
	// 4,000 characters in Korean or Japanese are above it.
	maxTextBytes     = 10170
	textDisplayBytes = 12
)

// ValidateComponents tells whether Discord would take a message made of these
// Components V2, as a *[Refusal] with all that is wrong. It is what the server
// checks, for tests that need no server.
func ValidateComponents(cs []discordgo.MessageComponent) error {
	if cs == nil {
		cs = []discordgo.MessageComponent{}
	}
	raw, err := json.Marshal(cs)
	if err != nil {
		return fmt.Errorf("write the components as JSON: %w", err)
	}
	b := MessageBody{Components: raw, AllowedMentions: json.RawMessage(`{"parse":[]}`)}
	if _, refusal := CheckMessage(b, FlagComponentsV2, ""); refusal != nil {
		return refusal
	}
	return nil
}
