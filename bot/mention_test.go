package bot

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sitrep/bot/digest"
	"sitrep/bot/discordtest"
)

// written is a message as it is written, with the IDs of what it mentions.
func written(t *testing.T, m discordtest.Message) string {
	t.Helper()
	raw, err := json.Marshal(m.Components)
	if err != nil {
		t.Fatal(err)
	}
	return strings.NewReplacer(`\u003c`, "<", `\u003e`, ">").Replace(string(raw))
}

var commandMentions = regexp.MustCompile(`</([a-z ]+):([0-9]+)>`)

func TestEveryCommandThatHelpNamesCanBeClicked(t *testing.T) {
	t.Parallel()
	srv := discordtest.New(t)
	st := newStore(t)
	s := play(t, srv, st, ferries())
	ids := func(s *stage, with ...discordtest.With) map[string]string {
		t.Helper()
		asked := s.Slash(discordtest.Guild, discordtest.User, "help", with...)
		text := written(t, s.reply(t, asked))
		if strings.Contains(text, "`/") {
			t.Errorf("a command stands in marks:\n%s", text)
		}
		found := map[string]string{}
		for _, m := range commandMentions.FindAllStringSubmatch(text, -1) {
			found[m[1]] = m[2]
		}
		return found
	}
	first := ids(s, manager)
	var path []string
	for name, id := range first {
		if got := srv.CommandID("", strings.Fields(name)[0]); got != id {
			t.Errorf("/%s is mentioned as %s, and is %s", name, id, got)
		}
		path = append(path, name)
	}
	slices.Sort(path)
	if want := []string{"ask", "brief", "digest subscribe", "settings reports", "settings show", "settings usage", "today", "watch topic"}; !slices.Equal(path, want) {
		t.Errorf("to managers it mentions %q, want %q", path, want)
	}
	if got := slices.Sorted(maps.Keys(ids(s))); !slices.Equal(got, []string{"ask", "brief", "today", "watch topic"}) {
		t.Errorf("to members it mentions %q", got)
	}
	// A bot that finds its commands registered already learns their IDs, too.
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	again := ids(play(t, srv, st, ferries()), manager)
	if len(srv.Calls(discordtest.RouteCommandsPut)) != 1 || again["brief"] != first["brief"] || len(again) != len(first) {
		t.Errorf("after a restart it mentions %v", again)
	}
}

func TestWhatPausesADigestIsToldWithoutAClickableCommand(t *testing.T) {
	t.Parallel()
	p, _ := playScoop(t, 1)
	p.RemoveChannel(discordtest.Channel)
	p.until(t, thursday)
	for range digest.DeniedTries {
		p.clock.Add(10 * 60)
		p.make(t)
	}
	told := p.Messages(p.Direct(discordtest.User))
	if len(told) != 1 || !strings.Contains(written(t, told[0]), "`/digest resume`") {
		t.Errorf("in direct messages, where there is no /digest: %+v", told)
	}
}

func TestCommandsAreClickableOnlyWhereTheyAre(t *testing.T) {
	t.Parallel()
	everywhere := play(t, discordtest.New(t), newStore(t), ferries())
	direct := written(t, everywhere.reply(t, everywhere.Slash("", discordtest.User, "help")))
	if !strings.Contains(direct, "</brief:") || !strings.Contains(direct, "</today:") || strings.Contains(direct, "</digest") {
		t.Errorf("in direct messages, where there is no /digest:\n%s", direct)
	}
}
