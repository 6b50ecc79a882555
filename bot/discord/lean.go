package discord

import (
	"bytes"
	"encoding/json"

	"github.com/bwmarrin/discordgo"
)

// lean writes commands without what says nothing: discordgo sends null for each
// list that an option does not have. Discord takes that; other servers that speak
// its protocol refuse it.
func lean(cmds []*discordgo.ApplicationCommand) (json.RawMessage, error) {
	raw, err := json.Marshal(cmds)
	if err != nil {
		return nil, err
	}
	var list []any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber() // as it was written
	if err := d.Decode(&list); err != nil {
		return nil, err
	}
	if list == nil {
		list = []any{} // no commands are a list, too
	}
	for _, cmd := range list {
		withoutEmpty(cmd)
	}
	return json.Marshal(list)
}

// withoutEmpty takes the members that are null or empty out of a JSON value.
func withoutEmpty(v any) {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			withoutEmpty(item)
		}
	case map[string]any:
		for name, member := range v {
			withoutEmpty(member)
			if saysNothing(member) {
				delete(v, name)
			}
		}
	}
}

func saysNothing(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return false
}
