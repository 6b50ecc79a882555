package bot

import (
	"fmt"
	"strings"
	"testing"

	"sitrep/bot/discordtest"
	"sitrep/bot/discordtest/golden"
)

// report is an article of an outlet that tells a story.
func report(outlet, day, title, body string) string {
	return fmt.Sprintf("---\ntitle: %s\noutlet: %s\nurl: https://%s.example/%s\npublished: %s\nlanguage: en\n---\n\n%s\n", title, outlet,
		strings.ToLower(strings.ReplaceAll(outlet, " ", "")), strings.ToLower(strings.ReplaceAll(title, " ", "-")), day, body)
}

// nudges returns what watches told in a channel.
func (p *press) nudges(channel string) []discordtest.Message {
	var out []discordtest.Message
	for _, m := range p.Messages(channel) {
		if !m.Ephemeral && strings.Contains(m.Text(), "Watch: ") {
			out = append(out, m)
		}
	}
	return out
}

// watch asks for a subcommand of /watch.
func (p *press) watch(t *testing.T, name string, with ...discordtest.With) discordtest.Message {
	t.Helper()
	m := p.reply(t, p.Slash(discordtest.Guild, discordtest.User, "watch "+name, with...))
	if !m.Ephemeral {
		t.Errorf("/watch %s is answered for all to see", name)
	}
	return m
}

func TestAWatchTellsAStoryOnceTwoOutletsTellIt(t *testing.T) {
	t.Parallel()
	p := playDigests(t)
	golden.Check(t, "watch-watching.golden", p.watch(t, "topic", discordtest.Opt("topic", "ferry"), discordtest.Opt("where", "here"), managing).Text())
	addText(t, p.library, "one.md", report("Harbour Wire", "2025-03-12", "Ferry runs aground off Tarn Island",
		"The ferry to Tarn Island ran aground on Wednesday with 80 people aboard, the coast guard said. Nobody was hurt. Tugs are to free it at high tide."))
	p.until(t, "2025-03-12 10:00")
	if got := p.nudges(discordtest.Channel); len(got) != 0 {
		t.Errorf("told what one outlet alone tells: %s", got[0].Text())
	}
	addText(t, p.library, "two.md", report("Tolland Post", "2025-03-12", "Tarn Island ferry runs aground with 80 aboard",
		"A ferry with 80 people aboard ran aground off Tarn Island on Wednesday morning. The coast guard sent two boats. All are safe."))
	p.until(t, "2025-03-12 10:10")
	got := p.nudges(discordtest.Channel)
	if len(got) != 1 {
		t.Fatalf("%d nudges", len(got))
	}
	golden.Check(t, "watch-story.golden", briefIDs.ReplaceAllString(got[0].Text(), ":<brief>"))
	p.until(t, "2025-03-12 10:30")
	if got := p.nudges(discordtest.Channel); len(got) != 1 {
		t.Errorf("%d nudges, though nothing came in", len(got))
	}
}

const (
	aground = "The ferry to Tarn Island ran aground on Wednesday with 80 people aboard, the coast guard said. Nobody was hurt. Tugs are to free it at high tide."
	safe    = "A ferry with 80 people aboard ran aground off Tarn Island on Wednesday morning, the coast guard said. Two boats came. All are safe."
	freed   = "Lifeboats brought passengers of the Tarn Island ferry ashore in Tolland on Wednesday night after it had hit a bank of sand, the harbour master said. The ferry ran aground with 80 people aboard off Tarn Island."
)

// agroundAtTarn has two outlets tell that a ferry ran aground.
func (p *press) agroundAtTarn(t *testing.T) {
	t.Helper()
	addText(t, p.library, "one.md", report("Harbour Wire", "2025-03-12", "Ferry runs aground off Tarn Island", aground))
	addText(t, p.library, "two.md", report("Tolland Post", "2025-03-12", "Tarn Island ferry runs aground with 80 aboard", safe))
}

func TestAWatchTellsWhoeverAskedByDirectMessage(t *testing.T) {
	t.Parallel()
	p := playDigests(t)
	says(t, p.watch(t, "list"), "There are none yet")
	says(t, p.watch(t, "topic", discordtest.Opt("topic", "ferry")), "by direct message", "as it happens")
	dm := p.Direct(discordtest.User)
	if first := p.Messages(dm); len(first) != 1 || !strings.Contains(first[0].Text(), "I will post here what is new on “ferry”") {
		t.Fatalf("told by direct message is %v", first)
	}
	p.agroundAtTarn(t)
	p.until(t, "2025-03-12 10:00")
	got := p.nudges(dm)
	if len(got) != 1 || len(p.nudges(discordtest.Channel)) > 0 {
		t.Fatalf("%d nudges", len(got))
	}
	// The buttons under it are the reader's.
	says(t, p.reply(t, p.Click(got[0].ID, discordtest.User, p.button(t, got[0], "Sources"), discordtest.In(dm))), "Harbour Wire", "Tolland Post")
	says(t, p.watch(t, "list"), "ferry", "by direct message")
	says(t, p.digest(t, "list"), "There are none yet") // it is nobody else's
	says(t, p.digest(t, "history", discordtest.Opt("digest", "1")), "There is no such digest")
	says(t, p.reply(t, p.Slash(discordtest.Guild, "430000000000000077", "watch stop", discordtest.Opt("watch", "1"))), "There is no such watch")

	asked := p.helps(t, discordtest.Guild, discordtest.User, toPrivacy)
	says(t, p.reply(t, asked), "1 watch that you get by direct message")
	p.reply(t, asked.Click("v1:privacy:ask"))
	p.reply(t, asked.Click("v1:privacy:delete"))
	if left, err := p.store.Watches(p.ctx, discordtest.User); err != nil || len(left) > 0 {
		t.Errorf("left is %+v, %v", left, err)
	}
	if runs, err := p.store.Runs(p.ctx, "", 1, 10); err != nil || len(runs) > 0 {
		t.Errorf("left of what was told is %+v, %v", runs, err)
	}
	says(t, p.watch(t, "list"), "There are none yet")
}

func TestTheMessageOfAStoryGrowsWithIt(t *testing.T) {
	t.Parallel()
	p := playDigests(t)
	p.watch(t, "topic", discordtest.Opt("topic", "ferry"), discordtest.Opt("where", "here"), managing)
	p.agroundAtTarn(t)
	p.until(t, "2025-03-12 10:00")
	addText(t, p.library, "three.md", report("Coast Echo", "2025-03-12", "Lifeboats bring 80 ashore after Tarn Island ferry runs aground", freed))
	p.until(t, "2025-03-13 10:00")
	got := p.nudges(discordtest.Channel)
	if len(got) != 1 {
		t.Fatalf("%d messages", len(got))
	}
	golden.Check(t, "watch-grown.golden", briefIDs.ReplaceAllString(got[0].Text(), ":<brief>"))
	says(t, p.reply(t, p.Click(got[0].ID, discordtest.User, p.button(t, got[0], "Sources"))), "Harbour Wire", "Coast Echo")
	p.until(t, "2025-03-13 12:00")
	runs, err := p.store.Runs(p.ctx, discordtest.Guild, 1, 10)
	if err != nil || len(runs) != 2 {
		t.Errorf("%d runs are kept, %v", len(runs), err)
	}
}

func TestACorrectionOfWhatWasToldAnswersIt(t *testing.T) {
	t.Parallel()
	p := playDigests(t)
	p.watch(t, "topic", discordtest.Opt("topic", "ferry"), discordtest.Opt("where", "here"), managing)
	p.agroundAtTarn(t)
	p.until(t, "2025-03-12 10:00")
	addText(t, p.library, "one.md", report("Harbour Wire", "2025-03-12", "Ferry runs aground off Tarn Island", strings.ReplaceAll(aground, "80 people", "18 people")))
	p.until(t, "2025-03-12 11:00")
	p.until(t, "2025-03-12 12:00")
	got := p.nudges(discordtest.Channel)
	if len(got) != 2 {
		t.Fatalf("%d messages", len(got))
	}
	golden.Check(t, "watch-corrected.golden", briefIDs.ReplaceAllString(got[1].Text(), ":<brief>"))
}

func TestAWatchNotifiesTheOneRoleThatManagersChose(t *testing.T) {
	t.Parallel()
	const role = "440000000000000001"
	p := playDigests(t)
	says(t, p.watch(t, "topic", discordtest.Opt("topic", "ferry"), discordtest.Opt("where", "here")), "Only for this server's managers")
	says(t, p.watch(t, "topic", discordtest.Opt("topic", "ferry"), discordtest.Opt("role", role), managing), "give `where:here`, too")
	says(t, p.watch(t, "topic", discordtest.Opt("topic", "ferry"), discordtest.Opt("where", "here"), discordtest.Opt("role", discordtest.Guild), managing), "not everybody")
	says(t, p.watch(t, "topic", discordtest.Opt("topic", "ferry"), discordtest.Opt("where", "here"), discordtest.Opt("role", role), managing), "notifies <@&"+role+">")
	p.agroundAtTarn(t)
	p.until(t, "2025-03-12 10:00")
	addText(t, p.library, "three.md", report("Coast Echo", "2025-03-12", "Lifeboats bring 80 ashore after Tarn Island ferry runs aground", freed))
	p.until(t, "2025-03-13 10:00")
	notified := 0
	for _, c := range p.Calls(discordtest.RouteAny) {
		if strings.Contains(string(c.Body), `"roles":[`) {
			notified++
			if c.Route != discordtest.RouteMessage || !strings.Contains(string(c.Body), `"allowed_mentions":{"parse":[],"roles":["`+role+`"],"replied_user":false}`) {
				t.Errorf("%s: %s", c.Route, c.Body)
			}
		}
	}
	if notified != 1 {
		t.Errorf("%d messages notify the role", notified)
	}
}

func TestAWatchIsSilentInQuietHoursAndAfterItsCap(t *testing.T) {
	t.Parallel()
	p := playDigests(t)
	says(t, p.watch(t, "topic", discordtest.Opt("topic", "ferry"), discordtest.Opt("where", "here"), discordtest.Opt("quiet", "22-7"), discordtest.Opt("most", 1),
		discordtest.Opt("time_zone", "Asia/Seoul"), managing), "but from 22:00 to 07:00 (Asia/Seoul)", "at most 1 message a day")
	p.agroundAtTarn(t)
	p.until(t, "2025-03-12 14:00") // eleven at night in Seoul
	previewed := p.digest(t, "preview", discordtest.Opt("digest", "1"))
	says(t, previewed, "What this watch would tell next", "Watch: ferry", "New story", "ran aground")
	if !previewed.Ephemeral || len(previewed.Controls()) > 0 {
		t.Errorf("a preview is %+v", previewed)
	}
	p.until(t, "2025-03-12 21:55")
	if n := len(p.nudges(discordtest.Channel)); n != 0 {
		t.Fatalf("%d messages in quiet hours", n)
	}
	p.until(t, "2025-03-12 22:03")
	if n := len(p.nudges(discordtest.Channel)); n != 1 {
		t.Fatalf("%d messages after quiet hours", n)
	}
	says(t, p.digest(t, "preview", discordtest.Opt("digest", "1")), "There is nothing new to tell now")
	const strike, walkout = "Ferry crews began a strike over pay on Thursday, the seamen's union said. No ferry leaves Tolland until Monday.", "Crews of the Tolland ferry walked out over pay on Thursday, the union said. The strike is to last until Monday."
	addText(t, p.library, "four.md", report("Harbour Wire", "2025-03-13", "Ferry crews strike over pay", strike))
	addText(t, p.library, "five.md", report("Tolland Post", "2025-03-13", "Ferry crews begin strike over pay", walkout))
	p.until(t, "2025-03-13 12:00")
	if n := len(p.nudges(discordtest.Channel)); n != 1 {
		t.Fatalf("%d messages on a day that may have one", n)
	}
	p.until(t, "2025-03-13 22:05") // the next day in Seoul
	if n := len(p.nudges(discordtest.Channel)); n != 2 {
		t.Fatalf("%d messages, of two days", n)
	}
}

func TestAStoryThatWasKnownIsToldOnceItGoesOn(t *testing.T) {
	t.Parallel()
	p := playDigests(t)
	p.agroundAtTarn(t)
	p.watch(t, "topic", discordtest.Opt("topic", "ferry"), discordtest.Opt("where", "here"), managing)
	p.until(t, "2025-03-12 12:00")
	addText(t, p.library, "three.md", report("Harbour Wire", "2025-03-13", "Tarn Island ferry sinks after it ran aground",
		"The ferry that ran aground off Tarn Island sank on Thursday, the coast guard said. Nobody was aboard any more. The 80 people had been brought ashore."))
	p.until(t, "2025-03-13 10:00")
	if got := p.nudges(discordtest.Channel); len(got) != 0 {
		t.Fatalf("told what was known, or one outlet alone tells: %s", got[0].Text())
	}
	addText(t, p.library, "four.md", report("Tolland Post", "2025-03-13", "Ferry aground off Tarn Island sinks",
		"A ferry that had run aground off Tarn Island with 80 people aboard sank on Thursday, according to the coast guard. All had been brought ashore."))
	p.until(t, "2025-03-13 12:00")
	got := p.nudges(discordtest.Channel)
	if len(got) != 1 {
		t.Fatalf("%d messages", len(got))
	}
	says(t, got[0], "sank on Thursday", "New story")
}

func TestAnotherEventIsToldHoweverAlikeInWords(t *testing.T) {
	t.Parallel()
	p := playDigests(t)
	p.watch(t, "topic", discordtest.Opt("topic", "Tolland"), discordtest.Opt("where", "here"), managing)
	const flood, alarm = "Pumps ran through the night. Rails and wagons stand under water, and insurers put the loss at two million crowns.",
		"A pipe had leaked ammonia. Packers slept in a school, and herring worth a week of wages was thrown away."
	for n, then := range []struct{ day, on, what, fate, more, title string }{
		{"2025-03-12", "Wednesday", "depot of Marlow", "flooded", flood, "Pumps run as water stands in Marlow depot"},
		{"2025-03-14", "Friday", "cannery of Brennick", "evacuated", alarm, "Ammonia leak empties Brennick cannery"},
		{"2025-03-15", "Friday", "cannery of Brennick", "evacuated", alarm, "Brennick cannery emptied by leak of ammonia"}, // once more
	} {
		for outlet, text := range map[string]string{
			"Harbour Wire": "The %s in Tolland was %s on %s, the fire service said. ",
			"Coast Echo":   "In Tolland the %s was %s on %s, according to the fire service. ",
		} {
			addText(t, p.library, fmt.Sprint(n, outlet, ".md"), report(outlet, then.day, then.title, fmt.Sprintf(text, then.what, then.fate, then.on)+then.more))
		}
		p.until(t, then.day+" 12:00")
		got := p.nudges(discordtest.Channel)
		if len(got) != min(n+1, 2) {
			t.Fatalf("%d messages by %s", len(got), then.day)
		}
		if last := got[len(got)-1].Text(); !strings.Contains(last, then.what) {
			t.Errorf("told on %s is %s", then.day, last)
		}
	}
}
