package router

import (
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"sitrep/bot/discord"
	"sitrep/bot/discordtest"
	"sitrep/bot/message"
)

func TestTypingIsShownUntilTheAnswerIsThere(t *testing.T) {
	t.Parallel()
	shown, over := make(chan struct{}), make(chan struct{})
	rest := discord.NewREST(discord.RESTOptions{HTTP: &http.Client{Transport: sending(func(q *http.Request) (*http.Response, error) {
		select {
		case <-over:
			t.Error("shown after the answer")
		case shown <- struct{}{}:
		case <-q.Context().Done():
			return nil, q.Context().Err()
		}
		return &http.Response{StatusCode: http.StatusNoContent, Header: http.Header{}, Body: http.NoBody}, nil
	})}})
	rt := New(Options{REST: rest, Log: slog.New(slog.DiscardHandler)})
	r := rt.NewSaid(&discordgo.Message{ID: "1", GuildID: discordtest.Guild, ChannelID: discordtest.Channel, Author: &discordgo.User{ID: discordtest.User}})
	thrice := make(chan struct{})
	go func() {
		for range 3 {
			<-shown
		}
		close(thrice)
	}()
	stop := r.showTyping(t.Context(), time.Millisecond)
	<-thrice
	stop()
	close(over)
}

// sending is a network that is told of every request.
type sending func(*http.Request) (*http.Response, error)

func (s sending) RoundTrip(q *http.Request) (*http.Response, error) { return s(q) }

// An answer that arrived, though the bot can't know, must not stay as it was: Discord
// takes the next one for the same.
func TestAnswerToAMessageReplacesOneThatMayHaveArrived(t *testing.T) {
	srv := discordtest.New(t)
	said := srv.Say("", discordtest.Channel, discordtest.User, "Nothing in particular?", "")
	rt := New(Options{REST: discord.NewREST(discord.RESTOptions{Token: srv.Token(), APIURL: srv.URL()}), Log: slog.New(slog.DiscardHandler)})
	ask := func() *Request {
		return rt.NewSaid(&discordgo.Message{ID: said.ID, ChannelID: said.Channel, Author: &discordgo.User{ID: discordtest.User}})
	}
	if _, err := ask().reply(t.Context(), message.Notice("A part", "of it")); err != nil {
		t.Fatal(err)
	}
	r := ask()
	r.tried = true
	if _, err := r.reply(t.Context(), message.Notice("The whole", "of it")); err != nil {
		t.Fatal(err)
	}
	var answers []string
	for _, m := range srv.Messages(said.Channel) {
		if m.ID != said.ID {
			answers = append(answers, m.Text())
		}
	}
	if len(answers) != 1 || !strings.Contains(answers[0], "The whole") {
		t.Errorf("the answers are %q", answers)
	}
}
