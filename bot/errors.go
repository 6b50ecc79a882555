package bot

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"strings"

	"sitrep/briefing"
	"sitrep/corpus"
	"sitrep/corpus/topics"
)

var (
	// errUnknownControl is the error of a button that this version of sitrep
	// did not draw, and does not know.
	errUnknownControl = errors.New("unknown control")
	// errUnknownCommand is the error of a command that this version of sitrep
	// does not have.
	errUnknownCommand = errors.New("unknown command")
	// errNoBrief is the error of a button whose brief has been deleted, or is not
	// for whoever pressed it where they did: nobody is told which.
	errNoBrief = errors.New("no such brief")
	// errNoVoice is the error of an answer to a message in a place where the bot
	// may not write, so that nobody can be told anything there.
	errNoVoice = errors.New("not allowed to write there")
	// errOldBrief is the error of a button for one person alone that an older
	// version drew, which did not keep for whom.
	errOldBrief = fmt.Errorf("kept by an older version: %w", errNoBrief)
	// errBusy is the error of a command that waited for its turn in vain.
	errBusy = errors.New("too many briefs are being composed")
)

// usageError is a mistake in what was typed, in words for who typed it.
type usageError string

func (e usageError) Error() string { return string(e) }

// mistake is a usageError or a [refusal] that has something of the moment in its
// words. They are as for [look.say].
type mistake struct {
	title string // empty for what was mistyped
	text  string
	args  []any
}

func (e *mistake) Error() string {
	if e.title != "" {
		return e.title // its text may name what others do not need to know
	}
	return fmt.Sprintf(e.text, e.args...)
}

// usage returns a mistake in what was typed.
func usage(text string, args ...any) error { return &mistake{"", text, args} }

// decline returns a refusal.
func decline(title, text string, args ...any) error { return &mistake{title, text, args} }

// explain turns an error into what the person who met it is shown: what
// happened, what to do, and for faults of ours a reference that is in the log
// too. It shows nothing of the error itself.
func explain(as look, err error, ref string) card {
	var typed usageError
	var mistaken *mistake
	var refused *refusal
	switch {
	case errors.As(err, &refused):
		return notice(as.say(refused.title), as.say(refused.text))
	case errors.As(err, &typed):
		return notice(as.say(unreadable), as.say(string(typed)))
	case errors.As(err, &mistaken):
		return notice(as.say(cmp.Or(mistaken.title, unreadable)), as.say(mistaken.text, mistaken.args...))
	case errors.Is(err, errUnknownControl):
		return notice(as.say("This button is from another version"),
			as.say("It was drawn by a version that I am not. Ask again with `/brief` or `/ask` for buttons that work."))
	case errors.Is(err, errUnknownCommand):
		return notice(as.say("I don't know this command"),
			as.say("It may be from another version of me. Type `/` again to see the commands that there are; `/help` says what they do."))
	case errors.Is(err, errOldBrief):
		return notice(as.say("This button is old"),
			as.say("An older version of me drew it, and did not keep whom it is for. Check the message again for buttons that work."))
	case errors.Is(err, errNoBrief):
		return notice(as.say("This brief is gone"),
			as.say("I keep the newest briefs of a server, and this one is older than those, was deleted, or is not for you in this place. Ask again with `/brief` or `/ask`, and you get a new one."))
	case errors.Is(err, context.Canceled):
		return problem(as, as.say("I am being restarted"),
			as.say("Your question was cut off by it. Ask again in a moment."), ref)
	case errors.Is(err, errBusy):
		return problem(as, as.say("Too many at once"),
			as.say("Others asked before you, and your turn did not come in time. Try again in a minute."), ref)
	case errors.Is(err, context.DeadlineExceeded):
		return problem(as, as.say("That took too long"),
			as.say("I stopped so as not to keep you waiting. Try again in a minute, or ask about something narrower."), ref)
	}
	return problem(as, as.say("Something went wrong"),
		as.say("The fault is mine, not yours, and it has been noted. Try again in a minute. If it happens again, tell whoever runs me."), ref)
}

// unreadable is the title of what is told of a mistake.
const unreadable = "That can't be read"

// notice is a card that says something in two lines; both are ours, and may
// hold markup.
func notice(title, text string) card {
	return card{accent: accentNothing, blocks: []string{"**" + title + "**\n" + text}}
}

// problem is a notice of a fault, with its reference.
func problem(as look, title, text, ref string) card {
	c := notice(title, text)
	c.accent = accentProblem
	c.blocks = append(c.blocks, "-# "+as.say("Reference: %s", ref))
	return c
}

// reference returns a short name for an interaction, easy to read out, that
// says nothing about it to those who don't have the log.
func reference(interactionID string) string {
	sum := sha256.Sum256([]byte("sitrep request " + interactionID))
	s := readable.EncodeToString(sum[:5])
	return s[:4] + "-" + s[4:]
}

// readable is Crockford's alphabet, which has no I, L, O or U.
var readable = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// nothingAbout says that the articles hold nothing on a topic, and what there
// is near it.
func nothingAbout(as look, req briefing.Request, size corpus.Size, near []topics.Topic) card {
	if size.Articles == 0 {
		return emptyCorpus(as)
	}
	title := as.say("Nothing on “%s”", plain(shorten(tidy(req.Topic), maxTitle)))
	text := as.plural(size.Articles, "The 1 article here does not mention it.", "None of the %d articles here mentions it.")
	if limits := limitsOf(as, req); limits != "" {
		text += " " + as.say("I looked only at what was published %s.", limits)
	}
	text += "\n"
	if len(near) > 0 {
		names := make([]string, len(near))
		for i, t := range near {
			names[i] = "**" + plain(shorten(tidy(t.Name), maxName)) + "**"
		}
		text += as.say("Try %s, other words, or `/topics` to see what there is.", strings.Join(names, ", "))
	} else {
		text += as.say("Try other words, or `/topics` to see what there is.")
	}
	return notice(title, text)
}

// limitsOf puts the dates of a request into words; empty where there are none.
func limitsOf(as look, req briefing.Request) string {
	switch {
	case req.Since.Known() && req.AsOf.Known():
		return as.say("since %s and up to %s", as.date(req.Since), as.date(req.AsOf))
	case req.Since.Known():
		return as.say("since %s", as.date(req.Since))
	case req.AsOf.Known():
		return as.say("up to %s", as.date(req.AsOf))
	}
	return ""
}

func emptyCorpus(as look) card {
	return notice(as.say("There are no articles yet"),
		as.say("I answer from a collection of news articles, and it is empty. Whoever runs me can fill it with `sitrep ingest`."))
}

// readDate reads the date given for an option.
func readDate(option, value string) (corpus.Date, error) {
	d, err := corpus.ParseDate(strings.TrimSpace(value))
	if err != nil {
		return d, usage("`%s` takes a date such as 2025, 2025-06 or 2025-06-12.", option)
	}
	return d, nil
}
