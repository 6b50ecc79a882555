package bot

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
	"sitrep/bot/router"
	"sitrep/corpus/topics"
)

// maxNear bounds the topics that a mistyped one is compared with: the most
// covered ones.
const maxNear = 2000

// nearest returns the topics whose names share the most with a name: for one
// that was mistyped, or is not there.
func nearest(list []topics.Topic, name string, limit int) []topics.Topic {
	asked := trigrams(message.Simplify(name))
	type ranked struct {
		topics.Topic
		shared, all int
	}
	var found []ranked
	for _, t := range list {
		best := ranked{t, 0, 1}
		for _, n := range append([]string{t.Name}, t.Aliases...) {
			grams := trigrams(message.Simplify(n))
			shared := 0
			for g := range grams {
				if asked[g] {
					shared++
				}
			}
			// Dice's coefficient, compared as fractions.
			if all := len(grams) + len(asked); shared*best.all > best.shared*all {
				best.shared, best.all = shared, all
			}
		}
		if 2*best.shared*3 >= best.all { // a third alike at least
			found = append(found, best)
		}
	}
	slices.SortStableFunc(found, func(a, b ranked) int { return cmp.Compare(b.shared*a.all, a.shared*b.all) })
	var out []topics.Topic
	for _, f := range found[:min(len(found), limit)] {
		out = append(out, f.Topic)
	}
	return out
}

// trigrams returns the runs of three characters in s, with its words' ends.
func trigrams(s string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(s) {
		r := []rune(" " + word + " ")
		for i := 0; i+3 <= len(r); i++ {
			set[string(r[i:i+3])] = true
		}
	}
	return set
}

// topicChoices suggests topics for what has been typed of one so far.
func (b *Bot) topicChoices(ctx context.Context, r *router.Request, typed string) ([]*discordgo.ApplicationCommandOptionChoice, error) {
	list, err := b.topicsAtOnce(ctx, r)
	if err != nil {
		return nil, err
	}
	found := list.Find(typed, message.MaxChoices)
	if len(found) < message.MaxChoices/2 && len(message.Simplify(typed)) >= minTitlePart {
		titled, err := b.titled(ctx, r, r.Scope, typed, maxTitles)
		if err != nil {
			return nil, err
		}
		for _, a := range titled {
			found = append(found, topics.Topic{Name: a.Title})
		}
	}
	var choices []*discordgo.ApplicationCommandOptionChoice
	taken := map[string]bool{}
	for _, t := range found {
		name := message.Shorten(message.Tidy(t.Name), message.MaxChoice)
		if name != "" && !taken[name] { // Discord shows each name once
			taken[name] = true
			choices = append(choices, &discordgo.ApplicationCommandOptionChoice{Name: name, Value: name})
		}
	}
	return choices, nil
}

// Where few topics fit what is typed, articles with it in their titles are
// suggested, too: so many of them, for so many letters at least.
const (
	maxTitles    = 5
	minTitlePart = 3
)

// canonical returns the name that a curated topic is known by, whichever of its
// names was typed; what is no curated topic stays as it is.
func (b *Bot) canonical(typed string) string {
	if c, ok := b.aliases.Lookup(typed); ok {
		return c.Canonical
	}
	return typed
}
