package bot

import (
	"context"
	"fmt"
	"strings"
	"time"

	"sitrep/briefing/model"
	"sitrep/corpus/store"
)

// Costs are what a language model costs, and may.
type Costs struct {
	Prices model.Prices  // zero where they are not known
	Budget model.Dollars // of a server for a day; 0 for no limit
}

// usageDays is how many days /usage looks back, today included, and usageShown
// how many of them it shows one by one.
const (
	usageDays  = 30
	usageShown = 7
)

// usage serves /usage, for those who manage the server: what the language model
// was used there, and what it cost.
func (b *Bot) usage(ctx context.Context, r *request) error {
	if err := mayManage(r); err != nil {
		return err
	}
	if err := b.acknowledge(ctx, r, true); err != nil {
		return err
	}
	if b.costs == nil {
		return b.answer(ctx, r, notice(r.look.say("No language model writes here"), r.look.say("All answers are the articles' own sentences, and cost nothing.")))
	}
	today := b.now().UTC()
	used, err := b.store.Usage(ctx, r.guild, model.Today(today.AddDate(0, 0, 1-usageDays)))
	if err != nil {
		return err
	}
	return b.answer(ctx, r, renderUsage(r.look, *b.costs, used, today))
}

// renderUsage draws what was used, the newest day first, as it stands on a day.
func renderUsage(as look, c Costs, used []store.Usage, today time.Time) card {
	var all store.Usage
	byDay := map[string]store.Usage{}
	for _, u := range used {
		byDay[u.Day] = sum(byDay[u.Day], u)
		all = sum(all, u)
	}
	now := byDay[model.Today(today)]
	lines := []string{as.heading("What the language model was used in this server"),
		"- " + as.say("Today: %s", amount(as, c, now)),
		"- " + as.say("In %d days: %s", usageDays, amount(as, c, all)),
	}
	switch left := c.Budget - model.Dollars(now.Cost); {
	case c.Budget == 0:
		lines = append(lines, "- "+as.say("There is no limit to what it may cost."))
	case left > 0:
		lines = append(lines, "- "+as.say("Left for today, until midnight UTC: %s of %s", money(left), money(c.Budget)))
	default:
		lines = append(lines, "- "+as.say("The %s for today are used up. Until midnight UTC answers are the articles' own sentences.", money(c.Budget)))
	}
	var days []string
	for back := 1; back < usageDays && len(days) < usageShown; back++ {
		date := today.AddDate(0, 0, -back)
		if u, ok := byDay[model.Today(date)]; ok {
			days = append(days, "- "+model.Today(date)+": "+amount(as, c, u))
		}
	}
	out := card{accent: accentBrief, blocks: []string{strings.Join(lines, "\n")}}
	if len(days) > 0 {
		out.blocks = append(out.blocks, as.heading("The days before")+"\n"+strings.Join(days, "\n"))
	}
	return out
}

func sum(a, b store.Usage) store.Usage {
	return store.Usage{Requests: a.Requests + b.Requests, Prompt: a.Prompt + b.Prompt, Reply: a.Reply + b.Reply, Cost: a.Cost + b.Cost}
}

// amount writes what was used.
func amount(as look, c Costs, u store.Usage) string {
	if u.Requests == 0 {
		return as.say("nothing")
	}
	text := as.count(int(u.Requests), "request", "requests") + " · " + as.say("%d tokens read, %d written", u.Prompt, u.Reply)
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
