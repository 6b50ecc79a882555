package rules

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"
)

// Limits on commands (developers/interactions/application-commands).
const (
	maxCommandSize   = 8000
	maxChatCommands  = 100
	maxOtherCommands = 15 // of each of the two other types
	maxPerList       = 25 // options, choices
)

// Command is a registered command. Type is 1 for a slash command, 2 for one on
// a user, 3 for one on a message.
type Command struct {
	ID           string            `json:"id"`
	Type         int               `json:"type"`
	Name         string            `json:"name"`
	NameIn       map[string]string `json:"name_localizations,omitempty"`
	Description  string            `json:"description"`
	DescIn       map[string]string `json:"description_localizations,omitempty"`
	Options      []CommandOption   `json:"options,omitempty"`
	Permissions  *string           `json:"default_member_permissions"`
	DM           *bool             `json:"dm_permission,omitempty"`
	NSFW         bool              `json:"nsfw"`
	Contexts     *[]int            `json:"contexts"`
	Installation *[]int            `json:"integration_types"`
}

// CommandOption is an option of a command, a subcommand, or a group of those.
type CommandOption struct {
	Type         int               `json:"type"`
	Name         string            `json:"name"`
	NameIn       map[string]string `json:"name_localizations,omitempty"`
	Description  string            `json:"description"`
	DescIn       map[string]string `json:"description_localizations,omitempty"`
	Required     bool              `json:"required,omitempty"`
	Autocomplete bool              `json:"autocomplete,omitempty"`
	MinLength    *int              `json:"min_length,omitempty"`
	MaxLength    *int              `json:"max_length,omitempty"`
	MinValue     *float64          `json:"min_value,omitempty"`
	MaxValue     *float64          `json:"max_value,omitempty"`
	ChannelTypes []int             `json:"channel_types,omitempty"`
	Choices      []commandChoice   `json:"choices,omitempty"`
	Options      []CommandOption   `json:"options,omitempty"`
}

type commandChoice struct {
	Name   string            `json:"name"`
	NameIn map[string]string `json:"name_localizations,omitempty"`
	Value  json.RawMessage   `json:"value"`
}

// Option types.
const (
	OptSub     = 1
	OptGroup   = 2
	OptString  = 3
	OptInteger = 4
	OptBoolean = 5
	OptChannel = 7
	OptNumber  = 10
	OptLast    = 11
)

// ValidateCommands tells whether Discord would register these commands, as a
// *[Refusal] with all that is wrong.
func ValidateCommands(cmds []*discordgo.ApplicationCommand) error {
	raw, err := json.Marshal(cmds)
	if err != nil {
		return fmt.Errorf("write the commands as JSON: %w", err)
	}
	if _, refusal := CheckCommands(raw); refusal != nil {
		return refusal
	}
	return nil
}

// CheckCommands checks the commands that a bot registers, and reads them.
func CheckCommands(raw json.RawMessage) ([]Command, *Refusal) {
	var cmds []Command
	if err := json.Unmarshal(raw, &cmds); err != nil {
		return nil, InvalidForm(Problem{"", "LIST_TYPE_CONVERT", err.Error()})
	}
	c := &checks{}
	names, count := make(map[string]bool), make(map[int]int)
	for n := range cmds {
		cmd := &cmds[n]
		at := strconv.Itoa(n)
		if cmd.Type == 0 {
			cmd.Type = 1
		}
		count[cmd.Type]++
		if key := fmt.Sprint(cmd.Type, " ", cmd.Name); names[key] {
			c.add(at+".name", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
		} else {
			names[key] = true
		}
		c.command(at, *cmd)
	}
	if count[1] > maxChatCommands || count[2] > maxOtherCommands || count[3] > maxOtherCommands {
		c.add("", "APPLICATION_COMMANDS_TOO_MANY", "At most %d slash commands and %d of the other types", maxChatCommands, maxOtherCommands)
	}
	return cmds, c.refusal()
}

func (c *checks) command(at string, cmd Command) {
	size := 0
	switch cmd.Type {
	case 1:
		size += c.named(at, cmd.Name, cmd.NameIn) + c.described(at, cmd.Description, cmd.DescIn)
		size += c.options(at, cmd.Options, 0)
	case 2, 3: // their names may have capitals and spaces
		c.length(at+".name", cmd.Name, 1, 32)
		c.localized(at+".name_localizations", cmd.NameIn, 1, 32)
		if cmd.Description != "" || len(cmd.Options) > 0 {
			c.add(at+".description", "APPLICATION_COMMAND_CONTEXT_MENU_NO_DESCRIPTION", "Context menu commands cannot have a description or options")
		}
	default:
		c.add(at+".type", "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3}.")
	}
	if size > maxCommandSize {
		c.add(at, "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (%d)", maxCommandSize)
	}
	if cmd.Permissions != nil {
		if _, err := strconv.ParseUint(*cmd.Permissions, 10, 64); err != nil {
			c.add(at+".default_member_permissions", "BITFIELD_TYPE_COERCE", "Not a bit set in decimal.")
		}
	}
	if cmd.Contexts != nil {
		c.choices(at+".contexts", *cmd.Contexts, 2)
	}
	if cmd.Installation != nil {
		c.choices(at+".integration_types", *cmd.Installation, 1)
	}
}

// choices checks a list of numbers from 0 to most: one at least, each once.
func (c *checks) choices(at string, list []int, most int) {
	if len(list) == 0 {
		c.add(at, "BASE_TYPE_REQUIRED", "This field is required")
	}
	seen := make(map[int]bool)
	for _, v := range list {
		c.between(at, &v, 0, most)
		if seen[v] {
			c.add(at, "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value")
		}
		seen[v] = true
	}
}

// commandNames is Discord's pattern. Go knows no script classes by \p{sc=…};
// letters of Devanagari and Thai match by their own names, marks included.
var commandNames = regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)

func (c *checks) named(at, name string, in map[string]string) (size int) {
	size = utf8.RuneCountInString(name)
	c.name(at+".name", name)
	for locale, s := range in {
		c.name(at+".name_localizations."+locale, s)
	}
	return max(size, c.localized(at+".name_localizations", in, 1, 32))
}

func (c *checks) name(at, s string) {
	if !commandNames.MatchString(s) || strings.ContainsFunc(s, func(r rune) bool { return unicode.ToLower(r) != r }) {
		c.add(at, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
	}
}

func (c *checks) described(at, s string, in map[string]string) (size int) {
	c.length(at+".description", s, 1, 100)
	return max(utf8.RuneCountInString(s), c.localized(at+".description_localizations", in, 1, 100))
}

// options checks a list of options and returns its characters. depth is how
// many subcommands or groups it is below.
func (c *checks) options(at string, list []CommandOption, depth int) (size int) {
	if len(list) > maxPerList {
		c.add(at+".options", "BASE_TYPE_MAX_LENGTH", "Must be %d or fewer in length.", maxPerList)
	}
	names := make(map[string]bool)
	optionalSeen, subs := false, 0
	for n, o := range list {
		here := at + ".options." + strconv.Itoa(n)
		size += c.named(here, o.Name, o.NameIn) + c.described(here, o.Description, o.DescIn)
		if names[o.Name] {
			c.add(here+".name", "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists")
		}
		names[o.Name] = true
		switch {
		case o.Type < OptSub || o.Type > OptLast:
			c.add(here+".type", "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}.")
		case o.Type == OptSub || o.Type == OptGroup:
			subs++
			if depth > 1 || depth == 1 && o.Type == OptGroup {
				c.add(here+".type", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Subcommands can't be nested this deep")
			}
			if o.Type == OptGroup && len(o.Options) == 0 {
				c.add(here+".options", "BASE_TYPE_REQUIRED", "This field is required")
			}
			for _, below := range o.Options {
				if inGroup := below.Type == OptSub; inGroup != (o.Type == OptGroup) {
					c.add(here+".options", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "A group holds subcommands, a subcommand holds parameters")
					break
				}
			}
			size += c.options(here, o.Options, depth+1)
		default:
			if o.Required && optionalSeen {
				c.add(here+".required", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options must be placed before non-required options")
			}
			optionalSeen = optionalSeen || !o.Required
			size += c.parameter(here, o)
		}
	}
	if subs > 0 && subs < len(list) {
		c.add(at+".options", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command and sub-command group option types are mutually exclusive to all other types")
	}
	return size
}

// parameter checks an option that takes a value.
func (c *checks) parameter(at string, o CommandOption) (size int) {
	c.between(at+".min_length", o.MinLength, 0, 6000)
	c.between(at+".max_length", o.MaxLength, 1, 6000)
	if (o.MinLength != nil || o.MaxLength != nil) && o.Type != OptString {
		c.add(at+".max_length", "APPLICATION_COMMAND_OPTION_LENGTH_INVALID", "Only strings have a length")
	}
	takesChoices := o.Type == OptString || o.Type == OptInteger || o.Type == OptNumber
	switch {
	case o.Autocomplete && len(o.Choices) > 0:
		c.add(at+".autocomplete", "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_CHOICES", "Autocomplete can't be set together with choices")
	case o.Autocomplete && !takesChoices, len(o.Choices) > 0 && !takesChoices:
		c.add(at+".type", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Only strings, integers and numbers have choices")
	}
	if len(o.Choices) > maxPerList {
		c.add(at+".choices", "BASE_TYPE_MAX_LENGTH", "Must be %d or fewer in length.", maxPerList)
	}
	names := make(map[string]bool)
	for n, choice := range o.Choices {
		here := at + ".choices." + strconv.Itoa(n)
		c.length(here+".name", choice.Name, 1, 100)
		size += max(utf8.RuneCountInString(choice.Name), c.localized(here+".name_localizations", choice.NameIn, 1, 100))
		if names[choice.Name] {
			c.add(here+".name", "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS", "Option choice name already exists")
		}
		names[choice.Name] = true
		value, ok := choiceValue(choice.Value)
		s, isString := value.(string)
		if !ok || isString != (o.Type == OptString) {
			c.add(here+".value", "UNION_TYPE_CONVERT", "The value does not fit the option's type")
		}
		if isString {
			c.length(here+".value", s, 1, 100)
			size += utf8.RuneCountInString(s)
		}
	}
	return size
}

// Untranslated is the command without its translations.
func (c Command) Untranslated() Command {
	c.NameIn, c.DescIn = nil, nil
	c.Options = untranslated(c.Options)
	return c
}

func untranslated(options []CommandOption) []CommandOption {
	out := slices.Clone(options)
	for n := range out {
		o := &out[n]
		o.NameIn, o.DescIn = nil, nil
		o.Options = untranslated(o.Options)
		o.Choices = slices.Clone(o.Choices)
		for i := range o.Choices {
			o.Choices[i].NameIn = nil
		}
	}
	return out
}
