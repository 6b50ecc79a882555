package bot

import (
	"fmt"
	"strings"
	"testing"

	"sitrep/bot/discordtest"
	"sitrep/bot/discordtest/golden"
)

// report is an article of an outlet that tells a story.
func report(outlet, day, title, body string) string {
	return fmt.Sprintf("---\ntitle: %s\noutlet: %s\nurl: https://%s.example/%s\npublished: %s\nlanguage: en\n---\n\n%s\n", title, outlet,
		strings.ToLower(strings.ReplaceAll(outlet, " ", "")), strings.ToLower(strings.ReplaceAll(title, " ", "-")), day, body)
}

// nudges returns what watches told in a channel.
func (p *press) nudges(channel string) []discordtest.Message {
	var out []discordtest.Message
	for _, m := range p.Messages(channel) {
		if !m.Ephemeral && strings.Contains(m.Text(), "Watch: ") {
			out = append(out, m)
		}
	}
	return out
}

// watch asks for a subcommand of /watch.
func (p *press) watch(t *testing.T, name string, with ...discordtest.With) discordtest.Message {
	t.Helper()
	m := p.reply(t, p.Slash(discordtest.Guild, discordtest.User, "watch "+name, with...))
	if !m.Ephemeral {
		t.Errorf("/watch %s is answered for all to see", name)
	}
	return m
}

func TestAWatchTellsAStoryOnceTwoOutletsTellIt(t *testing.T) {
	t.Parallel()
	p := playDigests(t)
	golden.Check(t, "watch-watching.golden", p.watch(t, "topic", discordtest.Opt("topic", "ferry"), discordtest.Opt("where", "here"), managing).Text())
	addText(t, p.library, "one.md", report("Harbour Wire", "2025-03-12", "Ferry runs aground off Tarn Island",
		"The ferry to Tarn Island ran aground on Wednesday with 80 people aboard, the coast guard said. Nobody was hurt. Tugs are to free it at high tide."))
	p.until(t, "2025-03-12 10:00")
	if got := p.nudges(discordtest.Channel); len(got) != 0 {
		t.Errorf("told what one outlet alone tells: %s", got[0].Text())
	}
	addText(t, p.library, "two.md", report("Tolland Post", "2025-03-12", "Tarn Island ferry runs aground with 80 aboard",
		"A ferry with 80 people aboard ran aground off Tarn Island on Wednesday morning. The coast guard sent two boats. All are safe."))
	p.until(t, "2025-03-12 10:10")
	got := p.nudges(discordtest.Channel)
	if len(got) != 1 {
		t.Fatalf("%d nudges", len(got))
	}
	golden.Check(t, "watch-story.golden", briefIDs.ReplaceAllString(got[0].Text(), ":<brief>"))
	p.until(t, "2025-03-12 10:30")
	if got := p.nudges(discordtest.Channel); len(got) != 1 {
		t.Errorf("%d nudges, though nothing came in", len(got))
	}
}
