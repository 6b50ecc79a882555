package bot

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sitrep/bot/discordtest"
	"sitrep/corpus"
)

func TestMoreLinksToThePageWhereThereIsOne(t *testing.T) {
	t.Parallel()
	s := playRegistered(t, discordtest.New(t), ferries(), func(o *Options) { o.Pages = "https://briefs.example" })
	asked := brief(s, discordtest.Guild, "Ferry pier")
	m := s.moreOf(t, s.reply(t, asked), discordtest.User)
	if !strings.Contains(fmt.Sprintf("%+v", m.Components), "https://briefs.example/b/"+behind(asked)) {
		t.Errorf("no link to the page:\n%+v", m.Components)
	}
	plain := playRegistered(t, discordtest.New(t), ferries())
	if m := plain.moreOf(t, plain.reply(t, brief(plain, discordtest.Guild, "Ferry pier")), discordtest.User); strings.Contains(fmt.Sprintf("%+v", m.Components), "/b/") {
		t.Errorf("a link to no page:\n%+v", m.Components)
	}
}

func TestPagesShowAServersOwnArticlesWhereItsManagersAllowIt(t *testing.T) {
	t.Parallel()
	s := playRegistered(t, discordtest.New(t), ferries(), func(o *Options) { o.Pages = "https://briefs.example" })
	own := corpus.Guild(discordtest.Guild)
	sees := func(guild string) bool {
		scope, err := s.bot.PageScope(t.Context(), guild)
		if err != nil {
			t.Fatal(err)
		}
		return slices.Contains(scope.Collections(), own)
	}
	if sees(discordtest.Guild) {
		t.Error("they are shown though nobody allowed it")
	}
	m := set(t, s, discordtest.Guild, "pages", discordtest.Opt("allowed", true))
	says(t, m, "with those that this server keeps to itself, too")
	if !sees(discordtest.Guild) || sees(otherGuild) || sees("") {
		t.Error("not shown where it is allowed, or elsewhere, too")
	}
	set(t, s, discordtest.Guild, "pages", discordtest.Opt("allowed", false))
	if sees(discordtest.Guild) {
		t.Error("they are still shown")
	}
}
