package message

import (
	_ "embed"
	"fmt"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/corpus"
)

// Language is one that the bot speaks, by the name that Discord has for it. The
// zero language is English.
type Language string

const (
	english  Language = "en"
	korean   Language = "ko"
	German   Language = "de"
	french   Language = "fr"
	spanish  Language = "es-ES"
	japanese Language = "ja"
)

// Languages are those that the bot speaks, with what each calls itself.
var Languages = []struct {
	Language
	Name string
}{
	{english, "English"}, {korean, "한국어"}, {German, "Deutsch"}, {french, "Français"}, {spanish, "Español"}, {japanese, "日本語"},
}

// LanguageOf returns the language nearest to one of Discord's: English where
// none is.
func LanguageOf(l discordgo.Locale) Language {
	for _, have := range Languages {
		if string(l) == string(have.Language) {
			return have.Language
		}
	}
	if l == discordgo.SpanishLATAM {
		return spanish
	}
	return english
}

// LanguageName returns what a language calls itself.
func LanguageName(l Language) string {
	for _, have := range Languages {
		if have.Language == l {
			return have.Name
		}
	}
	return string(l)
}

// Detail is how much a brief says.
type Detail string

const (
	DetailShort    Detail = "short"    // the bottom line and its sources
	DetailStandard Detail = "standard" // developments, too; the zero detail is this
	DetailFull     Detail = "full"     // everything, over pages
)

// Details are all of them, the shortest first.
var Details = []Detail{DetailShort, DetailStandard, DetailFull}

// DetailName says how much that is in a word.
func DetailName(as Presentation, d Detail) string {
	switch d {
	case DetailShort:
		return as.Say("short")
	case DetailFull:
		return as.Say("full")
	}
	return as.Say("standard")
}

// Presentation is how messages are drawn for those who read them. The zero
// Presentation is English, UTC, in standard detail.
type Presentation struct {
	Lang   Language
	Zone   *time.Location // nil means UTC
	Detail Detail

	Today    corpus.Date // the day where it is read; unknown where that does not matter
	Sample   bool        // what is told is from the sample, for there are no other articles
	Threads  bool        // that a thread can be opened under what is drawn
	Pages    string      // the address under which briefs can be read on the web; empty where they can't
	Commands Clickable   // where it is read
}

// Say returns what the bot says in English in the language of the reader, with
// its arguments put in as by [fmt.Sprintf]; without arguments it is taken as it
// is. What has no translation stays English. Commands that it names can be
// clicked on.
func (as Presentation) Say(text string, args ...any) string {
	if in, ok := words[text]; ok && in[as.Lang] != "" {
		text = in[as.Lang]
	}
	text = as.Commands.Named(text)
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// Language is the one spoken.
func (as Presentation) Language() Language {
	if as.Lang == "" {
		return english
	}
	return as.Lang
}

// Heading is say, in bold.
func (as Presentation) Heading(text string) string { return "**" + as.Say(text) + "**" }

// Plural says one thing of 1 and another of any other number; many takes the
// number.
func (as Presentation) Plural(n int, one, many string) string {
	if n == 1 {
		return as.Say(one)
	}
	return as.Say(many, n)
}

// joined writes things in a row, as the language of the reader lists them.
func (as Presentation) joined(things ...string) string {
	return strings.Join(things, strings.Trim(as.Say("…, …"), "…"))
}

// Count writes a number of things.
func (as Presentation) Count(n int, one, many string) string {
	return as.Plural(n, "1 "+one, "%d "+many)
}

// Date writes a date as a reader would, no more precise than it is known:
// "2018", "Jun 2018", "12 Jun 2018". What was published is of the day that it was
// where it was published, wherever it is read.
func (as Presentation) Date(d corpus.Date) string {
	t := d.Time
	switch d.Precision {
	case corpus.Year:
		return as.Say("%d", t.Year())
	case corpus.Month:
		return as.Say("%[1]s %[2]d", as.month(t.Month()), t.Year())
	case corpus.Day, corpus.Instant:
		return as.Say("%[1]d %[2]s %[3]d", t.Day(), as.month(t.Month()), t.Year())
	}
	return as.Say("undated")
}

// period writes a date, or the first and the last of several: "3–9 Jul 2025".
func (as Presentation) period(first, last corpus.Date) string {
	a, b := first.Time, last.Time
	switch {
	case !last.Known() || last == first:
		return as.Date(first)
	case first.Precision == corpus.Day && last.Precision == corpus.Day && a.Year() == b.Year() && a.Month() == b.Month():
		return as.Say("%[1]d–%[2]d %[3]s %[4]d", a.Day(), b.Day(), as.month(a.Month()), a.Year())
	}
	return as.Date(first) + " – " + as.Date(last)
}

// Local is t by the clock of the reader's time zone.
func (as Presentation) Local(t time.Time) time.Time {
	if as.Zone == nil {
		return t.UTC()
	}
	return t.In(as.Zone)
}

// Day is the day that an instant is on in the time zone of the reader.
func (as Presentation) Day(t time.Time) corpus.Date {
	return corpus.NewDate(as.Local(t).Date())
}

// month is a month's name as it stands within a date: short, or in Korean and
// Japanese its number.
func (as Presentation) month(m time.Month) string {
	return as.Say(m.String()[:3])
}

// words are what the bot says, in the other languages, by what it says in
// English.
var words = MustParseTable(wordsText)

//go:embed locale/words.txt
var wordsText string

// MustParseTable is parseTable for the tables in the binary, which tests read
// first.
func MustParseTable(text string) map[string]map[Language]string {
	table, err := parseTable(text)
	if err != nil {
		panic(err)
	}
	return table
}

// parseTable reads a table of translations: what is translated on a line of its
// own, then a line for each language, set in and begun with its name. "\n" is a
// line break; empty lines and those that begin with "#" are left out.
func parseTable(text string) (map[string]map[Language]string, error) {
	table := map[string]map[Language]string{}
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
			table[key] = map[Language]string{}
		default:
			lang, said, ok := strings.Cut(strings.TrimLeft(line, " "), " ")
			said = strings.ReplaceAll(strings.TrimSpace(said), `\n`, "\n")
			if !ok || said == "" || table[key] == nil || table[key][Language(lang)] != "" || LanguageOf(discordgo.Locale(lang)) != Language(lang) {
				return nil, fmt.Errorf("translations, line %d: want the name of a language and what %q is in it, once", n, key)
			}
			table[key][Language(lang)] = said
		}
	}
	return table, nil
}
