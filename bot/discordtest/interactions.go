package discordtest

import (
	"encoding/json"
	"time"

	"sitrep/bot/discordtest/rules"
)

// Kinds of interaction.
const (
	KindCommand      = rules.KindCommand
	KindComponent    = rules.KindComponent
	KindAutocomplete = rules.KindAutocomplete
	KindModal        = rules.KindModal
)

// Interaction is something a user has asked the bot, and what became of it.
type Interaction struct {
	ID      string
	Token   string
	Kind    int
	Guild   string // empty in direct messages
	Channel string
	User    string
	Name    string // of the command, or the custom ID
	At      time.Time

	srv *Server

	// Guarded by srv.mu.
	err      error // why it could not be asked at all
	seat     seat
	ack      *Ack
	original *message // the reply; after AckDeferUpdate or AckUpdate the component's message
	source   *message // the message that the component is on
	follow   []*message
	choices  []rules.Choice
	modal    *rules.Modal
	edits    int  // of the original when the interaction was acknowledged
	dead     bool // not acknowledged in time
}

// seat is what a person brings along to each interaction.
type seat struct {
	permissions int64
	roles       []string
	locale      string
	userInstall bool
}

// Ack is the first response to an interaction.
type Ack struct {
	Type      int
	Ephemeral bool
	After     time.Duration // since the interaction was sent
}

// callback takes the first response.
func (s *Server) callback(r request) (int, any, *rules.Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.asked[r.PathValue("token")]
	if i == nil || i.ID != r.PathValue("interaction") {
		return 0, nil, rules.ErrUnknownInteraction
	}
	if i.ack != nil {
		return 0, nil, rules.ErrAcknowledged
	}
	if i.dead || time.Since(i.At) > s.opts.AckWindow {
		i.dead = true
		return 0, nil, rules.ErrUnknownInteraction
	}
	var c struct {
		Type int             `json:"type"`
		Data json.RawMessage `json:"data"`
	}
	if refusal := r.decode(&c); refusal != nil {
		return 0, nil, refusal
	}
	if refusal := i.respond(c.Type, c.Data, rules.InOrder(r.files)); refusal != nil {
		return 0, nil, refusal
	}
	s.change()
	if r.URL.Query().Get("with_response") != "true" {
		return 204, nil, nil
	}
	return 200, i.callbackObject(), nil
}

// callbackObject is what a first response is answered with on demand. A message
// is in it whole only where it was sent whole: of a deferred one there is the ID
// (developers/interactions/receiving-and-responding, Interaction Callback
// Resource Object).
func (i *Interaction) callbackObject() map[string]any {
	interaction := map[string]any{"id": i.ID, "type": i.Kind}
	resource := map[string]any{"type": i.ack.Type}
	if m := i.original; m != nil {
		interaction["response_message_id"] = m.id
		interaction["response_message_loading"] = m.loading
		interaction["response_message_ephemeral"] = m.flags&rules.FlagEphemeral != 0
		if i.ack.Type == rules.AckReply || i.ack.Type == rules.AckUpdate {
			resource["message"] = m.json()
		}
	}
	return map[string]any{"interaction": interaction, "resource": resource}
}

// respond acts on the first response.
func (i *Interaction) respond(kind int, data json.RawMessage, files []rules.File) *rules.Refusal {
	if refusal := rules.Fits(kind, i.Kind, i.source != nil); refusal != nil {
		return refusal
	}
	ack := Ack{Type: kind, After: time.Since(i.At)}
	switch kind {
	case rules.AckReply, rules.AckUpdate:
		var b rules.MessageBody
		if json.Unmarshal(data, &b) != nil {
			return rules.InvalidForm(rules.Problem{Path: "data", Code: "BASE_TYPE_REQUIRED", Message: "This field is required"})
		}
		b.Files = files
		if kind == rules.AckReply {
			m, refusal := i.srv.create(b, i.message(), "data")
			if refusal != nil {
				return refusal
			}
			i.original = m
			ack.Ephemeral = m.flags&rules.FlagEphemeral != 0
		} else {
			if refusal := i.srv.edit(i.source, b, "data"); refusal != nil {
				return refusal
			}
			i.original = i.source
		}
	case rules.AckDefer:
		var b struct {
			Flags int `json:"flags"`
		}
		if len(data) > 0 && json.Unmarshal(data, &b) != nil || b.Flags&^rules.FlagEphemeral != 0 {
			return rules.InvalidForm(rules.Problem{Path: "data.flags", Code: "BITFIELD_INVALID_FLAGS", Message: "Only EPHEMERAL may be set when deferring."})
		}
		m := i.message()
		m.flags, m.loading, m.bot = b.Flags|rules.FlagLoading, true, true
		i.srv.keep(m)
		i.original = m
		ack.Ephemeral = b.Flags&rules.FlagEphemeral != 0
	case rules.AckDeferUpdate:
		i.original = i.source
	case rules.AckChoices:
		choices, refusal := rules.CheckChoices(data)
		if refusal != nil {
			return refusal
		}
		i.choices = choices
	case rules.AckModal:
		m, refusal := rules.CheckModal(data)
		if refusal != nil {
			return refusal
		}
		i.modal = m
	}
	i.ack = &ack
	if kind == rules.AckDeferUpdate {
		i.edits = i.original.edits
	}
	return nil
}

// message is a new message in answer to the interaction.
func (i *Interaction) message() *message {
	return &message{
		id: i.srv.snowflake(), channel: i.Channel, guild: i.Guild, author: i.srv.opts.AppID,
		interaction: i, at: time.Now(),
	}
}

// webhook returns the acknowledged interaction of a webhook route.
func (s *Server) webhook(r request) (*Interaction, *rules.Refusal) {
	i := s.asked[r.PathValue("token")]
	switch {
	case i == nil || r.PathValue("application") != s.opts.AppID:
		return nil, rules.ErrUnknownWebhook
	case time.Since(i.At) > s.opts.TokenLife:
		return nil, rules.ErrWebhookToken
	case i.ack == nil:
		return nil, rules.ErrUnknownWebhook
	}
	return i, nil
}

func (s *Server) withOriginal(r request, act func(*Interaction, *message) (int, any, *rules.Refusal)) (int, any, *rules.Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, refusal := s.webhook(r)
	if refusal != nil {
		return 0, nil, refusal
	}
	if i.original == nil || i.original.deleted {
		return 0, nil, rules.ErrUnknownMessage
	}
	return act(i, i.original)
}

func (s *Server) editOriginal(r request) (int, any, *rules.Refusal) {
	return s.withOriginal(r, func(i *Interaction, m *message) (int, any, *rules.Refusal) {
		var b rules.MessageBody
		if refusal := r.decode(&b); refusal != nil {
			return 0, nil, refusal
		}
		if refusal := s.edit(m, b, ""); refusal != nil {
			return 0, nil, refusal
		}
		s.change()
		return 200, m.json(), nil
	})
}

func (s *Server) getOriginal(r request) (int, any, *rules.Refusal) {
	return s.withOriginal(r, func(i *Interaction, m *message) (int, any, *rules.Refusal) {
		return 200, m.json(), nil
	})
}

func (s *Server) deleteOriginal(r request) (int, any, *rules.Refusal) {
	return s.withOriginal(r, func(i *Interaction, m *message) (int, any, *rules.Refusal) {
		s.remove(m)
		return 204, nil, nil
	})
}

// maxUserFollowUps is how many follow-ups an interaction may have whose app is
// installed by the user only.
const maxUserFollowUps = 5

func (s *Server) followUp(r request) (int, any, *rules.Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, refusal := s.webhook(r)
	if refusal != nil {
		return 0, nil, refusal
	}
	var b rules.MessageBody
	if refusal := r.decode(&b); refusal != nil {
		return 0, nil, refusal
	}
	// A follow-up right after a deferral fills the "thinking…" message, as it
	// did before there was a route for that.
	if i.original != nil && i.original.loading {
		if refusal := s.edit(i.original, b, ""); refusal != nil {
			return 0, nil, refusal
		}
		s.change()
		return 200, i.original.json(), nil
	}
	if i.seat.userInstall && len(i.follow) >= maxUserFollowUps {
		return 0, nil, rules.ErrTooManyFollowUps
	}
	m, refusal := s.create(b, i.message(), "")
	if refusal != nil {
		return 0, nil, refusal
	}
	i.follow = append(i.follow, m)
	s.change()
	return 200, m.json(), nil
}

func (s *Server) editFollowUp(r request) (int, any, *rules.Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, refusal := s.webhook(r)
	if refusal != nil {
		return 0, nil, refusal
	}
	m := s.messages[r.PathValue("message")]
	if m == nil || m.deleted || m.interaction != i {
		return 0, nil, rules.ErrUnknownMessage
	}
	var b rules.MessageBody
	if refusal := r.decode(&b); refusal != nil {
		return 0, nil, refusal
	}
	if refusal := s.edit(m, b, ""); refusal != nil {
		return 0, nil, refusal
	}
	s.change()
	return 200, m.json(), nil
}
