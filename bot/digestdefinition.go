package bot

import (
	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
	"sitrep/bot/router"
	"sitrep/bot/schedule"
)

// The names of /digest, its subcommands and their options.
const (
	commandDigest = "digest"

	digestSubscribe = "subscribe"
	digestList      = "list"
	digestEdit      = "edit"
	digestPause     = "pause"
	digestResume    = "resume"
	digestRemove    = "remove"
	digestPreview   = "preview"
	digestHistory   = "history"

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

// digestCommand is /digest.
func (b *Bot) digestCommand() router.Command {
	subcommands := map[string]router.Subcommand{
		digestSubscribe: b.subscribe, digestList: b.listDigests, digestEdit: b.editDigest, digestPause: b.pauseDigest,
		digestResume: b.resumeDigest, digestRemove: b.removeDigest, digestPreview: b.previewDigest, digestHistory: b.digestHistory,
	}
	if b.digests == nil {
		subcommands = nil
	}
	return router.Command{Name: commandDigest, Define: digestDefinition, Serve: router.Managed(commandDigest, subcommands), Suggest: b.digestsTyped, Managing: true}
}

// digestDefinition is the definition of /digest.
func digestDefinition() *discordgo.ApplicationCommand {
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
		zone := router.Text(optionZone, "The time zone that the time is in; that of this server unless given", message.MaxChoice)
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
			{Type: discordgo.ApplicationCommandOptionBoolean, Name: optionPublish, Description: "Whether servers that follow an announcement channel get it, too; no unless given"},
			{Type: discordgo.ApplicationCommandOptionBoolean, Name: optionNotify, Description: "Whether Discord notifies people of each digest; yes unless given"},
		}
	}
	wanted := topic()
	wanted.Required = true
	return &discordgo.ApplicationCommand{
		Description: "What is new on a topic, posted in a channel every week, day or month",
		Options: []*discordgo.ApplicationCommandOption{
			router.Sub(digestSubscribe, "Have a digest posted", append([]*discordgo.ApplicationCommandOption{wanted}, when()...)...),
			router.Sub(digestList, "Show the digests of this server"),
			router.Sub(digestEdit, "Change a digest", append([]*discordgo.ApplicationCommandOption{chosen(), topic()}, when()...)...),
			router.Sub(digestPause, "Have a digest wait", chosen()),
			router.Sub(digestResume, "Have a digest go on that waits", chosen()),
			router.Sub(digestRemove, "Have a digest end", chosen()),
			router.Sub(digestPreview, "Show what the next digest would say now", chosen()),
			router.Sub(digestHistory, "Show what has become of a digest's last times", chosen()),
		},
	}
}
