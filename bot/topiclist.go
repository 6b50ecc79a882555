package bot

import (
	"context"
	"fmt"
	"strings"

	"github.com/bwmarrin/discordgo"

	"sitrep/corpus/topics"
)

const (
	topicsPage = 15 // topics on a page, and in its menu
	maxTopics  = topicsPage * maxPage
	maxAliases = 2 // other names shown of a topic
)

// listTopics serves /topics: what there is to ask about.
func (b *Bot) listTopics(ctx context.Context, r *request) error {
	if err := b.acknowledge(ctx, r, true); err != nil {
		return err
	}
	return b.showTopics(ctx, r, 0)
}

// turnTopics serves the buttons under such a list, which turn its pages.
func (b *Bot) turnTopics(ctx context.Context, r *request, page int) error {
	if err := b.rest.DeferUpdate(ctx, r.Interaction); err != nil {
		return err
	}
	r.acked = true
	return b.showTopics(ctx, r, page)
}

func (b *Bot) showTopics(ctx context.Context, r *request, page int) error {
	var list *topics.List
	err := b.inTurn(ctx, r, func() (err error) {
		list, err = b.library.Topics(ctx, r.scope)
		return err
	})
	if err != nil {
		return err
	}
	all := list.Topics(maxTopics)
	if len(all) == 0 {
		size, err := b.library.Size(ctx, r.scope)
		if err != nil {
			return err
		}
		if size.Articles == 0 {
			return b.answer(ctx, r, emptyCorpus(r.look))
		}
	}
	return b.answer(ctx, r, renderTopics(r.look, all, page))
}

// pickTopic serves the menu of a list of topics: a brief on the one chosen.
func (b *Bot) pickTopic(ctx context.Context, r *request, data discordgo.MessageComponentInteractionData) error {
	if len(data.Values) != 1 {
		return errUnknownControl
	}
	r.command = commandBrief
	topic := shorten(tidy(data.Values[0]), maxTopic)
	if topic == "" {
		return errUnknownControl
	}
	return b.briefOn(ctx, r, b.onTopic(r, topic))
}

// renderTopics draws a page of the topics that there are, those most covered
// lately first, with a menu to be briefed on one. A page past the last is the
// last.
func renderTopics(as look, all []topics.Topic, page int) card {
	if len(all) == 0 {
		return notice(as.say("What there is to ask about"),
			as.say("Nothing is named often enough to be a topic. Ask about any words of your own with `/brief`."))
	}
	pages := (len(all) + topicsPage - 1) / topicsPage
	page = min(page, pages-1)
	shown := all[page*topicsPage : min(len(all), (page+1)*topicsPage)]

	lines := make([]string, len(shown))
	others := make([]string, len(shown)) // shown as long as there is room
	used := 0
	menu := discordgo.SelectMenu{
		MenuType: discordgo.StringSelectMenu, Placeholder: as.say("Brief me on …"),
		CustomID: control{View: viewPick, Brief: allTopics}.customID(),
	}
	taken := map[string]bool{}
	for i, t := range shown {
		about := as.count(t.Articles, "article", "articles")
		if t.Newest.Known() {
			about += " · " + as.say("newest %s", as.date(t.Newest))
		}
		lines[i] = "- **" + plain(shorten(tidy(t.Name), maxName)) + "** · " + about
		used += weight(lines[i]) + 1
		var also []string
		for _, a := range t.Aliases[:min(len(t.Aliases), maxAliases)] {
			also = append(also, plain(shorten(tidy(a), maxName)))
		}
		if len(also) > 0 {
			others[i] = "\n-# " + as.say("also %s", strings.Join(also, ", "))
		}
		if name := shorten(tidy(t.Name), maxChoice); name != "" && !taken[name] { // Discord takes each value once
			taken[name] = true
			menu.Options = append(menu.Options, discordgo.SelectMenuOption{Label: name, Value: name, Description: shorten(about, maxChoice)})
		}
	}
	for i, also := range others {
		if used += weight(also); used > maxText-2*notesReserve {
			break
		}
		lines[i] += also
	}
	c := card{accent: accentBrief, blocks: []string{
		as.heading("What there is to ask about") + "\n-# " + as.count(len(all), "topic, most covered lately first", "topics, most covered lately first"),
		strings.Join(lines, "\n"),
	}}
	if pages > 1 {
		c.blocks = append(c.blocks, fmt.Sprint("-# ", as.say("Page %d of %d", page+1, pages)))
	}
	if len(menu.Options) > 0 {
		c.menu = &menu
	}
	c.buttons = turnButtons(as, control{View: viewTopics, Brief: allTopics}, page, pages)
	return c
}

// allTopics stands where the controls of briefs have a brief's ID.
const allTopics = "all"
