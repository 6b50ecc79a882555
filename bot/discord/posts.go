package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// StartPost makes a post in a forum and returns its ID: that of a thread, and of
// the message that it begins with. The name is 1 to 100 characters long; tag is
// the ID of one of the forum's, or empty. It fails with [ErrTagRequired] where the
// forum asks for one.
//
// Discord takes no nonce for a post. So a try that may have arrived is not
// followed by another: whoever wants that looks for the post first (see
// [REST.OwnPosts]).
func (r *REST) StartPost(ctx context.Context, forum, name string, m Message, tag string) (id string, err error) {
	body := struct {
		Name    string   `json:"name"`
		Message payload  `json:"message"`
		Tags    []string `json:"applied_tags,omitempty"`
	}{Name: name, Message: m.payload()}
	if tag != "" {
		body.Tags = []string{tag}
	}
	const op = "make a post"
	answer, err := r.do(ctx, request{
		op:     op,
		method: http.MethodPost,
		route:  "/channels/{channel}/threads",
		ids:    []string{forum},
		bot:    true,
		body:   body,
		files:  m.Files,
		repeat: unlessArrived,
	})
	if err != nil {
		return "", err
	}
	var post struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(answer, &post) != nil || post.ID == "" {
		return "", &Error{Op: op, Status: http.StatusOK, Message: "the answer can't be read", Lost: true}
	}
	return post.ID, nil
}

// archivedPages bounds how many pages of archived posts are looked through, each
// of a hundred.
const archivedPages = 100

// OwnPosts returns the bot's own posts in a forum that were made since an
// instant, archived or not. It takes the permission to read the message history.
func (r *REST) OwnPosts(ctx context.Context, guild, forum string, since time.Time) (ids []string, err error) {
	var me struct {
		ID string `json:"id"`
	}
	if err := r.get(ctx, request{op: "ask who I am", route: "/users/@me"}, &me); err != nil {
		return nil, err
	}
	type page struct {
		Threads []struct {
			ID       string `json:"id"`
			Parent   string `json:"parent_id"`
			Owner    string `json:"owner_id"`
			Metadata struct {
				Archived time.Time `json:"archive_timestamp"`
			} `json:"thread_metadata"`
		} `json:"threads"`
		More bool `json:"has_more"`
	}
	first := firstOf(since)
	seen := map[string]bool{}
	take := func(p page) {
		for _, t := range p.Threads {
			if n, err := strconv.ParseInt(t.ID, 10, 64); err == nil && n >= first && t.Parent == forum && t.Owner == me.ID && !seen[t.ID] {
				seen[t.ID] = true
				ids = append(ids, t.ID)
			}
		}
	}
	var active page
	if err := r.get(ctx, request{op: "list the threads", route: "/guilds/{guild}/threads/active", ids: []string{guild}}, &active); err != nil {
		return nil, err
	}
	take(active)
	query := "limit=100"
	for range archivedPages {
		var archived page
		q := request{op: "list the archived posts", route: "/channels/{channel}/threads/archived/public", ids: []string{forum}, query: query}
		if err := r.get(ctx, q, &archived); err != nil {
			return nil, err
		}
		take(archived)
		// The last archived come first, and none is archived before it is made.
		if n := len(archived.Threads); !archived.More || n == 0 || archived.Threads[n-1].Metadata.Archived.Before(since) {
			return ids, nil
		}
		last := archived.Threads[len(archived.Threads)-1].Metadata.Archived
		query = "limit=100&before=" + url.QueryEscape(last.UTC().Format(time.RFC3339Nano))
	}
	return nil, fmt.Errorf("discord: list the archived posts: there are more than %d pages", archivedPages)
}

// Publish has the servers that follow an announcement channel get a message of
// it. One that is published already stays so.
func (r *REST) Publish(ctx context.Context, channel, message string) error {
	_, err := r.do(ctx, request{
		op:     "publish a message",
		method: http.MethodPost,
		route:  "/channels/{channel}/messages/{message}/crosspost",
		ids:    []string{channel, message},
		bot:    true,
		repeat: always, // a second try is told that it is published
	})
	var refused *Error
	if errors.As(err, &refused) && refused.Code == codeAlreadyPublished {
		return nil
	}
	return err
}
