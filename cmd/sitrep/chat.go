package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"

	"sitrep/briefing"
	"sitrep/briefing/remark"
	"sitrep/briefing/render"
)

type chatCommand struct {
	corpusFlag
	AsOf  date `name:"as-of" placeholder:"DATE" help:"Only articles published up to and including DATE."`
	Since date `placeholder:"DATE" help:"Only articles published on or after DATE."`
}

// Help is shown below the flags.
func (chatCommand) Help() string {
	return "Type a question on a line of its own; \"why did it fail?\", \"and in 2019?\" and the like are understood from the questions before. " +
		"An empty line or the end of the input ends the conversation."
}

// mostQuestion bounds a line that is typed, in bytes.
const mostQuestion = 64 << 10

// Run answers questions from standard input until there are no more.
func (c chatCommand) Run(ctx context.Context, p *program) error {
	briefer, lib, err := p.openBriefer(ctx, c.corpusFlag)
	if err != nil {
		return err
	}
	defer lib.Close()
	_, terminal := p.terminal()
	lines := bufio.NewScanner(p.stdin)
	lines.Buffer(nil, mostQuestion)
	var earlier []briefing.Turn
	for {
		if terminal {
			if err := p.print("\n> "); err != nil {
				return err
			}
		}
		if !lines.Scan() || strings.TrimSpace(lines.Text()) == "" {
			break
		}
		question := strings.TrimSpace(lines.Text())
		if said := remark.Of(question); said != remark.None {
			if err := p.print(replyTo(said, ", or end with an empty line") + "\n"); err != nil {
				return err
			}
			continue
		}
		req := briefing.Request{Scope: publicScope, Question: question, Earlier: earlier, Since: c.Since.Date, AsOf: c.AsOf.Date}
		told, err := p.leadToToday(ctx, briefer, lib, req, len(earlier) > 0)
		if errors.Is(err, errNothing) {
			err = p.print(err.Error() + "\n")
		}
		if told && err == nil {
			err = p.print("\n")
		}
		if err != nil {
			return err
		}
		if told {
			continue
		}
		answer, err := briefer.Ask(ctx, req)
		if err != nil {
			return err
		}
		if err := p.print(render.Text(answer, p.layout()) + "\n"); err != nil {
			return err
		}
		earlier = append(earlier, briefing.TurnOf(question, answer))
	}
	if err := lines.Err(); errors.Is(err, bufio.ErrTooLong) {
		return fmt.Errorf("a question may be %d bytes long; ask a shorter one", mostQuestion)
	} else if err != nil {
		return fmt.Errorf("read the question: %w", err)
	}
	return nil
}

// replyTo answers what asks nothing of the news; more is what else the reader can do.
func replyTo(said remark.Remark, more string) string {
	switch said {
	case remark.Thanks:
		return "You are welcome. Ask me anything else" + more + "."
	case remark.Greeting:
		return "Hello. Ask what the articles say on something" + more + "."
	case remark.Farewell:
		return "All right. Nothing is said here unless you ask."
	case remark.Wellbeing:
		return "All is well here, thank you. Ask me anything else" + more + "."
	case remark.Laugh:
		return "Good to see you laugh. Ask me anything else" + more + "."
	case remark.Nod:
		return "All right. Ask me anything else" + more + "."
	case remark.Insult:
		return "Sorry that it was no help. Try other words, or see: sitrep --help"
	case remark.ForHelp:
		return "Ask in plain words what the articles say on something; see: sitrep --help"
	case remark.ForSave:
		return "To keep what is answered: sitrep ask --format note QUESTION > answer.md"
	case remark.ForReport:
		return "Each sentence is an article's own, and cited: see the article. In Discord, This is wrong tells those who run the server."
	case remark.ForPrivacy:
		return "Nothing is kept about you here. In Discord, Privacy below /help shows what is, and deletes it."
	case remark.ForView:
		return "See: sitrep timeline --help, or: sitrep quotes --help"
	case remark.ForWatch:
		return "See: sitrep watch --help"
	case remark.ForDigest, remark.ForStop:
		return "The bot posts digests in a channel; see: sitrep digest --help"
	}
	return "Ask what the articles say on something" + more + "."
}
