package rules

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"unicode/utf8"
)

// CheckModal checks the data of a form (developers/interactions/
// receiving-and-responding, modal).
func CheckModal(data json.RawMessage) (*Modal, *Refusal) {
	var m Modal
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, InvalidForm(Problem{"data", "MODEL_TYPE_CONVERT", err.Error()})
	}
	c := &checks{customIDs: make(map[string]bool), ids: make(map[int]bool)}
	c.length("data.custom_id", m.CustomID, 1, 100)
	c.length("data.title", m.Title, 1, 45)
	if n := len(m.Components); n < 1 || n > 5 {
		c.add("data.components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
	}
	for n, child := range m.Components {
		at := "data.components." + strconv.Itoa(n)
		switch child.Type {
		case ActionRow: // the older way: one text input with its own label
			if len(child.Components) != 1 {
				c.add(at+".components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 1 in length.")
				continue
			}
			c.input(at+".components.0", child.Components[0], true, TextInput)
		case Labelled:
			c.length(at+".label", child.Label, 1, 45)
			c.length(at+".description", child.Description, 0, 100)
			if child.Component == nil {
				c.add(at+".component", "BASE_TYPE_REQUIRED", "This field is required")
				continue
			}
			c.input(at+".component", *child.Component, false, TextInput, StringSelect, UserSelect, RoleSelect, AnySelect, ChanSelect)
		case TextDisplay:
			c.length(at+".content", child.Content, 1, maxText)
		default:
			c.add(at+".type", "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (1, 10, 18).")
		}
	}
	return &m, c.refusal()
}

// Shown is the form as a person sees it.
func (m Modal) Shown() string { return "**" + m.Title + "**\n" + TextOf(m.Components, false) }

// Fields are where a form is filled in, each with its label.
func (m Modal) Fields() []Component {
	var out []Component
	for _, c := range m.Components {
		switch {
		case c.Type == Labelled && c.Component != nil:
			field := *c.Component
			field.Label = c.Label
			out = append(out, field)
		case c.Type == ActionRow:
			out = append(out, c.Components...)
		}
	}
	return out
}

// input checks one field of a form.
func (c *checks) input(path string, m Component, ownLabel bool, allowed ...int) {
	if !slices.Contains(allowed, m.Type) {
		c.add(path+".type", "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of %s.", choicesOf(allowed))
		return
	}
	if m.Disabled {
		c.add(path+".disabled", "MODAL_COMPONENT_DISABLED", "Forms can not have disabled components.")
	}
	if m.Type != TextInput {
		c.selection(path, m)
		if m.MinValues != nil && *m.MinValues == 0 && (m.Required == nil || *m.Required) {
			c.add(path+".min_values", "NUMBER_TYPE_MIN", "Must be at least 1 unless required is false.")
		}
		return
	}
	c.customID(path, m.CustomID)
	if ownLabel {
		c.length(path+".label", m.Label, 1, 45)
	}
	if m.Style != 1 && m.Style != 2 {
		c.add(path+".style", "BASE_TYPE_CHOICES", "Value must be one of {1, 2}.")
	}
	c.between(path+".min_length", m.MinLength, 0, 4000)
	c.between(path+".max_length", m.MaxLength, 1, 4000)
	most := 4000
	if m.MaxLength != nil {
		most = *m.MaxLength
	}
	if m.MinLength != nil && *m.MinLength > most {
		c.add(path+".min_length", "TEXT_INPUT_MIN_LENGTH_TOO_LARGE", "min_length must not be above max_length")
	}
	c.length(path+".value", m.Value, 0, most)
	c.length(path+".placeholder", m.Placeholder, 0, 100)
}

// CheckChoices checks the data of an answer to an autocomplete.
func CheckChoices(data json.RawMessage) ([]Choice, *Refusal) {
	var b struct {
		Choices *[]struct {
			Name          string             `json:"name"`
			Localizations *map[string]string `json:"name_localizations"`
			Value         json.RawMessage    `json:"value"`
		} `json:"choices"`
	}
	if err := json.Unmarshal(data, &b); err != nil || b.Choices == nil {
		return nil, InvalidForm(Problem{"data.choices", "BASE_TYPE_REQUIRED", "This field is required"})
	}
	c := &checks{}
	if len(*b.Choices) > 25 {
		c.add("data.choices", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
	}
	out := []Choice{}
	for n, choice := range *b.Choices {
		at := "data.choices." + strconv.Itoa(n)
		c.length(at+".name", choice.Name, 1, 100)
		if choice.Localizations != nil {
			c.localized(at+".name_localizations", *choice.Localizations, 1, 100)
		}
		value, ok := choiceValue(choice.Value)
		if !ok {
			c.add(at+".value", "BASE_TYPE_REQUIRED", "This field is required")
		}
		if s, ok := value.(string); ok {
			c.length(at+".value", s, 1, 100)
		}
		out = append(out, Choice{choice.Name, value})
	}
	if r := c.refusal(); r != nil {
		return nil, r
	}
	return out, nil
}

// choiceValue reads the value of a choice: a string or a number.
func choiceValue(raw json.RawMessage) (any, bool) {
	raw = bytes.TrimSpace(raw)
	var s string
	if len(raw) > 0 && raw[0] == '"' && json.Unmarshal(raw, &s) == nil {
		return s, true
	}
	var f float64
	if len(raw) > 0 && string(raw) != "null" && json.Unmarshal(raw, &f) == nil {
		return f, true
	}
	return nil, false
}

// locales are those that Discord knows (developers/reference, Locales).
var locales = []string{
	"id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl", "pt-BR", "ro",
	"fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja", "zh-TW", "ko",
}

// localized checks translations of a text. It returns the longest one's length
// in characters.
func (c *checks) localized(path string, by map[string]string, least, most int) (longest int) {
	names := make([]string, 0, len(by))
	for locale := range by {
		names = append(names, locale)
	}
	slices.Sort(names)
	for _, locale := range names {
		if !slices.Contains(locales, locale) {
			c.add(path+"."+locale, "ENUM_TYPE_COERCE", "Not one of Discord's locales.")
		}
		c.length(path+"."+locale, by[locale], least, most)
		longest = max(longest, utf8.RuneCountInString(by[locale]))
	}
	return longest
}

// Choice is one suggestion of an autocomplete.
type Choice struct {
	Name  string `json:"name"`
	Value any    `json:"value"` // string or float64
}

// Modal is a form that the bot opened.
type Modal struct {
	CustomID   string      `json:"custom_id"`
	Title      string      `json:"title"`
	Components []Component `json:"components"`
}
