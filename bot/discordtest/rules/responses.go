package rules

import "fmt"

// Kinds of first response.
const (
	AckReply       = 4 // a message, at once
	AckDefer       = 5 // "thinking…", then an edit
	AckDeferUpdate = 6 // nothing to see, then an edit of the component's message
	AckUpdate      = 7 // an edit of the component's message, at once
	AckChoices     = 8 // of an autocomplete
	AckModal       = 9 // a form
)

// Kinds of interaction (developers/interactions/receiving-and-responding).
const (
	KindCommand      = 2
	KindComponent    = 3
	KindAutocomplete = 4
	KindModal        = 5
)

// suits lists which first responses fit which kind of interaction.
var suits = map[int][]int{
	KindCommand:      {AckReply, AckDefer, AckModal},
	KindComponent:    {AckReply, AckDefer, AckDeferUpdate, AckUpdate, AckModal},
	KindAutocomplete: {AckChoices},
	KindModal:        {AckReply, AckDefer, AckDeferUpdate, AckUpdate},
}

// Fits refuses a first response of a kind that an interaction does not take; onMessage
// says whether it came from a component of a message.
func Fits(response, interaction int, onMessage bool) *Refusal {
	for _, k := range suits[interaction] {
		if k == response && (response != AckDeferUpdate && response != AckUpdate || onMessage) {
			return nil
		}
	}
	return InvalidForm(Problem{"type", "INTERACTION_RESPONSE_TYPE_INVALID",
		fmt.Sprintf("A response of type %d does not fit an interaction of type %d.", response, interaction)})
}
