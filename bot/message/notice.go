package message

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"

	"sitrep/briefing"
	"sitrep/corpus"
	"sitrep/corpus/topics"
)

// ErrUnknownControl is the error of a button that this version of sitrep did not
// draw, and does not know.
var ErrUnknownControl = errors.New("unknown control")

// Notice is a card that says something in two lines; both are ours, and may
// hold markup.
func Notice(title, text string) Card {
	return Card{Accent: accentNothing, Blocks: []string{"**" + title + "**\n" + text}}
}

// Problem is a notice of a fault, with its reference.
func Problem(as Presentation, title, text, ref string) Card {
	c := Notice(title, text)
	c.Accent = AccentProblem
	c.Blocks = append(c.Blocks, "-# "+as.Say("Reference: %s", ref))
	return c
}

// NothingAbout says that the articles hold nothing on a topic, or mention it without
// any news, and what there is near it.
func NothingAbout(as Presentation, req briefing.Request, size corpus.Size, near []topics.Topic, mentioned bool) Card {
	if size.Articles == 0 {
		return EmptyCorpus(as)
	}
	title := as.Say("Nothing on “%s”", Plain(Shorten(Tidy(req.Topic), MaxTitle)))
	text := as.Plural(size.Articles, "The 1 article here does not mention it.", "None of the %d articles here mentions it.")
	if mentioned {
		title = as.Say("No news on “%s”", Plain(Shorten(Tidy(req.Topic), MaxTitle)))
		text = as.Say("Articles mention it, but I found none that tells news of it. Ask about it with `/ask`.")
	}
	if limits := limitsOf(as, req); limits != "" {
		text += " " + as.Say("I looked only at what was published %s.", limits)
	}
	text += "\n"
	if len(near) > 0 {
		names := make([]string, len(near))
		for i, t := range near {
			names[i] = "**" + Plain(Shorten(Tidy(t.Name), MaxName)) + "**"
		}
		text += as.Say("Try %s, other words, or `/help` to see what there is.", as.joined(names...))
	} else {
		text += as.Say("Try other words, or `/help` to see what there is.")
	}
	c := Notice(title, text)
	if len(near) > 0 {
		c.menu = topicMenu(as, near)
	}
	return c
}

// topicMenu offers to be briefed on one of some topics.
func topicMenu(as Presentation, near []topics.Topic) *discordgo.SelectMenu {
	menu := discordgo.SelectMenu{
		MenuType: discordgo.StringSelectMenu, Placeholder: as.Say("Brief me on …"),
		CustomID: Control{View: ViewPick, Brief: TodayStories}.CustomID(),
	}
	for _, t := range near {
		if name := Shorten(Tidy(t.Name), MaxChoice); name != "" {
			menu.Options = append(menu.Options, discordgo.SelectMenuOption{Label: name, Value: name})
		}
	}
	return &menu
}

// limitsOf puts the dates of a request into words; empty where there are none.
func limitsOf(as Presentation, req briefing.Request) string {
	switch {
	case req.Since.Known() && req.AsOf.Known():
		return as.Say("since %s and up to %s", as.Date(req.Since), as.Date(req.AsOf))
	case req.Since.Known():
		return as.Say("since %s", as.Date(req.Since))
	case req.AsOf.Known():
		return as.Say("up to %s", as.Date(req.AsOf))
	}
	return ""
}

// EmptyCorpus says that there are no articles at all, and what to do.
func EmptyCorpus(as Presentation) Card {
	return Notice(as.Say("There are no articles yet"),
		as.Say("I answer from a collection of news articles, and it is empty. Whoever runs me can fill it with `sitrep ingest`."))
}

// Reason writes an error that is in words for people as a sentence of plain
// text.
func Reason(text string) string {
	text = Plain(Shorten(Tidy(text), MaxEcho))
	first, n := utf8.DecodeRuneInString(text)
	return strings.TrimSuffix(string(unicode.ToUpper(first))+text[n:], ".") + "."
}

// MaxMentions is how many channels or roles a sentence names.
const MaxMentions = 10

// Mentions names channels or roles by their IDs. Discord shows their names, and
// nobody is pinged, since that is off in every message.
func Mentions(form string, ids []string) string {
	var names []string
	for _, id := range ids[:min(len(ids), MaxMentions)] {
		names = append(names, fmt.Sprintf(form, id))
	}
	if len(ids) > MaxMentions {
		names = append(names, "…")
	}
	return strings.Join(names, ", ")
}
