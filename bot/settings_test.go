package bot

import (
	"strings"
	"testing"
	"time"

	"sitrep/bot/discordtest"
	"sitrep/bot/message"
)

const (
	sideChannel = "420000000000000009"
	roleEditors = "440000000000000001"
	roleOthers  = "440000000000000002"
)

// manager is what a member who manages the server adds to each interaction.
var manager = discordtest.Permissions(discordtest.ManageServer)

// playRegistered is play, once the fake knows what the options of commands are.
func playRegistered(t testing.TB, srv *discordtest.Server, s *shelf, change ...func(*Options)) *stage {
	t.Helper()
	st := play(t, srv, newStore(t), s, change...)
	if err := srv.WaitCommands(st.ctx); err != nil {
		t.Fatal(err)
	}
	return st
}

// set is a manager calling a subcommand of /settings.
func set(t *testing.T, s *stage, guild, name string, with ...discordtest.With) discordtest.Message {
	t.Helper()
	m := s.reply(t, s.Slash(guild, discordtest.User, "settings "+name, append(with, manager)...))
	if !m.Ephemeral {
		t.Errorf("everybody sees /settings %s", name)
	}
	return m
}

func TestSettingsAreShownAndSetBack(t *testing.T) {
	t.Parallel()
	now := time.Date(2025, time.March, 4, 5, 6, 0, 0, time.UTC)
	s := playRegistered(t, discordtest.New(t), ferries(), func(o *Options) { o.Now = func() time.Time { return now } })
	untouched := set(t, s, discordtest.Guild, "show")
	says(t, untouched, "Detail of briefs: standard", "UTC, where it is 05:06", "that of the server, English", "every channel", "Everybody may use every command")
	m := set(t, s, discordtest.Guild, "answers", discordtest.Opt("detail", "short"), discordtest.Opt("time_zone", "asia/seoul"), discordtest.Opt("language", "de"))
	says(t, m, "Umfang der Übersichten: kurz", "Asia/Seoul, dort ist es jetzt 14:06", "Deutsch")
	m = set(t, s, discordtest.Guild, "answers", discordtest.Opt("language", "server"))
	says(t, m, "Detail of briefs: short", "Asia/Seoul", "that of the server, English")
	set(t, s, discordtest.Guild, "channel", discordtest.Opt("channel", discordtest.Channel), discordtest.Opt("allowed", true))
	m = set(t, s, discordtest.Guild, "role", discordtest.Opt("command", "ask"), discordtest.Opt("role", roleEditors), discordtest.Opt("allowed", true))
	says(t, m, "answered in: <#"+discordtest.Channel+">", "/ask is for <@&"+roleEditors+">")
	if got := set(t, s, discordtest.Guild, "reset").Text(); got != untouched.Text() {
		t.Errorf("after a reset:\n%s", got)
	}
}

func TestSettingsAreForThoseWhoManageTheServer(t *testing.T) {
	t.Parallel()
	// Registered in another server: the fake then asks for no permission, as
	// Discord does not where administrators have lifted it.
	const elsewhere = "410000000000000002"
	srv := discordtest.New(t, discordtest.Options{Guilds: []string{discordtest.Guild, elsewhere}})
	s := playRegistered(t, srv, ferries(), func(o *Options) { o.GuildID = elsewhere })
	for name, i := range map[string]*discordtest.Interaction{
		"a member": s.Slash(discordtest.Guild, discordtest.User, "settings reset"),
		"a manager through their own installation": s.Slash(discordtest.Guild, discordtest.User, "settings reset", manager, discordtest.UserInstalled()),
		"somebody in direct messages":              s.Slash("", discordtest.User, "settings reset"),
	} {
		m := s.reply(t, i)
		if !m.Ephemeral || !strings.Contains(m.Text(), "Only ") {
			t.Errorf("%s, ephemeral %t, is told:\n%s", name, m.Ephemeral, m.Text())
		}
	}
}

func TestWhatCannotBeSetIsExplained(t *testing.T) {
	t.Parallel()
	s := playRegistered(t, discordtest.New(t), ferries())
	says(t, set(t, s, discordtest.Guild, "answers"), "at least one of `detail`")
	says(t, set(t, s, discordtest.Guild, "answers", discordtest.Opt("time_zone", "Mars/Olympus")), "`time_zone` takes a name")
	says(t, set(t, s, discordtest.Guild, "answers", discordtest.Opt("time_zone", "est")), "`time_zone` takes a place", "instead of EST pick America/New_York")
	everybody := discordtest.Guild // the role that everybody has is named so
	says(t, set(t, s, discordtest.Guild, "role", discordtest.Opt("command", "ask"), discordtest.Opt("role", everybody), discordtest.Opt("allowed", true)), "That role is everybody's")
	says(t, set(t, s, discordtest.Guild, "show"), "UTC", "Everybody may use every command")
}

func TestChannelsThatAreNotAllowedGetAKindRefusal(t *testing.T) {
	t.Parallel()
	s := playRegistered(t, discordtest.New(t), ferries())
	set(t, s, discordtest.Guild, "channel", discordtest.Opt("channel", discordtest.Channel), discordtest.Opt("allowed", true))
	m := s.reply(t, brief(s, discordtest.Guild, "ferry", discordtest.In(sideChannel)))
	says(t, m, "Not in this channel", "<#"+discordtest.Channel+">")
	omits(t, m, "sails")
	if !m.Ephemeral {
		t.Error("everybody is told")
	}
	says(t, s.reply(t, brief(s, discordtest.Guild, "ferry")), "The ferry sails")
	says(t, s.reply(t, s.Slash(discordtest.Guild, discordtest.User, "help", discordtest.In(sideChannel))), "How I decide what to say")
	says(t, s.reply(t, brief(s, "", "ferry")), "The ferry sails")
	set(t, s, discordtest.Guild, "channel", discordtest.Opt("channel", discordtest.Channel), discordtest.Opt("allowed", false))
	says(t, s.reply(t, brief(s, discordtest.Guild, "ferry", discordtest.In(sideChannel))), "The ferry sails")
}

func TestCommandsForSomeRolesRefuseTheOthers(t *testing.T) {
	t.Parallel()
	s := playRegistered(t, discordtest.New(t), ferries())
	set(t, s, discordtest.Guild, "role", discordtest.Opt("command", "brief"), discordtest.Opt("role", roleEditors), discordtest.Opt("allowed", true))
	for _, with := range [][]discordtest.With{nil, {discordtest.Roles(roleOthers)}} {
		m := s.reply(t, brief(s, discordtest.Guild, "ferry", with...))
		says(t, m, "Not for everybody here", "/brief is for <@&"+roleEditors+">")
		if !m.Ephemeral {
			t.Error("everybody is told")
		}
	}
	for _, with := range []discordtest.With{discordtest.Roles(roleOthers, roleEditors), manager} {
		says(t, s.reply(t, brief(s, discordtest.Guild, "ferry", with)), "The ferry sails")
	}
	says(t, s.reply(t, s.Slash(discordtest.Guild, discordtest.User, "today", discordtest.Opt("topic", "ferry"))), "The ferry sails")
	// The menu of the topics briefs, too.
	listed := s.helps(t, discordtest.Guild, discordtest.User, toTopics)
	says(t, s.reply(t, listed.Select("v1:pick:all", "North Korea")), "Not for everybody here")
}

func TestCheckingIsForSomeRolesLikeTheCommands(t *testing.T) {
	t.Parallel()
	s := playRegistered(t, discordtest.New(t), ferries())
	m := set(t, s, discordtest.Guild, "role", discordtest.Opt("command", commandCheck), discordtest.Opt("role", roleEditors), discordtest.Opt("allowed", true))
	says(t, m, "**Check** is for <@&"+roleEditors+">")
	said := s.Say(discordtest.Guild, discordtest.Channel, other, "The ferry sails again in May.", "")
	m = s.reply(t, s.OnMessage(discordtest.Guild, discordtest.User, commandCheck, said.ID))
	says(t, m, "Not for everybody here", "**Check** is for <@&"+roleEditors+">")
	says(t, s.reply(t, s.OnMessage(discordtest.Guild, discordtest.User, commandCheck, said.ID, discordtest.Roles(roleEditors))), "**Says so**")
	says(t, s.reply(t, brief(s, discordtest.Guild, "ferry")), "The ferry sails")
}

func TestAServerIsAnsweredInItsLanguageAndAPersonInTheirs(t *testing.T) {
	t.Parallel()
	const other = "410000000000000002"
	s := playRegistered(t, discordtest.New(t, discordtest.Options{Guilds: []string{discordtest.Guild, other}}), ferries())
	set(t, s, discordtest.Guild, "answers", discordtest.Opt("language", "ko"))
	asked := brief(s, discordtest.Guild, "ferry")
	says(t, s.reply(t, asked), "**핵심**", "The ferry sails again in May.", "2025년 1월 2일", "[더 보기 ▾]")
	says(t, s.reply(t, asked.Click("v1:sources:"+behind(asked))), "기사에서 읽기")
	says(t, s.reply(t, brief(s, discordtest.Guild, "unheard of")), "“unheard of”에 관한 내용이 없습니다")
	says(t, s.reply(t, brief(s, discordtest.Guild, "ferry", discordtest.Opt("since", "soon"))), "입력한 내용을 확인해 주세요", "`since`")
	says(t, s.reply(t, brief(s, other, "ferry", discordtest.Locale("ko"))), "**Bottom line**")
	for locale, says1 := range map[string]string{"fr": "**L'essentiel**", "es-419": "**Lo esencial**", "pl": "**Bottom line**"} {
		says(t, s.reply(t, brief(s, "", "ferry", discordtest.Locale(locale))), says1)
	}
}

func TestTheSetDetailIsForBriefsThatAskForNone(t *testing.T) {
	t.Parallel()
	s := playRegistered(t, discordtest.New(t), ferries())
	set(t, s, discordtest.Guild, "answers", discordtest.Opt("detail", "full"))
	says(t, s.reply(t, brief(s, discordtest.Guild, "ferry")), "**Bottom line**", "**Quotes**")
	omits(t, s.reply(t, brief(s, discordtest.Guild, "ferry", discordtest.Opt("detail", "standard"))), "**Quotes**")
	omits(t, s.reply(t, brief(s, "", "ferry")), "**Quotes**")
}

func TestTimeZonesAreSuggestedWithTheirTime(t *testing.T) {
	t.Parallel()
	now := time.Date(2025, time.January, 4, 5, 6, 0, 0, time.UTC)
	s := playRegistered(t, discordtest.New(t), ferries(), func(o *Options) { o.Now = func() time.Time { return now } })
	for typed, want := range map[string]string{"seo": "Asia/Seoul · 14:06", "EST": "America/New_York · 00:06", " mez": "Europe/Berlin · 06:06", "est": "America/New_York · 00:06", "new y": "America/New_York · 00:06", "utc": "UTC · 05:06"} {
		choices, err := s.Autocomplete(discordtest.Guild, discordtest.User, "settings answers", "time_zone", typed, manager).WaitChoices(s.ctx)
		if err != nil || len(choices) == 0 || choices[0].Name != want {
			t.Errorf("%q suggests %v, %v; want %q first", typed, choices, err, want)
		}
	}
	choices, err := s.Autocomplete(discordtest.Guild, discordtest.User, "settings answers", "time_zone", "", manager).WaitChoices(s.ctx)
	if err != nil || len(choices) != message.MaxChoices {
		t.Errorf("nothing typed suggests %d zones, %v", len(choices), err)
	}
}

func TestSettingsOfOneServerAreUnseenInAnother(t *testing.T) {
	t.Parallel()
	const other = "410000000000000002"
	s := playRegistered(t, discordtest.New(t, discordtest.Options{Guilds: []string{discordtest.Guild, other}}), ferries())
	set(t, s, discordtest.Guild, "answers", discordtest.Opt("time_zone", "Asia/Seoul"), discordtest.Opt("detail", "short"))
	set(t, s, discordtest.Guild, "channel", discordtest.Opt("channel", sideChannel), discordtest.Opt("allowed", true))
	m := set(t, s, other, "show")
	says(t, m, "standard", "UTC", "every channel")
	omits(t, m, sideChannel, "Seoul")
}
