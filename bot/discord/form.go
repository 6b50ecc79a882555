package discord

import (
	"context"
	"encoding/json"

	"github.com/bwmarrin/discordgo"
)

// Form is a form to fill in (a modal), as Discord has built them since it has
// labels; discordgo does not know those yet.
type Form struct {
	ID    string // comes back with what was filled in
	Title string
	Text  string // Markdown above the fields; empty for none
	// Fields are where text is written, from 1 to 5, or 4 below a text.
	Fields []Field
}

// Field is a field of a form, with its label.
type Field struct {
	ID          string
	Label       string
	Description string // below the label; empty for none
	Placeholder string // in the empty field; empty for none
	Value       string // what it begins with
	Long        bool   // it has more than one line
	Optional    bool
	Min, Max    int // characters; 0 for Discord's own limit
}

// Types of components that discordgo has no names for
// (developers/components/reference, Label).
const labelComponent discordgo.ComponentType = 18

// MarshalJSON writes the form as Discord takes it, without empty fields.
func (f Form) MarshalJSON() ([]byte, error) {
	type input struct {
		Type        discordgo.ComponentType  `json:"type"`
		ID          string                   `json:"custom_id"`
		Style       discordgo.TextInputStyle `json:"style"`
		Placeholder string                   `json:"placeholder,omitempty"`
		Value       string                   `json:"value,omitempty"`
		Required    bool                     `json:"required"`
		Min         int                      `json:"min_length,omitempty"`
		Max         int                      `json:"max_length,omitempty"`
	}
	type label struct {
		Type        discordgo.ComponentType `json:"type"`
		Label       string                  `json:"label"`
		Description string                  `json:"description,omitempty"`
		Component   input                   `json:"component"`
	}
	components := []any{}
	if f.Text != "" {
		components = append(components, discordgo.TextDisplay{Content: f.Text})
	}
	for _, field := range f.Fields {
		style := discordgo.TextInputShort
		if field.Long {
			style = discordgo.TextInputParagraph
		}
		components = append(components, label{labelComponent, field.Label, field.Description, input{
			discordgo.TextInputComponent, field.ID, style, field.Placeholder, field.Value, !field.Optional, field.Min, field.Max,
		}})
	}
	return json.Marshal(struct {
		ID         string `json:"custom_id"`
		Title      string `json:"title"`
		Components []any  `json:"components"`
	}{f.ID, f.Title, components})
}

// Open answers the interaction with a form.
func (r *REST) Open(ctx context.Context, i *discordgo.Interaction, f Form) error {
	return r.respond(ctx, "open the form", i, callback{Type: discordgo.InteractionResponseModal, Data: f})
}

// FilledIn returns what a field of a form that was sent holds; empty where there
// is no such field. What came within a label has been read as a row of one.
func FilledIn(data discordgo.ModalSubmitInteractionData, field string) string {
	for _, c := range data.Components {
		row, ok := c.(*discordgo.ActionsRow)
		if !ok {
			continue
		}
		for _, inner := range row.Components {
			if input, ok := inner.(*discordgo.TextInput); ok && input.CustomID == field {
				return input.Value
			}
		}
	}
	return ""
}
