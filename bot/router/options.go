package router

import (
	"cmp"
	"strings"

	"sitrep/briefing/moment"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
	"sitrep/bot/problem"
	"sitrep/briefing"
	"sitrep/corpus"
)

// Options that several commands take.
const (
	OptionTopic  = "topic"
	OptionSince  = "since"
	OptionAsOf   = "as_of"
	OptionDetail = "detail"
)

// maxDate is how long a date may be that is typed, in characters: as an instant of
// RFC 3339.
const maxDate = 25

// TopicOption is an option that takes a topic.
func TopicOption(description string) *discordgo.ApplicationCommandOption {
	o := Text(OptionTopic, description, message.MaxTopic)
	o.Required, o.Autocomplete = true, true
	return o
}

// DateOptions are those that limit what is asked to articles of some time.
func DateOptions() []*discordgo.ApplicationCommandOption {
	return []*discordgo.ApplicationCommandOption{
		Text(OptionSince, "Only articles published since this date, such as 2025-06 or 2025-06-12", maxDate),
		Text(OptionAsOf, "Only articles published up to this date, such as 2024 or 2025-06-12", maxDate),
	}
}

// DetailOption is an option that takes how much a brief is to say.
func DetailOption(description string) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionString, Name: OptionDetail, Description: description,
		Choices: []*discordgo.ApplicationCommandOptionChoice{
			{Name: "short: the bottom line", Value: string(message.DetailShort)},
			{Name: "standard: developments, too", Value: string(message.DetailStandard)},
			{Name: "full: everything, over pages", Value: string(message.DetailFull)},
		},
	}
}

// Sub is a subcommand.
func Sub(name, description string, options ...*discordgo.ApplicationCommandOption) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionSubCommand, Name: name, Description: description, Options: options,
	}
}

// Text is an option that takes up to n characters.
func Text(name, description string, n int) *discordgo.ApplicationCommandOption {
	return &discordgo.ApplicationCommandOption{
		Type: discordgo.ApplicationCommandOptionString, Name: name, Description: description, MaxLength: n,
	}
}

// Option returns what was typed for an option of a command, tidied; empty where
// nothing was.
func Option(data discordgo.ApplicationCommandInteractionData, name string, most int) (string, error) {
	for _, o := range data.Options {
		if o != nil && o.Name == name {
			s, _ := o.Value.(string)
			if s = message.Tidy(s); message.TextLen(s) > most {
				return "", problem.Usage("`%s` takes up to %d characters.", name, most)
			}
			return s, nil
		}
	}
	return "", nil
}

// Limits reads the dates that a command may be limited to.
func Limits(data discordgo.ApplicationCommandInteractionData, req *briefing.Request) error {
	since, err := Option(data, OptionSince, maxDate)
	if err != nil {
		return err
	}
	if req.Since, _, err = readDate(OptionSince, since, req.Today); err != nil {
		return err
	}
	asOf, err := Option(data, OptionAsOf, maxDate)
	if err != nil {
		return err
	}
	if _, req.AsOf, err = readDate(OptionAsOf, asOf, req.Today); err != nil {
		return err
	}
	if req.Since.Known() && req.AsOf.Known() && !req.Since.Time.Before(req.AsOf.End()) {
		return problem.Usage("`since` is later than `as_of`, so no article fits. Swap them, or leave one out.")
	}
	return nil
}

// readDate reads the date given for an option, or the first and the last day of
// words for a time, seen from today.
func readDate(option, value string, today corpus.Date) (first, last corpus.Date, err error) {
	d, err := corpus.ParseDate(strings.TrimSpace(value))
	if err == nil {
		return d, d, nil
	}
	if w, ok := moment.DaysOf(value, today); ok && w.From.Known() {
		return w.From, cmp.Or(w.To, w.From), nil
	}
	return d, d, problem.Usage("`%s` takes a date such as 2025, 2025-06 or 2025-06-12, or words such as “last week”.", option)
}

// Called returns the name of the subcommand that was called, with that of
// its group before it, and its options as those of a command.
func Called(data discordgo.ApplicationCommandInteractionData) (string, discordgo.ApplicationCommandInteractionData) {
	var names []string
	for len(names) < 2 && len(data.Options) > 0 && data.Options[0] != nil {
		o := data.Options[0]
		if o.Type != discordgo.ApplicationCommandOptionSubCommand && o.Type != discordgo.ApplicationCommandOptionSubCommandGroup {
			break
		}
		names = append(names, o.Name)
		data.Options = o.Options
	}
	return strings.Join(names, " "), data
}

// Number returns what was typed for an option that takes an integer; 0 where
// nothing was.
func Number(data discordgo.ApplicationCommandInteractionData, name string) int {
	for _, o := range data.Options {
		if o != nil && o.Name == name {
			if f, ok := o.Value.(float64); ok && f == float64(int(f)) {
				return int(f)
			}
		}
	}
	return 0
}

// Typed returns what has been typed so far of an option.
func Typed(data discordgo.ApplicationCommandInteractionData, name string) string {
	for _, o := range data.Options {
		if o != nil && o.Focused && o.Name == name {
			typed, _ := o.Value.(string)
			return message.Shorten(message.Tidy(typed), message.MaxChoice)
		}
	}
	return ""
}

// ID returns the ID of the channel or role chosen for an option; empty
// where none was.
func ID(data discordgo.ApplicationCommandInteractionData, name string) string {
	id, err := Option(data, name, message.MaxChoice)
	if err != nil || corpus.Guild(id).Validate() != nil { // all IDs have one form
		return ""
	}
	return id
}

// Focused names the option that is being typed.
func Focused(data discordgo.ApplicationCommandInteractionData) string {
	for _, o := range data.Options {
		if o != nil && o.Focused {
			return o.Name
		}
	}
	return ""
}

// Flag returns what was chosen for an option that is true or false, and whether
// anything was.
func Flag(data discordgo.ApplicationCommandInteractionData, name string) (value, ok bool) {
	for _, o := range data.Options {
		if o != nil && o.Name == name {
			value, ok = o.Value.(bool)
		}
	}
	return value, ok
}

// Target returns the message that a command of its menu was used on; nil where Discord
// did not send it along.
func Target(data discordgo.ApplicationCommandInteractionData) *discordgo.Message {
	if data.Resolved == nil {
		return nil
	}
	return data.Resolved.Messages[data.TargetID]
}
