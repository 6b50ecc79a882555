package rules

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// checks collects what is wrong with a body.
type checks struct {
	problems  []Problem
	customIDs map[string]bool
	ids       map[int]bool
	count     int
	text      int // characters
	textBytes int
}

func (c *checks) add(path, code, format string, args ...any) {
	c.problems = append(c.problems, Problem{strings.TrimPrefix(path, "."), code, fmt.Sprintf(format, args...)})
}

func (c *checks) refusal() *Refusal {
	if len(c.problems) == 0 {
		return nil
	}
	return InvalidForm(c.problems...)
}

// length checks that s has from least to most characters.
func (c *checks) length(path, s string, least, most int) {
	switch n := utf8.RuneCountInString(s); {
	case n < least && n == 0:
		c.add(path, "BASE_TYPE_REQUIRED", "This field is required")
	case n < least || n > most && least > 0:
		c.add(path, "BASE_TYPE_BAD_LENGTH", "Must be between %d and %d in length.", least, most)
	case n > most:
		c.add(path, "BASE_TYPE_MAX_LENGTH", "Must be %d or fewer in length.", most)
	}
}

func (c *checks) between(path string, n *int, least, most int) {
	if n != nil && (*n < least || *n > most) {
		c.add(path, "NUMBER_TYPE_RANGE", "Must be between %d and %d.", least, most)
	}
}

// customID checks an interactive component's name.
func (c *checks) customID(path, id string) {
	c.length(path+".custom_id", id, 1, 100)
	if c.customIDs[id] {
		c.add(path+".custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
	}
	c.customIDs[id] = true
}

// CheckMessage checks a message that is to have these flags. It returns the
// components with their IDs filled in. Paths of problems start at the given
// one.
func CheckMessage(b MessageBody, flags int, at string) (json.RawMessage, *Refusal) {
	c := &checks{customIDs: make(map[string]bool), ids: make(map[int]bool)}
	if at != "" {
		at += "."
	}
	if allowed := FlagSuppressEmbeds | FlagEphemeral | FlagSilent | FlagComponentsV2 | FlagLoading; flags&^allowed != 0 {
		c.add(at+"flags", "BITFIELD_INVALID_FLAGS", "Flags %d may not be set.", flags&^allowed)
	}
	// Nobody is pinged, but one role that the message names: this project's rule, not
	// Discord's.
	var mentions struct {
		Parse *[]string `json:"parse"`
		Users []string  `json:"users"`
		Roles []string  `json:"roles"`
	}
	if json.Unmarshal(b.AllowedMentions, &mentions) != nil || mentions.Parse == nil ||
		len(*mentions.Parse)+len(mentions.Users) > 0 || len(mentions.Roles) > 1 || len(mentions.Roles) == 1 && !strings.Contains(string(b.Components), mentions.Roles[0]) {
		c.add(at+"allowed_mentions", "SITREP_MENTIONS_NOT_OFF", `Every message must say {"parse": []}, and name the role that it notifies, if any.`)
	}

	var cs []Component
	if given(b.Components) {
		if err := json.Unmarshal(b.Components, &cs); err != nil {
			c.add(at+"components", "LIST_TYPE_CONVERT", "Only components may be used: %v", err)
			return nil, c.refusal()
		}
	}
	content := b.Content != nil && *b.Content != ""
	if flags&FlagComponentsV2 != 0 {
		for _, field := range []struct {
			name string
			used bool
		}{{"content", content}, {"embeds", given(b.Embeds)}, {"poll", given(b.Poll)}, {"sticker_ids", given(b.Stickers)}} {
			if field.used {
				c.add(at+field.name, "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
					"The '%s' field cannot be used when using MessageFlags.IS_COMPONENTS_V2", field.name)
			}
		}
		for n, child := range cs {
			c.component(at+"components."+strconv.Itoa(n), child, ActionRow, Section, TextDisplay, MediaGallery, FileShown, Separator, Container)
		}
		if c.count > maxComponents {
			c.add(at+"components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", "Total number of components cannot exceed %d", maxComponents)
		}
		if c.text > maxText {
			c.add(at+"components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", "Total displayable text size cannot exceed %d", maxText)
		}
	} else {
		c.legacy(at, b, cs)
	}
	if len(c.problems) == 0 && len(cs) == 0 && !content && !given(b.Embeds) {
		return nil, &Refusal{Status: 400, Code: 50006, Message: "Cannot send an empty message"}
	}
	if len(c.problems) == 0 && c.textBytes > maxTextBytes {
		return nil, &Refusal{Status: 500, Message: "500: Internal Server Error"}
	}
	if r := c.refusal(); r != nil {
		return nil, r
	}
	return withIDs(b.Components, c.ids), nil
}

// legacy checks a message without the Components V2 flag.
func (c *checks) legacy(at string, b MessageBody, cs []Component) {
	if b.Content != nil {
		c.length(at+"content", *b.Content, 0, maxContent)
	}
	var embeds []json.RawMessage
	if given(b.Embeds) && (json.Unmarshal(b.Embeds, &embeds) != nil || len(embeds) > maxEmbeds) {
		c.add(at+"embeds", "BASE_TYPE_MAX_LENGTH", "Must be %d or fewer in length.", maxEmbeds)
	}
	if len(cs) > maxRows {
		c.add(at+"components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and %d in length.", maxRows)
	}
	for n, child := range cs {
		c.component(at+"components."+strconv.Itoa(n), child, ActionRow)
	}
}

// component checks one component of a message and all below it.
func (c *checks) component(path string, m Component, allowed ...int) {
	c.count++
	if !slices.Contains(allowed, m.Type) {
		c.add(path+".type", "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of %s.", choicesOf(allowed))
		return
	}
	if m.ID != 0 && c.ids[m.ID] {
		c.add(path+".id", "COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated")
	}
	c.ids[m.ID] = true
	switch m.Type {
	case ActionRow:
		c.row(path, m)
	case Button:
		c.button(path, m)
	case StringSelect, UserSelect, RoleSelect, AnySelect, ChanSelect:
		c.selection(path, m)
	case Section:
		if n := len(m.Components); n < 1 || n > 3 {
			c.add(path+".components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 3 in length.")
		}
		for n, child := range m.Components {
			c.component(path+".components."+strconv.Itoa(n), child, TextDisplay)
		}
		if m.Accessory == nil {
			c.add(path+".accessory", "BASE_TYPE_REQUIRED", "This field is required")
			return
		}
		c.component(path+".accessory", *m.Accessory, Button, Thumbnail)
	case TextDisplay:
		c.length(path+".content", m.Content, 1, maxText)
		c.text += utf8.RuneCountInString(m.Content)
		c.textBytes += len(m.Content) + textDisplayBytes
	case Thumbnail:
		c.media(path+".media", m.Media)
		c.length(path+".description", m.Description, 0, 1024)
	case MediaGallery:
		if n := len(m.Items); n < 1 || n > 10 {
			c.add(path+".items", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 10 in length.")
		}
		for n, item := range m.Items {
			c.media(path+".items."+strconv.Itoa(n)+".media", &item.Media)
			c.length(path+".items."+strconv.Itoa(n)+".description", item.Description, 0, 1024)
		}
	case FileShown:
		if m.File == nil || !strings.HasPrefix(m.File.URL, "attachment://") {
			c.add(path+".file.url", "URL_TYPE_INVALID_SCHEME", "Scheme must be attachment.")
		}
	case Separator:
		c.between(path+".spacing", m.Spacing, 1, 2)
	case Container:
		if len(m.Components) == 0 {
			c.add(path+".components", "BASE_TYPE_REQUIRED", "This field is required")
		}
		c.between(path+".accent_color", m.AccentColor, 0, 0xFFFFFF)
		for n, child := range m.Components {
			c.component(path+".components."+strconv.Itoa(n), child, ActionRow, Section, TextDisplay, MediaGallery, FileShown, Separator)
		}
	}
}

// row checks an action row: up to five buttons, or one select.
func (c *checks) row(path string, m Component) {
	most := 5
	for _, child := range m.Components {
		if child.IsSelect() {
			most = 1
		}
	}
	if n := len(m.Components); n < 1 || n > most {
		c.add(path+".components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and %d in length.", most)
	}
	for n, child := range m.Components {
		c.component(path+".components."+strconv.Itoa(n), child, Button, StringSelect, UserSelect, RoleSelect, AnySelect, ChanSelect)
	}
}

const (
	linkStyle    = 5
	premiumStyle = 6
)

func (c *checks) button(path string, m Component) {
	switch {
	case m.Style < 1 || m.Style > premiumStyle:
		c.add(path+".style", "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3, 4, 5, 6}.")
	case m.Style == premiumStyle:
		if m.SKU == "" || m.CustomID+m.Label+m.URL != "" || m.Emoji != nil {
			c.add(path, "BUTTON_COMPONENT_INVALID", "A premium button has a sku_id and nothing else")
		}
		return
	case m.Style == linkStyle:
		if m.CustomID != "" {
			c.add(path, "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A custom id and url cannot both be specified")
		}
		c.link(path+".url", m.URL)
	default:
		if m.URL != "" {
			c.add(path, "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A custom id and url cannot both be specified")
		}
		c.customID(path, m.CustomID)
	}
	c.length(path+".label", m.Label, 0, 80)
	if m.Label == "" && m.Emoji == nil {
		c.add(path, "BUTTON_COMPONENT_INVALID", "A button needs a label or an emoji")
	}
}

func (c *checks) link(path, s string) {
	c.length(path, s, 1, 512)
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		c.add(path, "URL_TYPE_INVALID_SCHEME", "Scheme must be one of ('http', 'https').")
	} else if u.Host == "" {
		c.add(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
	}
}

func (c *checks) media(path string, m *Media) {
	switch {
	case m == nil || m.URL == "":
		c.add(path+".url", "BASE_TYPE_REQUIRED", "This field is required")
	case !strings.HasPrefix(m.URL, "attachment://"):
		c.link(path+".url", m.URL)
	}
}

func (c *checks) selection(path string, m Component) {
	c.customID(path, m.CustomID)
	c.length(path+".placeholder", m.Placeholder, 0, 150)
	c.between(path+".min_values", m.MinValues, 0, 25)
	c.between(path+".max_values", m.MaxValues, 1, 25)
	least, most := 1, 1
	if m.MinValues != nil {
		least = *m.MinValues
	}
	if m.MaxValues != nil {
		most = *m.MaxValues
	}
	if least > most {
		c.add(path+".min_values", "SELECT_COMPONENT_MIN_VALUES_TOO_LARGE", "min_values must not be above max_values")
	}
	if m.Type != StringSelect {
		return
	}
	if n := len(m.Options); n < 1 || n > 25 {
		c.add(path+".options", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 25 in length.")
	} else if most > n {
		c.add(path+".max_values", "SELECT_COMPONENT_MAX_VALUES_TOO_LARGE", "max_values must not be above the number of options")
	}
	seen, defaults := make(map[string]bool), 0
	for n, o := range m.Options {
		at := path + ".options." + strconv.Itoa(n)
		c.length(at+".label", o.Label, 1, 100)
		c.length(at+".value", o.Value, 1, 100)
		c.length(at+".description", o.Description, 0, 100)
		if seen[o.Value] {
			c.add(at+".value", "COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used")
		}
		seen[o.Value] = true
		if o.Default {
			defaults++
		}
	}
	if defaults > most {
		c.add(path+".options", "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", "More options are chosen by default than max_values allows")
	}
}

func choicesOf(types []int) string {
	s := make([]string, len(types))
	for i, t := range types {
		s[i] = strconv.Itoa(t)
	}
	return "(" + strings.Join(s, ", ") + ")"
}

// withIDs numbers the components that have no ID, as Discord does, leaving out
// the numbers that are taken.
func withIDs(raw json.RawMessage, taken map[int]bool) json.RawMessage {
	if !given(raw) {
		return raw
	}
	var tree any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if d.Decode(&tree) != nil {
		return raw
	}
	next := 1
	var walk func(any)
	walk = func(node any) {
		switch node := node.(type) {
		case []any:
			for _, child := range node {
				walk(child)
			}
		case map[string]any:
			if _, ok := node["type"]; !ok {
				return
			}
			if id, ok := node["id"].(json.Number); !ok || id == "0" {
				for taken[next] {
					next++
				}
				node["id"] = next
				next++
			}
			for _, below := range []string{"components", "accessory", "component"} {
				walk(node[below])
			}
		}
	}
	walk(tree)
	out, err := json.Marshal(tree)
	if err != nil {
		return raw
	}
	return out
}
