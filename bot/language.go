package bot

import (
	_ "embed"
	"fmt"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/corpus"
)

// language is one that the bot speaks, by the name that Discord has for it. The
// zero language is English.
type language string

const (
	english  language = "en"
	korean   language = "ko"
	german   language = "de"
	french   language = "fr"
	spanish  language = "es-ES"
	japanese language = "ja"
)

// languages are those that the bot speaks, with what each calls itself.
var languages = []struct {
	language
	name string
}{
	{english, "English"}, {korean, "한국어"}, {german, "Deutsch"}, {french, "Français"}, {spanish, "Español"}, {japanese, "日本語"},
}

// languageOf returns the language nearest to one of Discord's: English where
// none is.
func languageOf(l discordgo.Locale) language {
	for _, have := range languages {
		if string(l) == string(have.language) {
			return have.language
		}
	}
	if l == discordgo.SpanishLATAM {
		return spanish
	}
	return english
}

// nameOf returns what a language calls itself.
func nameOf(l language) string {
	for _, have := range languages {
		if have.language == l {
			return have.name
		}
	}
	return string(l)
}

// detail is how much a brief says.
type detail string

const (
	detailShort    detail = "short"    // the bottom line and its sources
	detailStandard detail = "standard" // developments, too; the zero detail is this
	detailFull     detail = "full"     // everything, over pages
)

// details are all of them, the shortest first.
var details = []detail{detailShort, detailStandard, detailFull}

// detailName says how much that is in a word.
func detailName(as look, d detail) string {
	switch d {
	case detailShort:
		return as.say("short")
	case detailFull:
		return as.say("full")
	}
	return as.say("standard")
}

// look is how messages are drawn for those who read them. The zero look is
// English, UTC, in standard detail.
type look struct {
	lang   language
	zone   *time.Location // nil means UTC
	detail detail

	threads  bool      // that a thread can be opened under what is drawn
	commands clickable // where it is read
}

// say returns what the bot says in English in the language of the look, with
// its arguments put in as by [fmt.Sprintf]; without arguments it is taken as it
// is. What has no translation stays English. Commands that it names can be
// clicked on.
func (as look) say(text string, args ...any) string {
	if in, ok := words[text]; ok && in[as.lang] != "" {
		text = in[as.lang]
	}
	text = as.commands.named(text)
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// language is the one spoken.
func (as look) language() language {
	if as.lang == "" {
		return english
	}
	return as.lang
}

// heading is say, in bold.
func (as look) heading(text string) string { return "**" + as.say(text) + "**" }

// plural says one thing of 1 and another of any other number; many takes the
// number.
func (as look) plural(n int, one, many string) string {
	if n == 1 {
		return as.say(one)
	}
	return as.say(many, n)
}

// count writes a number of things.
func (as look) count(n int, one, many string) string {
	return as.plural(n, "1 "+one, "%d "+many)
}

// date writes a date as a reader would, no more precise than it is known:
// "2018", "Jun 2018", "12 Jun 2018". What was published is of the day that it was
// where it was published, wherever it is read.
func (as look) date(d corpus.Date) string {
	t := d.Time
	switch d.Precision {
	case corpus.Year:
		return as.say("%d", t.Year())
	case corpus.Month:
		return as.say("%[1]s %[2]d", as.month(t.Month()), t.Year())
	case corpus.Day, corpus.Instant:
		return as.say("%[1]d %[2]s %[3]d", t.Day(), as.month(t.Month()), t.Year())
	}
	return as.say("undated")
}

// period writes a date, or the first and the last of several: "3–9 Jul 2025".
func (as look) period(first, last corpus.Date) string {
	a, b := first.Time, last.Time
	switch {
	case !last.Known() || last == first:
		return as.date(first)
	case first.Precision == corpus.Day && last.Precision == corpus.Day && a.Year() == b.Year() && a.Month() == b.Month():
		return as.say("%[1]d–%[2]d %[3]s %[4]d", a.Day(), b.Day(), as.month(a.Month()), a.Year())
	}
	return as.date(first) + " – " + as.date(last)
}

// local is t by the clock of the look's time zone.
func (as look) local(t time.Time) time.Time {
	if as.zone == nil {
		return t.UTC()
	}
	return t.In(as.zone)
}

// day is the day that an instant is on in the time zone of the look.
func (as look) day(t time.Time) corpus.Date {
	return corpus.NewDate(as.local(t).Date())
}

// month is a month's name as it stands within a date: short, or in Korean and
// Japanese its number.
func (as look) month(m time.Month) string {
	return as.say(m.String()[:3])
}

// words are what the bot says, in the other languages, by what it says in
// English.
var words = mustParseTable(wordsText)

//go:embed locale/words.txt
var wordsText string

// mustParseTable is parseTable for the tables in the binary, which tests read
// first.
func mustParseTable(text string) map[string]map[language]string {
	table, err := parseTable(text)
	if err != nil {
		panic(err)
	}
	return table
}

// parseTable reads a table of translations: what is translated on a line of its
// own, then a line for each language, set in and begun with its name. "\n" is a
// line break; empty lines and those that begin with "#" are left out.
func parseTable(text string) (map[string]map[language]string, error) {
	table := map[string]map[language]string{}
	key, n := "", 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#"):
		case !strings.HasPrefix(line, " "):
			key = strings.ReplaceAll(line, `\n`, "\n")
			if table[key] != nil {
				return nil, fmt.Errorf("translations, line %d: %q is there twice", n, key)
			}
			table[key] = map[language]string{}
		default:
			lang, said, ok := strings.Cut(strings.TrimLeft(line, " "), " ")
			said = strings.ReplaceAll(strings.TrimSpace(said), `\n`, "\n")
			if !ok || said == "" || table[key] == nil || table[key][language(lang)] != "" || languageOf(discordgo.Locale(lang)) != language(lang) {
				return nil, fmt.Errorf("translations, line %d: want the name of a language and what %q is in it, once", n, key)
			}
			table[key][language(lang)] = said
		}
	}
	return table, nil
}
