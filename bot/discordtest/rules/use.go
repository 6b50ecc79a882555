package rules

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// FindComponent returns the component with the custom ID, and all custom IDs.
func FindComponent(cs []Component, customID string) (found *Component, all []string) {
	for _, c := range cs {
		if c.CustomID != "" {
			all = append(all, c.CustomID)
			if c.CustomID == customID {
				found = &c
			}
		}
		below := c.Components
		if c.Accessory != nil {
			below = append(slices.Clone(below), *c.Accessory)
		}
		if c.Component != nil {
			below = append(slices.Clone(below), *c.Component)
		}
		f, more := FindComponent(below, customID)
		if f != nil {
			found = f
		}
		all = append(all, more...)
	}
	return found, all
}

// Usable tells whether a user could press the component, or choose the values.
func (c *Component) Usable(values []string) error {
	switch {
	case c.Disabled:
		return fmt.Errorf("it is disabled")
	case c.Type == Button && values != nil:
		return fmt.Errorf("it is a button, not a select")
	case c.IsSelect() && values == nil:
		return fmt.Errorf("it is a select, not a button")
	case c.Type == Button:
		return nil
	}
	least, most := 1, 1
	if c.MinValues != nil {
		least = *c.MinValues
	}
	if c.MaxValues != nil {
		most = *c.MaxValues
	}
	if len(values) < least || len(values) > most {
		return fmt.Errorf("it takes %d to %d values, not %d", least, most, len(values))
	}
	if c.Type == StringSelect {
		for _, v := range values {
			if !slices.ContainsFunc(c.Options, func(o Option) bool { return o.Value == v }) {
				return fmt.Errorf("it has no option %q", v)
			}
		}
	}
	return nil
}

// OptionData is an option as it goes into an interaction, checked against the
// command's definition where there is one.
func OptionData(name string, value any, list []CommandOption, known bool, focused string) (map[string]any, error) {
	kind := 0
	switch value.(type) {
	case string:
		kind = OptString
	case int:
		kind = OptInteger
	case bool:
		kind = OptBoolean
	case float64:
		kind = OptNumber
	default:
		return nil, fmt.Errorf("option %q: a %T is no option's value", name, value)
	}
	out := map[string]any{"name": name, "type": kind, "value": value}
	if name == focused {
		out["focused"] = true
	}
	if !known {
		return out, nil
	}
	at := slices.IndexFunc(list, func(o CommandOption) bool { return o.Name == name })
	if at < 0 {
		return nil, fmt.Errorf("it has no option %q", name)
	}
	o := list[at]
	byID := kind == OptString && o.Type > OptBoolean && o.Type != OptNumber
	if o.Type != kind && !byID && name != focused {
		return nil, fmt.Errorf("option %q does not take a %T", name, value)
	}
	out["type"] = o.Type
	if name == focused {
		if !o.Autocomplete {
			return nil, fmt.Errorf("option %q has no autocomplete", name)
		}
		return out, nil
	}
	return out, o.takes(value)
}

// takes tells whether a user could enter the value.
func (o CommandOption) takes(v any) error {
	if len(o.Choices) > 0 {
		raw, err := json.Marshal(v)
		if err != nil {
			return err
		}
		var names []string
		for _, c := range o.Choices {
			if string(c.Value) == string(raw) {
				return nil
			}
			names = append(names, c.Name)
		}
		return fmt.Errorf("option %q has no choice %s; choose one of: %s", o.Name, raw, strings.Join(names, "; "))
	}
	switch v := v.(type) {
	case string:
		n := utf8.RuneCountInString(v)
		if o.MinLength != nil && n < *o.MinLength || o.MaxLength != nil && *o.MaxLength > 0 && n > *o.MaxLength || n > 6000 {
			return fmt.Errorf("option %q does not take %d characters", o.Name, n)
		}
	case int:
		return o.inRange(float64(v))
	case float64:
		return o.inRange(v)
	}
	return nil
}

func (o CommandOption) inRange(v float64) error {
	if o.MinValue != nil && v < *o.MinValue || o.MaxValue != nil && v > *o.MaxValue {
		return fmt.Errorf("option %q does not take %v", o.Name, v)
	}
	return nil
}

// described lists options, a line each, as Discord shows them while one types.
func described(list []CommandOption) string {
	var b strings.Builder
	for _, o := range list {
		fmt.Fprintf(&b, "\n  %s  %s", o.Name, o.Description)
	}
	return b.String()
}

// Read turns what was typed for an option into its kind of value.
func (o CommandOption) Read(typed string) any {
	switch o.Type {
	case OptInteger:
		if n, err := strconv.Atoi(typed); err == nil {
			return n
		}
	case OptNumber:
		if f, err := strconv.ParseFloat(typed, 64); err == nil {
			return f
		}
	case OptBoolean:
		if b, err := strconv.ParseBool(typed); err == nil {
			return b
		}
	}
	var fits []string // by the name that is shown, as one picks it; or else by a part of it
	for _, c := range o.Choices {
		value, err := strconv.Unquote(string(c.Value))
		if err == nil && (strings.EqualFold(c.Name, typed) || strings.EqualFold(value, typed)) {
			return value
		}
		if err == nil && typed != "" && strings.Contains(strings.ToLower(c.Name), strings.ToLower(typed)) {
			fits = append(fits, value)
		}
	}
	if len(fits) == 1 {
		return fits[0]
	}
	return typed
}

// accepts tells whether a user could send the form with this text in the
// field.
func (c *Component) accepts(text string) error {
	if c.IsSelect() {
		if c.Required != nil && !*c.Required && text == "" {
			return nil
		}
		return c.Usable(strings.Fields(text))
	}
	n := utf8.RuneCountInString(text)
	most := 4000
	if c.MaxLength != nil && *c.MaxLength > 0 {
		most = *c.MaxLength
	}
	switch {
	case n == 0 && (c.Required == nil || *c.Required):
		return fmt.Errorf("it must be filled in")
	case n > 0 && c.MinLength != nil && n < *c.MinLength, n > most:
		return fmt.Errorf("it does not take %d characters", n)
	}
	return nil
}

// FilledIn is the form's components as they are sent with these texts, by custom ID.
// It fails where a person could not send them so.
func (m Modal) FilledIn(fields map[string]string) (components []any, err error) {
	used := 0
	for n, row := range m.Components {
		var field *Component
		switch {
		case row.Type == ActionRow:
			field = &row.Components[0]
		case row.Component != nil:
			field = row.Component
		default:
			continue // a text display has nothing to say
		}
		text, filled := fields[field.CustomID]
		if filled {
			used++
		}
		if err := field.accepts(text); err != nil {
			return nil, fmt.Errorf("field %q: %w", field.CustomID, err)
		}
		said := map[string]any{"type": field.Type, "id": 2*n + 2, "custom_id": field.CustomID}
		if field.IsSelect() {
			said["values"] = strings.Fields(text)
		} else {
			said["value"] = text
		}
		if row.Type == ActionRow {
			components = append(components, map[string]any{"type": ActionRow, "id": 2*n + 1, "components": []any{said}})
		} else {
			components = append(components, map[string]any{"type": Labelled, "id": 2*n + 1, "component": said})
		}
	}
	if used < len(fields) {
		return nil, fmt.Errorf("it lacks some of the fields %v", fields)
	}
	return components, nil
}

// TypedLine is a line with a command, taken apart.
type TypedLine struct {
	Name   string            // of the command and its subcommands
	List   []CommandOption   // what it takes
	Values map[string]string // what was typed for it
	At     string            // the option that the line ends in
	Err    error             // why it could not be sent
}

// TakeApart takes the words of a line apart, the first of which is a command's name.
func TakeApart(cmd Command, known bool, words []string) TypedLine {
	name := words[0]
	list, rest := cmd.Options, words[1:]
	for len(rest) > 0 {
		at := slices.IndexFunc(list, func(o CommandOption) bool { return o.Name == rest[0] && o.Type <= OptGroup })
		if at < 0 {
			break
		}
		name, list, rest = name+" "+rest[0], list[at].Options, rest[1:]
	}
	l := TypedLine{Name: name, List: list, Values: map[string]string{}}
	switch {
	case !known:
		return l
	case len(list) > 0 && list[0].Type <= OptGroup: // Discord sends no command without the one of its parts
		l.Err = fmt.Errorf("/%s goes on with one of these:%s", name, described(list))
		return l
	case len(list) == 0 && len(rest) > 0:
		l.Err = fmt.Errorf("command /%s takes nothing, so that %q can't be sent", name, strings.Join(rest, " "))
		return l
	}
	for n, o := range list {
		if n == 0 || o.Required && !slices.ContainsFunc(list[:n], func(o CommandOption) bool { return o.Required }) {
			l.At = o.Name
		}
	}
	for _, word := range rest {
		before, after, colon := strings.Cut(word, ":")
		if colon && slices.ContainsFunc(list, func(o CommandOption) bool { return o.Name == before }) {
			l.At, word = before, after
		}
		if word != "" {
			l.Values[l.At] = strings.TrimSpace(l.Values[l.At] + " " + word)
		}
	}
	return l
}

// OfferedIn tells why a person with these permissions is not shown the command in a
// guild, "" for direct messages, or in a private group of people.
func (c Command) OfferedIn(guild string, private bool, permissions int64) error {
	if private && c.Contexts != nil && !slices.Contains(*c.Contexts, 2) ||
		private && (c.Installation == nil || !slices.Contains(*c.Installation, 1)) {
		return fmt.Errorf("command /%s is not for groups of people", c.Name)
	}
	if guild == "" && !private && c.Contexts != nil && !slices.Contains(*c.Contexts, 1) {
		return fmt.Errorf("command /%s is not for direct messages", c.Name)
	}
	if guild != "" && c.Contexts != nil && !slices.Contains(*c.Contexts, 0) {
		return fmt.Errorf("command /%s is not for servers", c.Name)
	}
	var needed int64
	if c.Permissions != nil {
		fmt.Sscan(*c.Permissions, &needed)
	}
	if guild != "" && permissions&needed != needed {
		return fmt.Errorf("command /%s is not shown to members without permissions %d", c.Name, needed)
	}
	return nil
}
