package bot

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/bwmarrin/discordgo"

	"sitrep/corpus"
	"sitrep/corpus/alias"
	"sitrep/corpus/analysis/fold"
	"sitrep/corpus/search"
	"sitrep/corpus/store"
)

// topic is something that a brief can be asked for.
type topic struct {
	Name    string   // as it is offered and asked for
	Aliases []string // other names of the same thing
}

// maxChoices is how many suggestions Discord takes, maxChoice how long each may
// be.
const (
	maxChoices = 25
	maxChoice  = 100
)

// suggest returns the topics that fit what has been typed so far, best first:
// those that begin with it, then those with a word that does, then those that
// hold it anywhere; by name before alias, and otherwise in the order of topics.
func suggest(topics []topic, typed string, limit int) []topic {
	typed = simplify(typed)
	type ranked struct {
		topic
		rank int
	}
	var found []ranked
	for _, t := range topics {
		best := match(simplify(t.Name), typed)
		for _, alias := range t.Aliases {
			best = min(best, match(simplify(alias), typed)+1)
		}
		if best < noMatch {
			found = append(found, ranked{t, best})
		}
	}
	slices.SortStableFunc(found, func(a, b ranked) int { return cmp.Compare(a.rank, b.rank) })
	out := make([]topic, 0, min(len(found), limit))
	for _, f := range found[:min(len(found), limit)] {
		out = append(out, f.topic)
	}
	return out
}

const noMatch = 100

// match ranks how a folded name fits what was typed: lower is better.
func match(name, typed string) int {
	switch {
	case name == typed:
		return 0
	case strings.HasPrefix(name, typed):
		return 2
	case strings.Contains(name, " "+typed):
		return 4
	case strings.Contains(name, typed):
		return 6
	}
	return noMatch
}

// nearest returns the topics whose names share the most with a name: for one
// that was mistyped, or is not there.
func nearest(topics []topic, name string, limit int) []topic {
	asked := trigrams(simplify(name))
	type ranked struct {
		topic
		shared, all int
	}
	var found []ranked
	for _, t := range topics {
		best := ranked{t, 0, 1}
		for _, n := range append([]string{t.Name}, t.Aliases...) {
			grams := trigrams(simplify(n))
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
	var out []topic
	for _, f := range found[:min(len(found), limit)] {
		out = append(out, f.topic)
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

// simplify brings spellings of a name together: case, accents, hyphens and
// underscores make no difference.
func simplify(s string) string {
	s = strings.Map(func(c rune) rune {
		if c == '_' || unicode.Is(unicode.Pd, c) {
			return ' '
		}
		return c
	}, fold.Word(tidy(s)))
	return strings.Join(strings.Fields(s), " ")
}

// complete suggests topics for what has been typed of one so far.
func (b *Bot) complete(ctx context.Context, r *request, data discordgo.ApplicationCommandInteractionData) error {
	typed := ""
	for _, o := range data.Options {
		if o != nil && o.Focused && o.Name == optionTopic {
			typed, _ = o.Value.(string)
		}
	}
	typed = shorten(tidy(typed), maxChoice)
	topics, err := b.topics.in(ctx, r.scope)
	if err != nil {
		return err
	}
	found := suggest(topics, typed, maxChoices)
	if len(found) < maxChoices/2 && len(simplify(typed)) >= minTitlePart {
		titled, _, err := b.library.List(ctx, r.scope, store.ListOptions{Title: typed, Limit: maxTitles})
		if err != nil {
			return err
		}
		for _, a := range titled {
			found = append(found, topic{Name: a.Title})
		}
	}
	var choices []*discordgo.ApplicationCommandOptionChoice
	taken := map[string]bool{}
	for _, t := range found {
		name := shorten(tidy(t.Name), maxChoice)
		if name != "" && !taken[name] { // Discord shows each name once
			taken[name] = true
			choices = append(choices, &discordgo.ApplicationCommandOptionChoice{Name: name, Value: name})
		}
	}
	return b.rest.Choices(ctx, r.Interaction, choices)
}

// Where few topics fit what is typed, articles with it in their titles are
// suggested, too: so many of them, for so many letters at least.
const (
	maxTitles    = 5
	minTitlePart = 3
)

// topicList knows which of the curated topics the articles of a scope cover.
// Counting takes a search for each, so what was counted is remembered until
// the scope holds more or fewer articles.
type topicList struct {
	aliases *alias.Set
	library Library

	mu      sync.Mutex
	counted map[string]countedTopics // by scope
}

type countedTopics struct {
	size   corpus.Size
	topics []topic
}

const maxScopes = 1000 // remembered at once

// in returns the topics that articles in the scope write about, those with the
// most passages first.
func (l *topicList) in(ctx context.Context, scope corpus.Scope) ([]topic, error) {
	size, err := l.library.Size(ctx, scope)
	if err != nil {
		return nil, err
	}
	key := scope.String()
	l.mu.Lock()
	known, ok := l.counted[key]
	l.mu.Unlock()
	if ok && known.size == size {
		return known.topics, nil
	}
	topics, err := l.count(ctx, scope)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.counted) >= maxScopes {
		clear(l.counted)
	}
	l.counted[key] = countedTopics{size, topics}
	return topics, nil
}

// count finds how many passages in the scope name each topic.
func (l *topicList) count(ctx context.Context, scope corpus.Scope) ([]topic, error) {
	type counted struct {
		topic
		passages int
	}
	var found []counted
	for _, c := range l.aliases.Concepts() {
		results, err := l.library.Search(ctx, search.Query{Scope: scope, Text: c.Canonical, Limit: 1})
		if err != nil {
			return nil, err
		}
		for _, term := range results.Terms {
			if term.Text == "@"+c.Name && term.Passages > 0 {
				found = append(found, counted{topic{c.Canonical, c.Aliases}, term.Passages})
				break
			}
		}
	}
	slices.SortStableFunc(found, func(a, b counted) int { return cmp.Compare(b.passages, a.passages) })
	topics := make([]topic, len(found))
	for i, f := range found {
		topics[i] = f.topic
	}
	return topics, nil
}

// canonical returns the name that a curated topic is known by, whichever of its
// names was typed; what is no curated topic stays as it is.
func (l *topicList) canonical(typed string) string {
	if c, ok := l.aliases.Lookup(typed); ok {
		return c.Canonical
	}
	return typed
}
