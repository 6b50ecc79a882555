package model

import (
	"cmp"
	"context"
	"errors"
	"net/http"
)

// Names returns the names of the models that a server lists. See [Status] for
// why it does not.
func Names(ctx context.Context, o Options) ([]string, error) {
	o.HTTP = cmp.Or(o.HTTP, http.DefaultClient)
	ctx, x := o.filled().exchange(ctx)
	defer x.cancel(nil)
	list, err := x.client().ListModels(ctx)
	if err != nil {
		return nil, x.failure(ctx, err)
	}
	var names []string
	for _, m := range list.Models {
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
