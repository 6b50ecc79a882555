package message

import (
	"fmt"
	"strings"

	"github.com/bwmarrin/discordgo"

	"sitrep/corpus/topics"
)

const (
	topicsPage = 15 // topics on a page, and in its menu
	MaxTopics  = topicsPage * maxPage
	maxAliases = 2 // other names shown of a topic
)

// Topics draws a page of the topics that there are, those most covered
// lately first, with a menu to be briefed on one. A page past the last is the
// last.
func Topics(as Presentation, all []topics.Topic, page int) Card {
	if len(all) == 0 {
		return Notice(as.Say("What there is to ask about"),
			as.Say("Nothing is named often enough to be a topic. Ask about any words of your own with `/brief`."))
	}
	pages := (len(all) + topicsPage - 1) / topicsPage
	page = min(page, pages-1)
	shown := all[page*topicsPage : min(len(all), (page+1)*topicsPage)]

	lines := make([]string, len(shown))
	others := make([]string, len(shown)) // shown as long as there is room
	used := 0
	menu := discordgo.SelectMenu{
		MenuType: discordgo.StringSelectMenu, Placeholder: as.Say("Brief me on …"),
		CustomID: Control{View: ViewPick, Brief: AllTopics}.CustomID(),
	}
	taken := map[string]bool{}
	for i, t := range shown {
		about := as.Count(t.Articles, "article", "articles")
		if t.Newest.Known() {
			about += " · " + as.Say("newest %s", as.Date(t.Newest))
		}
		lines[i] = "- **" + Plain(Shorten(Tidy(t.Name), MaxName)) + "** · " + about
		used += Weight(lines[i]) + 1
		var also []string
		for _, a := range t.Aliases[:min(len(t.Aliases), maxAliases)] {
			also = append(also, Plain(Shorten(Tidy(a), MaxName)))
		}
		if len(also) > 0 {
			others[i] = "\n-# " + as.Say("also %s", as.joined(also...))
		}
		if name := Shorten(Tidy(t.Name), MaxChoice); name != "" && !taken[name] { // Discord takes each value once
			taken[name] = true
			menu.Options = append(menu.Options, discordgo.SelectMenuOption{Label: name, Value: name, Description: Shorten(about, MaxChoice)})
		}
	}
	for i, also := range others {
		if used += Weight(also); used > MaxText-2*NotesReserve {
			break
		}
		lines[i] += also
	}
	c := Card{Accent: AccentBrief, Blocks: []string{
		as.Heading("What there is to ask about") + "\n-# " + as.Count(len(all), "topic, most covered lately first", "topics, most covered lately first"),
		strings.Join(lines, "\n"),
	}}
	if pages > 1 {
		c.Blocks = append(c.Blocks, fmt.Sprint("-# ", as.Say("Page %d of %d", page+1, pages)))
	}
	if len(menu.Options) > 0 {
		c.menu = &menu
	}
	c.Buttons = turnButtons(as, Control{View: ViewTopics, Brief: AllTopics}, page, pages)
	return c
}

// AllTopics stands where the controls of briefs have a brief's ID.
const AllTopics = "all"
