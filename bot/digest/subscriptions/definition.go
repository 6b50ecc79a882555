package subscriptions

import (
	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
	"sitrep/bot/router"
	"sitrep/bot/schedule"
	"sitrep/bot/zone"
)

// The names of /digest, its subcommands and their options.
const (
	name = "digest"

	subSubscribe = "subscribe"
	subList      = "list"
	subEdit      = "edit"
	subPause     = "pause"
	subResume    = "resume"
	subRemove    = "remove"
	subPreview   = "preview"
	subHistory   = "history"

	optionChannel = "channel"
	optionDigest  = "digest"
	optionEvery   = "every"
	optionWeekday = "weekday"
	optionDay     = "day"
	optionTime    = "time"
	optionSilent  = "silent"
	optionPublish = "publish"
	optionNotify  = "notify"
)

// maxTime is what may be typed of a time of day, in characters.
const maxTime = 10

// Command is /digest.
func (ss *Subscriptions) Command() router.Command {
	c := router.Command{Name: name, Define: definition, Serve: router.Managed(name, nil), Managing: true}
	if ss != nil {
		c.Suggest = ss.suggest
		c.Serve = router.Managed(name, map[string]router.Subcommand{
			subSubscribe: ss.subscribe, subList: ss.list, subEdit: ss.edit, subPause: ss.pause,
			subResume: ss.resume, subRemove: ss.remove, subPreview: ss.preview, subHistory: ss.history,
		})
	}
	return c
}

// definition is the definition of /digest.
func definition() *discordgo.ApplicationCommand {
	topic := func() *discordgo.ApplicationCommandOption {
		o := router.Text(router.OptionTopic, "A place, a person, an organisation or a story", message.MaxTopic)
		o.Autocomplete = true
		return o
	}
	chosen := func() *discordgo.ApplicationCommandOption {
		o := router.Text(optionDigest, "One of this server's digests", message.MaxChoice)
		o.Required, o.Autocomplete = true, true
		return o
	}
	when := func() []*discordgo.ApplicationCommandOption {
		zone := router.Text(zone.Option, "The time zone that the time is in; that of this server unless given", message.MaxChoice)
		zone.Autocomplete = true
		first, last := float64(1), float64(31)
		return []*discordgo.ApplicationCommandOption{
			router.Text(optionTime, "The time of day, such as 9:00 or 18:30", maxTime),
			{
				Type: discordgo.ApplicationCommandOptionString, Name: optionWeekday, Description: "The day of a weekly digest; Monday unless given",
				Choices: []*discordgo.ApplicationCommandOptionChoice{
					{Name: "Monday", Value: "mon"}, {Name: "Tuesday", Value: "tue"}, {Name: "Wednesday", Value: "wed"},
					{Name: "Thursday", Value: "thu"}, {Name: "Friday", Value: "fri"}, {Name: "Saturday", Value: "sat"}, {Name: "Sunday", Value: "sun"},
				},
			},
			zone,
			{
				Type: discordgo.ApplicationCommandOptionChannel, Name: optionChannel, Description: "Where it is posted; here unless given",
				ChannelTypes: []discordgo.ChannelType{
					discordgo.ChannelTypeGuildText, discordgo.ChannelTypeGuildNews, discordgo.ChannelTypeGuildPublicThread, discordgo.ChannelTypeGuildForum,
				},
			},
			{
				Type: discordgo.ApplicationCommandOptionString, Name: optionEvery, Description: "How often; weekly unless given",
				Choices: []*discordgo.ApplicationCommandOptionChoice{
					{Name: "every week", Value: string(schedule.Weekly)}, {Name: "every day", Value: string(schedule.Daily)}, {Name: "every month", Value: string(schedule.Monthly)},
				},
			},
			{
				Type: discordgo.ApplicationCommandOptionInteger, Name: optionDay, Description: "The day of a monthly digest; short months have it on their last",
				MinValue: &first, MaxValue: last,
			},
			router.DetailOption("How much to say; standard unless this server has set it"),
			{Type: discordgo.ApplicationCommandOptionBoolean, Name: optionSilent, Description: "Whether to post nothing when nothing is new"},
			{Type: discordgo.ApplicationCommandOptionBoolean, Name: optionPublish, Description: "Whether servers that follow an announcement channel get it too; no unless given"},
			{Type: discordgo.ApplicationCommandOptionBoolean, Name: optionNotify, Description: "Whether Discord notifies people of each digest; yes unless given"},
		}
	}
	wanted := topic()
	wanted.Required = true
	return &discordgo.ApplicationCommand{
		Description: "What is new on a topic, posted in a channel every week, day or month",
		Options: []*discordgo.ApplicationCommandOption{
			router.Sub(subSubscribe, "Set up a digest", append([]*discordgo.ApplicationCommandOption{wanted}, when()...)...),
			router.Sub(subList, "Show the digests of this server"),
			router.Sub(subEdit, "Change a digest", append([]*discordgo.ApplicationCommandOption{chosen(), topic()}, when()...)...),
			router.Sub(subPause, "Pause a digest", chosen()),
			router.Sub(subResume, "Resume a paused digest", chosen()),
			router.Sub(subRemove, "Remove a digest", chosen()),
			router.Sub(subPreview, "Preview the next digest as it would be now", chosen()),
			router.Sub(subHistory, "Show how a digest's last runs went", chosen()),
		},
	}
}
