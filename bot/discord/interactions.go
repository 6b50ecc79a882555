package discord

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/bwmarrin/discordgo"
)

// Discord's limits on an interaction
// (developers/interactions/receiving-and-responding).
const (
	callbackWindow = 3 * time.Second  // to acknowledge it, else its token is void
	tokenLife      = 15 * time.Minute // to edit the reply and send follow-ups
)

// callback is the body of the first response to an interaction.
type callback struct {
	Type discordgo.InteractionResponseType `json:"type"`
	Data any                               `json:"data,omitempty"`
}

// Defer acknowledges the interaction at once and shows "thinking…" until
// [REST.EditReply]. Whether the reply is ephemeral is decided here, for good.
// It returns the ID of the message that shows it; empty where the answer that
// tells it got lost: [REST.EditReply] tells it, too.
func (r *REST) Defer(ctx context.Context, i *discordgo.Interaction, ephemeral bool) (message string, err error) {
	// The Components V2 flag would be refused here; it goes with the edit.
	var flags struct {
		Flags discordgo.MessageFlags `json:"flags,omitempty"`
	}
	if ephemeral {
		flags.Flags = discordgo.MessageFlagsEphemeral
	}
	body, err := r.do(ctx, r.callbackRequest("acknowledge the interaction", "with_response=true", i,
		callback{Type: discordgo.InteractionResponseDeferredChannelMessageWithSource, Data: flags}))
	return shownBy(body), err
}

// shownBy reads from the answer to a first response which message shows it:
// empty where it does not say. The message itself is documented only for
// responses that send one whole.
func shownBy(body []byte) string {
	var created struct {
		Interaction struct {
			Message string `json:"response_message_id"`
		} `json:"interaction"`
		Resource struct {
			Message struct {
				ID string `json:"id"`
			} `json:"message"`
		} `json:"resource"`
	}
	_ = json.Unmarshal(body, &created) // it is acknowledged, whatever the answer says
	return cmp.Or(created.Interaction.Message, created.Resource.Message.ID)
}

// DeferUpdate acknowledges a press on a component without showing anything;
// [REST.EditReply] then edits the message that the component is on.
func (r *REST) DeferUpdate(ctx context.Context, i *discordgo.Interaction) error {
	return r.respond(ctx, "acknowledge the component", i,
		callback{Type: discordgo.InteractionResponseDeferredMessageUpdate})
}

// Reply answers the interaction at once with a message.
func (r *REST) Reply(ctx context.Context, i *discordgo.Interaction, m Message) error {
	q := r.callbackRequest("reply to the interaction", "", i,
		callback{Type: discordgo.InteractionResponseChannelMessageWithSource, Data: m.payload()})
	q.files = m.Files
	_, err := r.do(ctx, q)
	return err
}

// Choices answers an autocomplete interaction. No choices is an answer, too;
// more than 25 are refused by Discord, so the rest is left out.
func (r *REST) Choices(ctx context.Context, i *discordgo.Interaction, choices []*discordgo.ApplicationCommandOptionChoice) error {
	if len(choices) > 25 {
		choices = choices[:25]
	}
	// discordgo leaves an empty list out, which Discord refuses.
	data := struct {
		Choices []*discordgo.ApplicationCommandOptionChoice `json:"choices"`
	}{Choices: choices}
	if data.Choices == nil {
		data.Choices = []*discordgo.ApplicationCommandOptionChoice{}
	}
	return r.respond(ctx, "answer the autocomplete", i,
		callback{Type: discordgo.InteractionApplicationCommandAutocompleteResult, Data: data})
}

// EditReply replaces the first response: the "thinking…" of [REST.Defer], the
// message of [REST.Reply], or after [REST.DeferUpdate] the message that the
// component is on.
func (r *REST) EditReply(ctx context.Context, i *discordgo.Interaction, m Message) (*discordgo.Message, error) {
	p := m.payload()
	p.Flags = discordgo.MessageFlagsIsComponentsV2 // ephemeral can't be set by an edit
	body, err := r.do(ctx, request{
		op:     "edit the reply",
		method: http.MethodPatch,
		route:  "/webhooks/{webhook}/{token}/messages/@original",
		ids:    []string{i.AppID, i.Token},
		token:  i.Token,
		body:   p,
		files:  m.Files,
		repeat: always,
		window: tokenLife,
	})
	if err != nil {
		return nil, err
	}
	return decodeMessage(body), nil
}

// FollowUp sends one more message for an interaction that has been
// acknowledged. Discord can't tell a repeated follow-up from a second one, so
// it is tried again only when the first try surely did not arrive.
func (r *REST) FollowUp(ctx context.Context, i *discordgo.Interaction, m Message) (*discordgo.Message, error) {
	body, err := r.do(ctx, request{
		op:     "send a follow-up",
		method: http.MethodPost,
		route:  "/webhooks/{webhook}/{token}",
		query:  "wait=true",
		ids:    []string{i.AppID, i.Token},
		token:  i.Token,
		body:   m.payload(),
		files:  m.Files,
		repeat: unlessArrived,
		window: tokenLife,
	})
	if err != nil {
		return nil, err
	}
	return decodeMessage(body), nil
}

// respond sends the first response.
func (r *REST) respond(ctx context.Context, op string, i *discordgo.Interaction, c callback) error {
	_, err := r.do(ctx, r.callbackRequest(op, "", i, c))
	return err
}

// callbackRequest is the call of a first response. A try whose answer got lost
// may have arrived, so Discord's "already acknowledged" to a later try means
// success.
func (r *REST) callbackRequest(op, query string, i *discordgo.Interaction, c callback) request {
	return request{
		op:     op,
		method: http.MethodPost,
		route:  "/interactions/{interaction}/{token}/callback",
		ids:    []string{i.ID, i.Token},
		query:  query,
		token:  i.Token,
		body:   c,
		repeat: untilAcknowledged,
		window: r.ackWindow,
	}
}
