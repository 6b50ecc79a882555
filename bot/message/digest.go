package message

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/schedule"
	"sitrep/bot/state"
	"sitrep/briefing"
)

// Part is one message of a digest as it is kept until it is posted.
type Part struct {
	Accent  int          `json:"accent"`
	Blocks  []string     `json:"blocks"`
	Buttons []partButton `json:"buttons"` // never none: the bot knows its messages by them
}

type partButton struct {
	Label string `json:"label"`
	ID    string `json:"id"`
}

// Card is the message as it is drawn.
func (p Part) Card() Card {
	c := Card{Accent: p.Accent, Blocks: p.Blocks}
	for _, b := range p.Buttons {
		c.Buttons = append(c.Buttons, discordgo.Button{Label: b.Label, Style: discordgo.SecondaryButton, CustomID: b.ID})
	}
	return c
}

// DigestBrief is the brief that the buttons under a digest lead to. What has
// changed is among its differences.
func DigestBrief(d briefing.Digest) briefing.Brief {
	b := d.Brief
	var changed []briefing.Difference
	for _, c := range d.Changes {
		told := briefing.Difference{About: "what was told before", Claims: []briefing.Claim{c.Before}}
		if c.Now != nil {
			told.Claims = append(told.Claims, *c.Now)
		}
		changed = append(changed, told)
	}
	b.Differences = slices.Concat(changed, b.Differences)
	return b
}

// digestLine is a line of a digest with what it cites.
type digestLine struct {
	text      func(marks func([]briefing.Citation) string) string
	citations []briefing.Citation
}

// digestSection is a headed list of lines.
type digestSection struct {
	heading string
	lines   []digestLine
}

// Digest draws a digest, saved under an ID: in one message where it has
// room, else in as many as it takes. A message names the sources that it is the
// first to cite; no claim is left out.
func Digest(as Presentation, n state.Subscription, d briefing.Digest, id string) []Part {
	title := digestTitle(as, n, d)
	if d.Empty() {
		text := as.Say("Nothing new has come in since the last digest.")
		if d.Articles > 0 {
			text = as.Say("What has come in since the last digest says nothing that was not told before.")
		}
		return []Part{{Accent: accentNothing, Blocks: []string{title, text, nextLine(as, n)}, Buttons: []partButton{followUpButton(as, id)}}}
	}
	brief := DigestBrief(d)
	p := &digestWriter{as: as, linked: true, sources: brief.Sources, title: title, more: as.Say("Digest: %s, continued", Plain(Shorten(Tidy(n.Topic), MaxTitle)))}
	for _, s := range digestSections(as, d) {
		p.write(s)
	}
	if len(d.Quiet) > 0 {
		names := make([]string, len(d.Quiet))
		for i, name := range d.Quiet {
			names[i] = Plain(Shorten(Tidy(name), MaxName))
		}
		p.small(as.Say("Nobody writes any more of: %s", as.joined(names...)))
	}
	p.turn()
	last := &p.parts[len(p.parts)-1]
	last.Blocks = append(last.Blocks, nextLine(as, n)) // for which room is kept
	for i := range p.parts {
		p.parts[i].Buttons = []partButton{followUpButton(as, id)}
	}
	p.parts[0].Buttons = nil
	for _, b := range briefButtons(as, brief, id) {
		p.parts[0].Buttons = append(p.parts[0].Buttons, partButton{b.Label, b.CustomID})
	}
	return p.parts
}

// Nudge draws what is new on a topic as it happens, saved under an ID.
func Nudge(as Presentation, n state.Subscription, nudge briefing.Nudge, id string) []Part {
	kind := as.Say("New story")
	switch nudge.Kind {
	case briefing.Changed:
		kind = as.Say("Changed since it was told")
	case briefing.Grown:
		kind = as.Say("Story, as it goes on")
	}
	facts := []string{kind}
	if len(nudge.Outlets) > 0 {
		facts = append(facts, as.Count(len(nudge.Outlets), "outlet", "outlets"))
	}
	if nudge.Last.Known() {
		facts = append(facts, as.period(nudge.First, nudge.Last))
	}
	brief := DigestBrief(nudge.Digest)
	p := &digestWriter{
		as: as, linked: true, sources: brief.Sources, more: as.Say("Watch: %s, continued", Plain(Shorten(Tidy(n.Topic), MaxTitle))),
		title: "## " + as.Say("Watch: %s", Plain(Shorten(Tidy(n.Topic), MaxTitle))) + "\n-# " + strings.Join(facts, " · "),
	}
	for _, s := range digestSections(as, nudge.Digest) {
		s.heading = ""
		p.write(s)
	}
	p.turn()
	for i := range p.parts {
		p.parts[i].Buttons = []partButton{followUpButton(as, id)}
	}
	p.parts[0].Buttons = nil
	for _, b := range briefButtons(as, brief, id) {
		p.parts[0].Buttons = append(p.parts[0].Buttons, partButton{b.Label, b.CustomID})
	}
	return p.parts
}

func followUpButton(as Presentation, id string) partButton {
	return partButton{as.Say("Ask a follow-up"), Control{View: ViewFollowUp, Brief: id}.CustomID()}
}

// digestTitle is the head of a digest.
func digestTitle(as Presentation, n state.Subscription, d briefing.Digest) string {
	facts := []string{modeName(as, d.Brief.Mode)}
	switch {
	case n.Seq == 0:
		facts = append(facts, as.Say("the first digest: where things stand"))
	default:
		facts = append(facts, as.Count(d.Articles, "new article", "new articles"))
	}
	if d.Brief.AsOf.Known() {
		facts = append(facts, as.Say("as of %s", as.Date(d.Brief.AsOf)))
	}
	return "## " + as.Say("Digest: %s", Plain(Shorten(Tidy(n.Topic), MaxTitle))) + "\n-# " + strings.Join(facts, " · ")
}

// modeName says who wrote the sentences, in a word or two; /help says more.
func modeName(as Presentation, m briefing.Mode) string {
	if m == briefing.Generated {
		return as.Say("Written by a language model, each sentence checked")
	}
	return as.Say("Exact sentences")
}

// nextLine says when the next digest is due, in every reader's own time.
func nextLine(as Presentation, n state.Subscription) string {
	if n.Due.IsZero() {
		return ""
	}
	return "-# " + as.Say("Next digest: %s", Timestamp(n.Due))
}

// Timestamp writes an instant such that Discord shows it in every reader's own time.
func Timestamp(t time.Time) string { return fmt.Sprintf("<t:%d:F>", t.Unix()) }

// Relative is an instant that Discord shows in the reader's own words, such as
// "in 5 seconds".
func Relative(t time.Time) string {
	s := t.Unix()
	if t.Nanosecond() > 0 {
		s++
	}
	return fmt.Sprintf("<t:%d:R>", s)
}

func digestSections(as Presentation, d briefing.Digest) []digestSection {
	shown := map[string]bool{}
	sources := byNumber(d.Brief.Sources)
	plainLine := func(c briefing.Claim, day bool) digestLine {
		shown[c.Text] = true
		return digestLine{func(marks func([]briefing.Citation) string) string {
			line := claim(as, c) + marks(c.Citations)
			if day && d.Brief.KnowsDays() {
				line = dayOf(as, c, sources) + line
			}
			return "- " + line
		}, c.Citations}
	}
	changed := digestSection{heading: as.Heading("Changed since it was told")}
	for _, c := range d.Changes {
		changed.lines = append(changed.lines, changeLine(as, c))
		if c.Now != nil {
			shown[c.Now.Text] = true
		}
	}
	news := digestSection{heading: as.Heading("New")}
	for _, c := range d.Brief.BottomLine {
		news.lines = append(news.lines, plainLine(c, false))
	}
	background := digestSection{heading: as.Heading("Background")}
	if as.Detail != DetailShort {
		for _, c := range d.Brief.Developments {
			news.lines = append(news.lines, plainLine(c, true))
		}
		for _, c := range d.Brief.Background {
			background.lines = append(background.lines, plainLine(c, true))
		}
	}
	dated := digestSection{heading: as.Heading("Timeline")}
	for _, e := range d.Brief.Timeline {
		if as.Detail != DetailShort && !shown[e.Text] {
			shown[e.Text] = true
			dated.lines = append(dated.lines, digestLine{func(marks func([]briefing.Citation) string) string {
				return "- **" + as.period(e.Date, e.Last) + "** · " + claim(as, e.Claim) + marks(e.Citations)
			}, e.Citations})
		}
	}
	quoted := digestSection{heading: as.Heading("Quotes")}
	for _, q := range d.Brief.Quotes {
		if as.Detail == DetailFull {
			quoted.lines = append(quoted.lines, digestLine{func(marks func([]briefing.Citation) string) string {
				return "- **" + Plain(Shorten(Tidy(q.Speaker), MaxName)) + "**" + quotedOn(as, d.Brief, q) + " · “" + sentence(as, q.Text) + "”" + marks(q.Citations)
			}, q.Citations})
		}
	}
	return []digestSection{changed, news, background, dated, quoted}
}

// changeLine says what has changed: how, what is told now, what was told before.
func changeLine(as Presentation, c briefing.Change) digestLine {
	kind := map[briefing.ChangeKind]string{
		briefing.Revised:      as.Say("Another figure"),
		briefing.Contradicted: as.Say("Contradicted"),
		briefing.Corrected:    as.Say("Corrected by its source"),
		briefing.Retracted:    as.Say("Withdrawn by its source"),
	}[c.Kind]
	cited := slices.Clone(c.Before.Citations)
	if c.Now != nil {
		cited = append(cited, c.Now.Citations...)
	}
	return digestLine{func(marks func([]briefing.Citation) string) string {
		line := "- **" + kind + "** · "
		if c.Now != nil {
			line += said(as, *c.Now) + marks(c.Now.Citations) + "\n  "
		}
		line += as.Say("Told before: %s", said(as, c.Before)) + marks(c.Before.Citations)
		if c.Reason != "" {
			line += "\n  " + as.Say("Reason: %s", Plain(Shorten(Tidy(c.Reason), MaxEcho)))
		}
		return line
	}, cited}
}

// digestWriter is what a digest is written on: messages one after the other.
type digestWriter struct {
	as      Presentation
	linked  bool
	sources []briefing.Source
	title   string // of the first message
	more    string // of the others

	parts  []Part
	blocks []string // of the message being written
	budget *textBudget
}

// open begins a message, if none is begun.
func (p *digestWriter) open() {
	if p.budget != nil {
		return
	}
	title := p.title
	if len(p.parts) > 0 {
		title = "**" + p.more + "**"
	}
	p.budget = newTextBudget(p.as, p.sources, func(briefing.Source) bool { return true })
	p.budget.free = MaxText - 2*NotesReserve - Weight(title)
	p.blocks = []string{title}
}

// turn ends the message being written.
func (p *digestWriter) turn() {
	if p.budget == nil {
		return
	}
	if list := p.budget.list(len(p.budget.shown)); list != "" {
		p.blocks = append(p.blocks, list)
	}
	p.parts = append(p.parts, Part{Accent: AccentBrief, Blocks: p.blocks})
	p.budget = nil
}

// write writes a section, over as many messages as it takes.
func (p *digestWriter) write(s digestSection) {
	var block []string
	for _, line := range s.lines {
		for try := 0; ; try++ {
			p.open()
			linked := try < 2
			text := line.text(func(cs []briefing.Citation) string { return marks(cs, p.budget.sources, linked, maxCitations) })
			room := p.budget.free
			if len(block) == 0 {
				p.budget.free -= Weight(s.heading) + 1
			}
			if p.budget.take(text, line.citations) {
				if len(block) == 0 {
					block = []string{s.heading}
				}
				block = append(block, text)
				break
			}
			p.budget.free = room
			if try == 2 { // too long for a message of its own, whatever is left out
				p.small(p.as.Say("(a sentence too long to show here; it is under Sources)"))
				break
			}
			if try < 1 && (len(block) > 0 || len(p.blocks) > 1) { // the next message has room
				if len(block) > 0 {
					p.blocks = append(p.blocks, strings.TrimPrefix(strings.Join(block, "\n"), "\n"))
					block = nil
				}
				p.turn()
			}
		}
	}
	if len(block) > 0 {
		p.blocks = append(p.blocks, strings.TrimPrefix(strings.Join(block, "\n"), "\n"))
	}
}

// small writes a line of small print.
func (p *digestWriter) small(line string) {
	if line == "" {
		return
	}
	p.open()
	if !strings.HasPrefix(line, "-# ") {
		line = "-# " + line
	}
	if Weight(line)+1 > p.budget.free+NotesReserve {
		p.turn()
		p.open()
	}
	p.budget.free -= Weight(line) + 1
	p.blocks = append(p.blocks, line)
}

// ZoneOf is the time zone of a subscription; nil where it can't be read.
func ZoneOf(n state.Subscription) *time.Location {
	s, err := schedule.Parse(n.Schedule)
	if err != nil {
		return nil
	}
	zone, err := time.LoadLocation(s.Zone)
	if err != nil {
		return nil
	}
	return zone
}

// PausedNotice tells whoever asked for a digest that it is paused.
func PausedNotice(as Presentation, n state.Subscription) Card {
	if n.Direct || n.Live() {
		where := "(<#" + n.Channel + ">)"
		if n.Direct {
			where = "(" + as.Say("by direct message") + ")"
		}
		return Notice(as.Say("A watch is paused"),
			as.Say("I could not tell what is new on “%s” %s: %s. Once that is fixed, `/watch topic` restarts it.", Plain(Shorten(Tidy(n.Topic), MaxTitle)), where, as.Say(n.Paused)))
	}
	return Notice(as.Say("A digest is paused"),
		as.Say("I could not post the digest on “%s” in %s: %s. Once that is fixed, `/digest resume` restarts it.",
			Plain(Shorten(Tidy(n.Topic), MaxTitle)), "<#"+n.Channel+">", as.Say(n.Paused)))
}
