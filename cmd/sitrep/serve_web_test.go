package main

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"sitrep/bot/discordtest"
)

func TestServeShowsBriefsOnTheWeb(t *testing.T) {
	t.Parallel()
	srv := discordtest.New(t)
	s := serve(t, srv, t.TempDir(), "SITREP_WEB_ADDR=127.0.0.1:0", "SITREP_WEB_URL=https://briefs.example/")
	line, err := s.stderr.find(within(t), regexp.MustCompile(`on the web" addr=(\S+)`))
	if err != nil {
		t.Fatalf("%v\n%s", err, s.log())
	}
	if err := srv.WaitConnected(within(t)); err != nil {
		t.Fatalf("%v\n%s", err, s.log())
	}
	asked := srv.Slash(discordtest.Guild, discordtest.User, "brief", discordtest.Opt("topic", "north-korea"))
	m, err := asked.WaitReply(within(t))
	if err != nil {
		t.Fatalf("%v\n%s", err, s.log())
	}
	id := regexp.MustCompile(`v1:more:([a-z2-7]+)`).FindStringSubmatch(fmt.Sprintf("%+v", m.Components))
	if id == nil {
		t.Fatalf("no button:\n%+v", m.Components)
	}
	more, err := asked.Click(id[0]).WaitReply(within(t))
	if err != nil {
		t.Fatalf("%v\n%s", err, s.log())
	}
	if link := "https://briefs.example/b/" + id[1]; !strings.Contains(fmt.Sprintf("%+v", more.Components), link) {
		t.Errorf("no link to %s:\n%+v", link, more.Components)
	}
	status, page := get(t, line, "/b/"+id[1])
	if status != http.StatusOK || !strings.Contains(page, "<h1") || !strings.Contains(page, "#cited") {
		t.Errorf("the page: %d\n%s", status, page)
	}
}
