package main

import (
	"os/exec"
	"strings"
	"testing"
)

// TestTerminalTalksToTheBot runs what README.md says to try the bot with where
// there is no Discord.
func TestTerminalTalksToTheBot(t *testing.T) {
	talk := func(typed string, bot ...string) (said string, err error) {
		cmd := exec.CommandContext(t.Context(), "go", append([]string{"run", "../../bot/discordtest/terminal"}, bot...)...)
		cmd.Stdin = strings.NewReader(typed)
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	said, err := talk("/brief north-korea since:2024 detail:short\nclick More\nclick Timeline\n/ask When was the Singapore summit?\nwho attended it?\nclick nothing\n/nonsense\n/help me\n?\nsay Donald Trump met Kim Jong Un in Singapore in 2018.\napps Check\n"+
		"/\n/settings\n/settings answers detail:much\ntab /brief nor\nchoose nothing\nclick Ask\nfill And where was it?\n/help\nclick Topics\nchoose 1\n"+
		"/digest subscribe topic:north-korea\nwait\n", "sitrep", "serve")
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	rest := said
	for _, want := range []string{
		"> /brief north-korea since:2024 detail:short\n", "**Bottom line**",
		"> click More\n", "[Timeline (", "> click Timeline\n", "28 Oct 2024",
		"> /ask When was the Singapore summit?\n", "12 June 2018",
		"> who attended it?\n", "Understood as", "Singapore summit",
		"> click nothing\n", `(no answer has a button "nothing"; the last one has: Ask a follow-up, Sources, More`,
		"> /nonsense\n", "no command /nonsense is registered",
		"> /help me\n", `takes nothing, so that "me" can't be sent`,
		"> ?\n", "what Discord suggests",
		"> apps Check\n", "**Says so** · Donald Trump met",
		"> /\n", "/brief  What the articles say", "Apps → ",
		"> /settings\n", "/settings goes on with one of these:", "answers  Set how much I say",
		"> /settings answers detail:much\n", "choose one of: short: the bottom line; standard",
		"> tab /brief nor\n", "  North Korea\n",
		"> choose nothing\n", `(no menu has an entry "nothing" to choose)`,
		"> click Ask\n", "**Ask a follow-up**", "Your question:",
		"> fill And where was it?\n", "### And where was it?",
		"> click Topics\n", "▾ Brief me on …",
		"> choose 1\n", "**Bottom line**",
		"> /digest subscribe topic:north-korea\n", "(posted in the channel)", "The first one comes",
	} {
		_, after, found := strings.Cut(rest, want)
		if !found {
			t.Fatalf("it does not say %q, or not there:\n%s", want, said)
		}
		rest = after
	}
	if said, err := talk("/help\n", "sitrep", "brief", "nothing that is there"); err == nil || !strings.Contains(said, "the bot ended") {
		t.Errorf("a bot that ends: %v\n%s", err, said)
	}
	if said, err := talk("/help\n"); err == nil || !strings.Contains(said, "name the program that is the bot") {
		t.Errorf("no bot: %v\n%s", err, said)
	}
}
