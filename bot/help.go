package bot

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
	"sitrep/bot/router"
)

// helpCommand is /help.
func (b *Bot) helpCommand() router.Command {
	return router.Command{Name: commandHelp, Serve: b.help, Define: func() *discordgo.ApplicationCommand {
		return &discordgo.ApplicationCommand{Description: "What I can do, what there is to ask about, and what I keep about you"}
	}}
}

// help serves /help. There is nothing to wait for, so the answer is its own
// acknowledgement.
func (b *Bot) help(ctx context.Context, r *router.Request, _ discordgo.ApplicationCommandInteractionData) error {
	return r.Reply(ctx, b.helpCard(r))
}

// helpCard is what /help says to whoever asks.
func (b *Bot) helpCard(r *router.Request) message.Card {
	return message.Help(r.Presentation, r.MayManage() == nil, b.collections != nil, b.waysOn(r.Presentation))
}

// waysOn says how to ask on, with what always works first: what people write
// comes in over the gateway only, and what they reply to the answer to a command
// only with the message content intent.
func (b *Bot) waysOn(as message.Presentation) []string {
	ways := []string{
		as.Say("Press **Ask a follow-up** under an answer: I understand “Why did it fail?” and “And in 2019?” from what you asked before."),
		as.Say("Press **More** and **Open a thread** to go on together."),
	}
	if b.hears {
		ways = append(ways, as.Say("Or mention me with a question."))
		if b.readThreads {
			ways = append(ways, as.Say("Or reply to an answer; in a thread that I opened, just write."))
		}
		ways = append(ways, as.Say("In direct messages, just write."))
	}
	return ways
}
