package discordtest

import (
	"encoding/json"
	"fmt"
	"time"
)

// Kinds of interaction (developers/interactions/receiving-and-responding).
const (
	KindCommand      = 2
	KindComponent    = 3
	KindAutocomplete = 4
	KindModal        = 5
)

// Kinds of first response.
const (
	AckReply       = 4 // a message, at once
	AckDefer       = 5 // "thinking…", then an edit
	AckDeferUpdate = 6 // nothing to see, then an edit of the component's message
	AckUpdate      = 7 // an edit of the component's message, at once
	AckChoices     = 8 // of an autocomplete
	AckModal       = 9 // a form
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
	choices  []Choice
	modal    *Modal
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

// Choice is one suggestion of an autocomplete.
type Choice struct {
	Name  string `json:"name"`
	Value any    `json:"value"` // string or float64
}

// Modal is a form that the bot opened.
type Modal struct {
	CustomID   string      `json:"custom_id"`
	Title      string      `json:"title"`
	Components []Component `json:"components"`
}

var (
	errUnknownInteraction = &Refusal{Status: 404, Code: 10062, Message: "Unknown interaction"}
	errAcknowledged       = &Refusal{Status: 400, Code: 40060, Message: "Interaction has already been acknowledged."}
	errUnknownWebhook     = &Refusal{Status: 404, Code: 10015, Message: "Unknown Webhook"}
	errWebhookToken       = &Refusal{Status: 401, Code: 50027, Message: "Invalid Webhook Token"}
	errUnknownMessage     = &Refusal{Status: 404, Code: 10008, Message: "Unknown Message"}
	errTooManyFollowUps   = &Refusal{Status: 400, Code: 40094, Message: "This interaction has reached the maximum number of follow-up messages for a user-installed app"}
)

// callback takes the first response.
func (s *Server) callback(r request) (int, any, *Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.asked[r.PathValue("token")]
	if i == nil || i.ID != r.PathValue("interaction") {
		return 0, nil, errUnknownInteraction
	}
	if i.ack != nil {
		return 0, nil, errAcknowledged
	}
	if i.dead || time.Since(i.At) > s.opts.AckWindow {
		i.dead = true
		return 0, nil, errUnknownInteraction
	}
	var c struct {
		Type int             `json:"type"`
		Data json.RawMessage `json:"data"`
	}
	if refusal := r.decode(&c); refusal != nil {
		return 0, nil, refusal
	}
	if refusal := i.respond(c.Type, c.Data, inOrder(r.files)); refusal != nil {
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
		interaction["response_message_ephemeral"] = m.flags&flagEphemeral != 0
		if i.ack.Type == AckReply || i.ack.Type == AckUpdate {
			resource["message"] = m.json()
		}
	}
	return map[string]any{"interaction": interaction, "resource": resource}
}

// suits lists which first responses fit which kind of interaction.
var suits = map[int][]int{
	KindCommand:      {AckReply, AckDefer, AckModal},
	KindComponent:    {AckReply, AckDefer, AckDeferUpdate, AckUpdate, AckModal},
	KindAutocomplete: {AckChoices},
	KindModal:        {AckReply, AckDefer, AckDeferUpdate, AckUpdate},
}

// respond acts on the first response.
func (i *Interaction) respond(kind int, data json.RawMessage, files []File) *Refusal {
	fits := false
	for _, k := range suits[i.Kind] {
		fits = fits || k == kind && (kind != AckDeferUpdate && kind != AckUpdate || i.source != nil)
	}
	if !fits {
		return invalidForm(Problem{"type", "INTERACTION_RESPONSE_TYPE_INVALID",
			fmt.Sprintf("A response of type %d does not fit an interaction of type %d.", kind, i.Kind)})
	}
	ack := Ack{Type: kind, After: time.Since(i.At)}
	switch kind {
	case AckReply, AckUpdate:
		var b messageBody
		if json.Unmarshal(data, &b) != nil {
			return invalidForm(Problem{"data", "BASE_TYPE_REQUIRED", "This field is required"})
		}
		b.files = files
		if kind == AckReply {
			m, refusal := i.srv.create(b, i.message(), "data")
			if refusal != nil {
				return refusal
			}
			i.original = m
			ack.Ephemeral = m.flags&flagEphemeral != 0
		} else {
			if refusal := i.srv.edit(i.source, b, "data"); refusal != nil {
				return refusal
			}
			i.original = i.source
		}
	case AckDefer:
		var b struct {
			Flags int `json:"flags"`
		}
		if len(data) > 0 && json.Unmarshal(data, &b) != nil || b.Flags&^flagEphemeral != 0 {
			return invalidForm(Problem{"data.flags", "BITFIELD_INVALID_FLAGS", "Only EPHEMERAL may be set when deferring."})
		}
		m := i.message()
		m.flags, m.loading, m.bot = b.Flags|flagLoading, true, true
		i.srv.keep(m)
		i.original = m
		ack.Ephemeral = b.Flags&flagEphemeral != 0
	case AckDeferUpdate:
		i.original = i.source
	case AckChoices:
		choices, refusal := checkChoices(data)
		if refusal != nil {
			return refusal
		}
		i.choices = choices
	case AckModal:
		m, refusal := checkModal(data)
		if refusal != nil {
			return refusal
		}
		i.modal = m
	}
	i.ack = &ack
	if kind == AckDeferUpdate {
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
func (s *Server) webhook(r request) (*Interaction, *Refusal) {
	i := s.asked[r.PathValue("token")]
	switch {
	case i == nil || r.PathValue("application") != s.opts.AppID:
		return nil, errUnknownWebhook
	case time.Since(i.At) > s.opts.TokenLife:
		return nil, errWebhookToken
	case i.ack == nil:
		return nil, errUnknownWebhook
	}
	return i, nil
}

func (s *Server) withOriginal(r request, act func(*Interaction, *message) (int, any, *Refusal)) (int, any, *Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, refusal := s.webhook(r)
	if refusal != nil {
		return 0, nil, refusal
	}
	if i.original == nil || i.original.deleted {
		return 0, nil, errUnknownMessage
	}
	return act(i, i.original)
}

func (s *Server) editOriginal(r request) (int, any, *Refusal) {
	return s.withOriginal(r, func(i *Interaction, m *message) (int, any, *Refusal) {
		var b messageBody
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

func (s *Server) getOriginal(r request) (int, any, *Refusal) {
	return s.withOriginal(r, func(i *Interaction, m *message) (int, any, *Refusal) {
		return 200, m.json(), nil
	})
}

func (s *Server) deleteOriginal(r request) (int, any, *Refusal) {
	return s.withOriginal(r, func(i *Interaction, m *message) (int, any, *Refusal) {
		s.remove(m)
		return 204, nil, nil
	})
}

// maxUserFollowUps is how many follow-ups an interaction may have whose app is
// installed by the user only.
const maxUserFollowUps = 5

func (s *Server) followUp(r request) (int, any, *Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, refusal := s.webhook(r)
	if refusal != nil {
		return 0, nil, refusal
	}
	var b messageBody
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
		return 0, nil, errTooManyFollowUps
	}
	m, refusal := s.create(b, i.message(), "")
	if refusal != nil {
		return 0, nil, refusal
	}
	i.follow = append(i.follow, m)
	s.change()
	return 200, m.json(), nil
}

func (s *Server) editFollowUp(r request) (int, any, *Refusal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, refusal := s.webhook(r)
	if refusal != nil {
		return 0, nil, refusal
	}
	m := s.messages[r.PathValue("message")]
	if m == nil || m.deleted || m.interaction != i {
		return 0, nil, errUnknownMessage
	}
	var b messageBody
	if refusal := r.decode(&b); refusal != nil {
		return 0, nil, refusal
	}
	if refusal := s.edit(m, b, ""); refusal != nil {
		return 0, nil, refusal
	}
	s.change()
	return 200, m.json(), nil
}
