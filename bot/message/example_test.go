package message_test

import (
	"fmt"

	"sitrep/bot/discordtest/rules"
	"sitrep/bot/message"
)

// A card is drawn for a reader, in their language, and laid out as Discord's
// components.
func ExampleNotice() {
	as := message.Presentation{Lang: message.German}
	card := message.Notice(as.Say("Nothing on “%s”", message.Plain("the *ferry*")), as.Say("Ask me anything else whenever you like."))
	fmt.Print(rules.Text(card.Components()))
	// Output:
	// ╭ #8a919e
	// │ **Nichts zu „the \*ferry\*“**
	// │ Frag weiter, wann immer du magst.
	// ╰
}
