package bot

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/message"
	"sitrep/briefing"
	"sitrep/corpus"
)

// topicViews are the commands that post one view of a brief by itself. The
// others are behind its buttons.
var topicViews = map[string]message.View{commandTimeline: message.ViewTimeline, commandQuotes: message.ViewQuotes, commandCompare: message.ViewDifferences}

// topicView serves /timeline, /quotes and /compare: the brief on a topic is
// composed and kept as by /brief, and a view of it posted.
func (b *Bot) topicView(ctx context.Context, r *request, data discordgo.ApplicationCommandInteractionData) error {
	req, err := b.topicRequest(r, data)
	if err != nil {
		return err
	}
	speaker, err := option(data, optionSpeaker, message.MaxTopic)
	if err != nil {
		return err
	}
	if err := b.acknowledge(ctx, r, false); err != nil {
		return err
	}
	req.Whole = true
	brief, err := b.compose(ctx, r.turn(), b.briefer.Brief, req)
	if errors.Is(err, briefing.ErrNothing) || err == nil && brief.Empty() {
		return b.nothing(ctx, r, req)
	}
	if err != nil {
		return err
	}
	if speaker != "" {
		said := quotesOf(brief, speaker)
		if len(said) == 0 {
			return b.answer(ctx, r, nobodySaid(r.look, brief, speaker))
		}
		brief.Quotes = said
	}
	c := message.Control{View: topicViews[data.Name], Brief: b.save(ctx, r, brief)}
	as := r.look
	as.Threads = b.threadsFit(ctx, r)
	known := r.shown != ""
	message, err := b.post(ctx, r, message.ViewPage(as, brief, message.Texts{}, c, true))
	if err == nil && !known {
		b.noteMessage(ctx, r, c.Brief, message)
	}
	return err
}

// topicRequest reads the topic of a command that shows a view of a brief. What
// these views show is never a model's, so that there is no point in asking one.
func (b *Bot) topicRequest(r *request, data discordgo.ApplicationCommandInteractionData) (briefing.Request, error) {
	req, err := b.briefRequest(r, data)
	req.Verbatim = true
	return req, err
}

// quotesOf returns the quotes of a brief whose speaker has a word in their name
// that begins as was typed.
func quotesOf(b briefing.Brief, speaker string) []briefing.Quote {
	var out []briefing.Quote
	for _, q := range b.Quotes {
		if strings.Contains(" "+simplify(q.Speaker), " "+simplify(speaker)) {
			out = append(out, q)
		}
	}
	return out
}

// nobodySaid says that a speaker is not quoted on a topic, and who is.
func nobodySaid(as message.Presentation, b briefing.Brief, speaker string) message.Card {
	title := as.Say("Nobody called “%s” is quoted on %s", message.Plain(message.Shorten(message.Tidy(speaker), message.MaxName)), message.Plain(message.Shorten(message.Tidy(b.Topic), message.MaxTitle)))
	names := speakersIn(b)
	if len(names) == 0 {
		return message.Notice(title, as.Say("Nobody is quoted on this in the articles."))
	}
	for i, name := range names[:min(len(names), message.MaxMentions)] {
		names[i] = "**" + message.Plain(message.Shorten(message.Tidy(name), message.MaxName)) + "**"
	}
	return message.Notice(title, as.Say("Those who are: %s.", strings.Join(names[:min(len(names), message.MaxMentions)], ", ")))
}

// speakersIn returns who is quoted in a brief, each once, in order of first
// quote.
func speakersIn(b briefing.Brief) []string {
	var names []string
	seen := map[string]bool{}
	for _, q := range b.Quotes {
		if key := simplify(q.Speaker); !seen[key] {
			seen[key] = true
			names = append(names, q.Speaker)
		}
	}
	return names
}

// A speakerList remembers who is quoted on the topics that people have just
// typed: suggestions are asked for at every key, and knowing takes a brief.
type speakerList struct {
	mu    sync.Mutex
	known map[string]speakers // by scope and topic
}

type speakers struct {
	names []string
	until time.Time
}

const (
	speakersKnown = 64          // topics, at most
	speakersFor   = time.Minute // after which there may be new articles
)

// find returns who is quoted on a topic, from memory or else by asking.
func (l *speakerList) find(scope corpus.Scope, topic string, now time.Time, ask func() ([]string, error)) ([]string, error) {
	key := scope.String() + "\n" + simplify(topic)
	l.mu.Lock()
	have, ok := l.known[key]
	l.mu.Unlock()
	if ok && now.Before(have.until) {
		return have.names, nil
	}
	names, err := ask()
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.known == nil || len(l.known) >= speakersKnown {
		l.known = map[string]speakers{}
	}
	l.known[key] = speakers{names, now.Add(speakersFor)}
	return names, nil
}

// speakerChoices suggests who is quoted on the topic that has been filled in.
func (b *Bot) speakerChoices(ctx context.Context, r *request, data discordgo.ApplicationCommandInteractionData) ([]*discordgo.ApplicationCommandOptionChoice, error) {
	req, err := b.topicRequest(r, data)
	if err != nil {
		return nil, nil // there is no topic yet
	}
	names, err := b.speakers.find(r.scope, req.Topic, b.now(), func() ([]string, error) {
		req.Whole = true
		brief, err := b.compose(ctx, r.turn(), b.briefer.Brief, req)
		if errors.Is(err, briefing.ErrNothing) {
			return nil, nil
		}
		return speakersIn(brief), err
	})
	if err != nil {
		return nil, err
	}
	typed := simplify(typedOf(data, optionSpeaker))
	var choices []*discordgo.ApplicationCommandOptionChoice
	for _, name := range names {
		if name = message.Shorten(message.Tidy(name), message.MaxChoice); name != "" && strings.Contains(" "+simplify(name), " "+typed) && len(choices) < message.MaxChoices {
			choices = append(choices, &discordgo.ApplicationCommandOptionChoice{Name: name, Value: name})
		}
	}
	return choices, nil
}
