package discord

import (
	"testing"

	"github.com/bwmarrin/discordgo"
)

func TestWhatIsReadAsItIsLosesNothing(t *testing.T) {
	var m discordgo.Message
	if err := Decode([]byte(`{"id":"1152921504606846977","flags":32768,"components":[{"type":17,"components":[{"type":10,"content":"x"}]}]}`), &m); err != nil {
		t.Fatal(err)
	}
	if m.ID != "1152921504606846977" || m.Flags != 32768 || len(m.Components) != 1 {
		t.Errorf("read as %+v", m)
	}
}
