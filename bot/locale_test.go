package bot

import (
	"maps"
	"os"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/discordtest/rules"
	"sitrep/bot/message"
)

// otherLanguages are the languages that need translations.
func otherLanguages() []message.Language {
	var out []message.Language
	for _, l := range message.Languages[1:] {
		out = append(out, l.Language)
	}
	return out
}

func TestEveryCommandIsTranslated(t *testing.T) {
	commands := Commands(true, true)
	if err := rules.ValidateCommands(commands); err != nil {
		t.Error(err)
	}
	wanted := map[string]bool{}
	check := func(path string, names, descriptions map[discordgo.Locale]string, described bool) {
		wanted[path] = true
		for _, l := range otherLanguages() {
			if names[discordgo.Locale(l)] == "" {
				t.Errorf("locale/commands.txt has no %s for %q", l, path)
			}
			if described && descriptions[discordgo.Locale(l)] == "" {
				t.Errorf("locale/commands.txt has no %s for the description of %q", l, path)
			}
		}
	}
	// apart fails if two of a list have one name in a language.
	apart := func(path string, names []map[discordgo.Locale]string) {
		for _, l := range otherLanguages() {
			seen := map[string]bool{}
			for _, n := range names {
				name := n[discordgo.Locale(l)]
				if name != "" && seen[name] {
					t.Errorf("in %s two are called %q at %q", l, name, path)
				}
				seen[name] = true
			}
		}
	}
	var options func(path string, list []*discordgo.ApplicationCommandOption)
	options = func(path string, list []*discordgo.ApplicationCommandOption) {
		var names []map[discordgo.Locale]string
		for _, o := range list {
			here := path + " " + o.Name
			check(here, o.NameLocalizations, o.DescriptionLocalizations, true)
			names = append(names, o.NameLocalizations)
			for _, c := range o.Choices {
				value, _ := c.Value.(string)
				own := message.LanguageName(message.Language(value)) == c.Name || strings.HasPrefix(c.Name, "/")
				if at := here + " = " + value; !own {
					check(at, c.NameLocalizations, nil, false)
				}
			}
			options(here, o.Options)
		}
		apart(path, names)
	}
	var names []map[discordgo.Locale]string
	for _, c := range commands {
		if c.Type == discordgo.MessageApplicationCommand && c.NameLocalizations != nil {
			check(c.Name, *c.NameLocalizations, nil, false)
			names = append(names, *c.NameLocalizations)
			continue
		}
		if c.NameLocalizations == nil || c.DescriptionLocalizations == nil {
			t.Errorf("/%s has no translations", c.Name)
			continue
		}
		check(c.Name, *c.NameLocalizations, *c.DescriptionLocalizations, true)
		names = append(names, *c.NameLocalizations)
		options(c.Name, c.Options)
	}
	apart("/", names)
	text, err := os.ReadFile("router/locale/commands.txt")
	if err != nil {
		t.Fatal(err)
	}
	for path := range maps.Keys(message.MustParseTable(string(text))) {
		if !wanted[path] {
			t.Errorf("locale/commands.txt has %q, which is no command, option or choice", path)
		}
	}
}
