package message

import (
	"fmt"
	"strings"
	"time"

	"sitrep/briefing/model"
)

// Costs are what a language model costs, and may.
type Costs struct {
	Prices model.Prices  // zero where they are not known
	Budget model.Dollars // of a server for a day; 0 for no limit
}

// usageDays is how many days /usage looks back, today included, and usageShown
// how many of them it shows one by one.
const (
	UsageDays  = 30
	usageShown = 7
)

// Usage draws what was asked and not answered, and, where a language model writes,
// what it was used, the newest day first, as it stands on a day; costs are nil where
// none writes.
func Usage(as Presentation, costs *Costs, used []model.Usage, unanswered []Question, today time.Time) Card {
	out := Card{Accent: AccentBrief}
	if costs == nil {
		out.Blocks = []string{as.Heading("No language model writes here") + "\n" + as.Say("All answers are the articles' own sentences, and cost nothing.")}
	} else {
		out = modelUsage(as, *costs, used, today)
	}
	lines := []string{as.Heading("Questions that no article answered")}
	room := MaxText / 2
	for _, q := range unanswered {
		line := "- " + Plain(Shorten(Tidy(q.Text), MaxEcho))
		if q.Times > 1 {
			line += " · " + as.Say("%d times", q.Times)
		}
		if room -= Weight(line) + 1; room < 0 {
			break
		}
		lines = append(lines, line)
	}
	if len(unanswered) == 0 {
		lines = append(lines, as.Say("Nothing lately."))
	}
	out.Blocks = append(out.Blocks, strings.Join(lines, "\n"))
	return out
}

// modelUsage draws what a language model was used.
func modelUsage(as Presentation, c Costs, used []model.Usage, today time.Time) Card {
	var all model.Usage
	byDay := map[string]model.Usage{}
	for _, u := range used {
		byDay[u.Day] = sum(byDay[u.Day], u)
		all = sum(all, u)
	}
	now := byDay[model.Today(today)]
	lines := []string{as.Heading("How much the language model was used in this server"),
		"- " + as.Say("Today: %s", amount(as, c, now)),
		"- " + as.Say("In %d days: %s", UsageDays, amount(as, c, all)),
	}
	switch left := c.Budget - model.Dollars(now.Cost); {
	case c.Budget == 0:
		lines = append(lines, "- "+as.Say("There is no limit to what it may cost."))
	case left > 0:
		lines = append(lines, "- "+as.Say("Left for today, until midnight UTC: %s of %s", money(left), money(c.Budget)))
	default:
		lines = append(lines, "- "+as.Say("The %s for today are used up. Until midnight UTC answers are the articles' own sentences.", money(c.Budget)))
	}
	var days []string
	for back := 1; back < UsageDays && len(days) < usageShown; back++ {
		date := today.AddDate(0, 0, -back)
		if u, ok := byDay[model.Today(date)]; ok {
			days = append(days, "- "+model.Today(date)+": "+amount(as, c, u))
		}
	}
	out := Card{Accent: AccentBrief, Blocks: []string{strings.Join(lines, "\n")}}
	if len(days) > 0 {
		out.Blocks = append(out.Blocks, as.Heading("The days before")+"\n"+strings.Join(days, "\n"))
	}
	return out
}

func sum(a, b model.Usage) model.Usage {
	return model.Usage{Requests: a.Requests + b.Requests, Prompt: a.Prompt + b.Prompt, Reply: a.Reply + b.Reply, Cost: a.Cost + b.Cost}
}

// amount writes what was used.
func amount(as Presentation, c Costs, u model.Usage) string {
	if u.Requests == 0 {
		return as.Say("nothing")
	}
	text := as.Count(int(u.Requests), "request", "requests") + " · " + as.Say("%d tokens read, %d written", u.Prompt, u.Reply)
	if c.Prices != (model.Prices{}) || u.Cost > 0 {
		text += " · " + money(model.Dollars(u.Cost))
	}
	return text
}

// money writes an amount to a hundredth of a cent, rounded up.
func money(d model.Dollars) string {
	const unit = 100_000 // a hundredth of a cent
	n := (int64(d) + unit - 1) / unit
	return fmt.Sprintf("$%d.%04d", n/10_000, n%10_000)
}
