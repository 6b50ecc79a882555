package model

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"
)

// Names returns the names of the models that a server lists. See [Status] for
// why it does not.
func Names(ctx context.Context, o Options) ([]string, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if o.Now == nil {
		o.Now = time.Now
	}
	x := &exchange{client: cmp.Or(o.HTTP, http.DefaultClient), idle: cmp.Or(o.Idle, idleTime), stalled: cancel}
	defer x.end()
	resp, f := x.send(ctx, o, "models", nil)
	if f != nil {
		return nil, f
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, x.failure(ctx, err)
	}
	var list struct {
		Data []struct {
			ID string `json:"id"`
		} `json:"data"`
	}
	if json.Unmarshal(body, &list) != nil {
		return nil, &failure{what: "the server sent what is no list of models", status: http.StatusNotFound, server: true}
	}
	var names []string
	for _, m := range list.Data {
		names = append(names, m.ID)
	}
	return names, nil
}

// Status is the status of HTTP that a server refused a request with; 0 where it
// was not that.
func Status(err error) int {
	var f *failure
	if errors.As(err, &f) {
		return f.status
	}
	return 0
}
