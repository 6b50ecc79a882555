package bot

import (
	_ "embed"
	"strings"
	"time"
	_ "time/tzdata" // the zones must be there on every machine

	"github.com/bwmarrin/discordgo"
)

//go:embed locale/zones.txt
var zonesText string

// zones are the time zones that are suggested: those of the IANA database that
// are in use, by name.
var zones = strings.Fields(zonesText)

// findZone returns the name of a time zone as the IANA database writes it.
func findZone(typed string) (string, error) {
	typed = strings.ReplaceAll(typed, " ", "_")
	for _, name := range zones {
		if strings.EqualFold(name, typed) {
			return name, nil
		}
	}
	// The database has other names for some zones. "Local" would be whatever
	// the machine is set to.
	if _, err := time.LoadLocation(typed); err != nil || typed == "" || strings.EqualFold(typed, "local") {
		return "", usageError("`time_zone` takes a name such as Asia/Seoul or Europe/Berlin. Pick one of those that are suggested while you type.")
	}
	return typed, nil
}

// zoneChoices suggests time zones for what has been typed of one: those with a
// word that begins so first, each with the time that it is there.
func zoneChoices(typed string, now time.Time) []*discordgo.ApplicationCommandOptionChoice {
	typed = simplify(typed)
	var first, then []string
	for _, name := range zones {
		words := " " + simplify(strings.ReplaceAll(name, "/", " "))
		switch {
		case strings.Contains(words, " "+typed):
			first = append(first, name)
		case strings.Contains(words, typed):
			then = append(then, name)
		}
	}
	var choices []*discordgo.ApplicationCommandOptionChoice
	for _, name := range append(first, then...) {
		zone, err := time.LoadLocation(name)
		if err != nil {
			continue // of a database older than the list
		}
		if len(choices) == maxChoices {
			break
		}
		choices = append(choices, &discordgo.ApplicationCommandOptionChoice{
			Name: name + " · " + now.In(zone).Format("15:04"), Value: name,
		})
	}
	return choices
}
