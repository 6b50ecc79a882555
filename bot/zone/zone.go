// Package zone knows the time zones of the world by the names that people type.
package zone

import (
	_ "embed"
	"strings"
	"time"
	_ "time/tzdata" // the zones must be there on every machine

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
	"sitrep/bot/problem"
	"sitrep/bot/router"
)

//go:embed locale/zones.txt
var zonesText string

// zones are the time zones that are suggested: those of the IANA database that
// are in use, by name.
var zones = strings.Fields(zonesText)

//go:embed locale/abbreviations.txt
var abbreviationsText string

// byAbbreviation are the zones that abbreviations mean, by these in capitals.
var byAbbreviation = readAbbreviations(abbreviationsText)

func readAbbreviations(text string) map[string]string {
	zones := map[string]string{}
	for line := range strings.Lines(text) {
		if short, zone, ok := strings.Cut(strings.TrimSpace(line), " "); ok && short != "#" {
			zones[short] = zone
		}
	}
	return zones
}

// Find returns the name of a time zone as the IANA database writes it. An
// abbreviation is answered with the place that it means.
func Find(typed string) (string, error) {
	typed = strings.ReplaceAll(strings.TrimSpace(typed), " ", "_")
	for _, name := range zones {
		if strings.EqualFold(name, typed) {
			return name, nil
		}
	}
	if place, ok := byAbbreviation[strings.ToUpper(typed)]; ok {
		return "", problem.Usage("`time_zone` takes a place, so that summer time is kept: instead of %s pick %s, or another that is suggested while you type.", strings.ToUpper(typed), place)
	}
	// The database has other names for some zones. "Local" would be whatever
	// the machine is set to.
	if _, err := time.LoadLocation(typed); err != nil || typed == "" || strings.EqualFold(typed, "local") {
		return "", problem.Usage("`time_zone` takes a name such as Asia/Seoul or Europe/Berlin. Pick one of those that are suggested while you type.")
	}
	return typed, nil
}

// choices suggests time zones for what has been typed of one: that which an
// abbreviation means, then those with a word that begins so, each with the time
// that it is there.
func choices(typed string, now time.Time) []router.Choice {
	meant := byAbbreviation[strings.ToUpper(strings.TrimSpace(typed))]
	typed = message.Simplify(typed)
	var first, then []string
	if meant != "" {
		first = append(first, meant)
	}
	for _, name := range zones {
		words := " " + message.Simplify(strings.ReplaceAll(name, "/", " "))
		switch {
		case name == meant: // and there already
		case strings.Contains(words, " "+typed):
			first = append(first, name)
		case strings.Contains(words, typed):
			then = append(then, name)
		}
	}
	var all []router.Choice
	for _, name := range append(first, then...) {
		zone, err := time.LoadLocation(name)
		if err != nil {
			continue // of a database older than the list
		}
		if len(all) == message.MaxChoices {
			break
		}
		all = append(all, &discordgo.ApplicationCommandOptionChoice{
			Name: name + " · " + now.In(zone).Format("15:04"), Value: name,
		})
	}
	return all
}

// Option is the option that takes a time zone, wherever there is one.
const Option = "time_zone"

// Typed suggests time zones where one is being typed.
func Typed(data discordgo.ApplicationCommandInteractionData, now time.Time) []router.Choice {
	if router.Focused(data) != Option {
		return nil
	}
	return choices(router.Typed(data, Option), now)
}
