package gateway

import (
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"
)

// Each is refused by discordgo as a whole.
func TestEventIsReadThoughItHoldsSomethingUnknown(t *testing.T) {
	const command = `{"id":"1","type":2,"token":"t","app_permissions":"8","data":{"id":"2","name":"check","type":3,"target_id":"3","resolved":{"messages":{"3":%}}}}`
	const reply = `{"id":"1","type":19,"content":"<@9> why?","channel_id":"2","author":{"id":"3"},"mentions":[{"id":"9"}],"referenced_message":%}`
	for _, tc := range []struct{ name, kind, in, within string }{
		{"a component", "", `{"id":"3","content":"It rains.","components":[{"type":99,"x":1},{"type":1,"components":[{"type":99},{"type":2,"style":1,"custom_id":"c"}]}]}`, ""},
		{"the button of a section", "", `{"id":"3","content":"It rains.","components":[{"type":9,"components":[{"type":10,"content":"x"}],"accessory":{"type":99}}]}`, ""},
		{"a number as a text", "", `{"id":"3","content":"It rains.","author":{"id":"3","username":"u","public_flags":"64"}}`, ""},
		{"a text as a number", "", `{"id":3,"content":"It rains."}`, ""},
		{"a list as an object", "", `{"id":"3","content":"It rains.","mentions":{"1":{}},"embeds":7}`, ""},
		{"null among the components", "", `{"id":"3","content":"It rains.","components":[null,{"type":1,"components":null}]}`, ""},
		{"a time of another form", "", `{"id":"3","content":"It rains.","timestamp":1700000000}`, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			e, err := event("INTERACTION_CREATE", []byte(strings.Replace(command, "%", tc.in, 1)))
			if err != nil {
				t.Fatal(err)
			}
			data := e.(*discordgo.InteractionCreate).ApplicationCommandData()
			if m := data.Resolved.Messages["3"]; m == nil || m.ID != "3" || m.Content != "It rains." || e.(*discordgo.InteractionCreate).AppPermissions != 8 {
				t.Errorf("the command comes with %+v", data)
			}
			e, err = event("MESSAGE_CREATE", []byte(strings.Replace(reply, "%", tc.in, 1)))
			if err != nil {
				t.Fatal(err)
			}
			m := e.(*discordgo.MessageCreate)
			if m.Content != "<@9> why?" || m.Type != discordgo.MessageTypeReply || len(m.Mentions) != 1 || m.ReferencedMessage.Content != "It rains." {
				t.Errorf("the reply comes as %+v", m.Message)
			}
		})
	}
}

func TestFieldsOfAFormAreReadFromTheirLabels(t *testing.T) {
	e, err := event("INTERACTION_CREATE", []byte(`{"id":"1","type":5,"token":"t","data":{"custom_id":"f","components":[
		{"type":10,"id":1},{"type":18,"id":2,"component":{"type":4,"id":3,"custom_id":"question","value":"Why?"}},
		{"type":18,"id":4,"component":{"type":21,"id":5,"custom_id":"radio","value":"x"}}]}}`))
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, c := range e.(*discordgo.InteractionCreate).ModalSubmitData().Components {
		if row, ok := c.(*discordgo.ActionsRow); ok {
			for _, inner := range row.Components {
				found = append(found, inner.(*discordgo.TextInput).CustomID+": "+inner.(*discordgo.TextInput).Value)
			}
		}
	}
	if got := strings.Join(found, ", "); got != "question: Why?" {
		t.Errorf("it holds %q", got)
	}
}

func TestWhatIsNoEventAtAllIsRefused(t *testing.T) {
	for _, raw := range []string{`[]`, `7`, `{"id":`, `{"id":"1","type":2}`, `{"id":"1","type":77,"data":{}}`, `{"id":"1","type":2,"data":"x"}`} {
		if e, err := event("INTERACTION_CREATE", []byte(raw)); err == nil {
			t.Errorf("%s is read as %+v", raw, e)
		}
	}
}

// Whatever comes, it is read or refused, and bears being looked at.
func FuzzEvent(f *testing.F) {
	f.Add("INTERACTION_CREATE", []byte(`{"id":"1","type":5,"data":{"custom_id":"f","components":[{"type":18,"component":{"type":4}}]}}`))
	f.Add("MESSAGE_CREATE", []byte(`{"id":1,"components":[{"type":9,"accessory":{"type":99}}],"author":{"public_flags":"x"}}`))
	f.Fuzz(func(t *testing.T, kind string, raw []byte) {
		e, err := event(kind, raw)
		if i, ok := e.(*discordgo.InteractionCreate); ok && err == nil && (i.Interaction == nil || i.Data == nil) {
			t.Errorf("read as %+v", i)
		}
		turnOf(e)
	})
}
