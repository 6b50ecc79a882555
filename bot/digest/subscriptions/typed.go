package subscriptions

import (
	"context"
	"strings"

	"sitrep/bot/schedule"
	"sitrep/corpus"
	"sitrep/corpus/language"
	"sitrep/corpus/search"
)

// scheduled takes from what was typed for a topic the words at its end, or its head,
// that say when: "north korea weekly", "every Monday copper". A single word counts at
// the end only, and in small letters, as a name is not: "Guardian Weekly". Of several
// the longest counts.
func scheduled(typed string) (topic, words, when string) {
	lower := strings.ToLower(typed)
	if len(lower) != len(typed) {
		return typed, "", ""
	}
	topic = typed
	take := func(rest, said, means string) {
		if rest = strings.Trim(rest, " ,;:-–—·"); rest != "" && len(said) > len(words) {
			topic, words, when = rest, said, means
		}
	}
	for _, end := range []bool{true, false} {
		for _, tag := range language.Tags() {
			for phrase, means := range language.For(tag).Values("schedules") {
				single := !strings.Contains(phrase, " ")
				if at := len(typed) - len(phrase); end && strings.HasSuffix(lower, " "+phrase) && (!single || typed[at:] == phrase) {
					take(typed[:at], typed[at:], means)
				} else if !end && !single && strings.HasPrefix(lower, phrase+" ") {
					take(typed[len(phrase):], typed[:len(phrase)], means)
				}
			}
		}
	}
	return topic, words, when
}

// set changes a schedule to what words for it mean.
func set(s *schedule.Schedule, means string) {
	switch every := schedule.Every(means); every {
	case schedule.Daily, schedule.Weekly, schedule.Monthly:
		s.Every = every
		return
	}
	if day, err := schedule.ParseWeekday(means); err == nil {
		s.Every, s.Weekday = schedule.Weekly, day
	}
}

// nearest is how many of the passages that fit a topic best are looked at for one
// article that holds all its names.
const nearest = 200

// mentioned reports whether an article holds every name of a topic; also where that
// can't be told.
func (ss *Subscriptions) mentioned(ctx context.Context, scope corpus.Scope, topic string) bool {
	q := search.Query{Scope: scope, Text: topic, Limit: nearest}
	for _, word := range append([]string{topic}, strings.Fields(topic)...) {
		q.Text = word
		found, err := ss.Library.Search(ctx, q)
		if err != nil {
			return true
		}
		if len(found.Terms) == 0 && word != topic {
			continue // a word that is too common to search for
		}
		q.Among, q.Limit = map[corpus.ArticleID]bool{}, 1000
		for _, h := range found.Hits {
			q.Among[h.Article] = true
		}
	}
	return len(q.Among) > 0
}
