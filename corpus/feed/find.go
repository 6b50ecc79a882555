package feed

import (
	"cmp"
	"context"
	"errors"

	"sitrep/corpus/fetch"
	"sitrep/corpus/store/followed"
)

// Find reads the feed at an address, as people write it, or else the one that the
// page there names. It returns the feed as it is to be followed, but for its
// collection and when it is read next, and how many entries it has now. It fails
// with [ErrNotFeed] where there is none, and else with what the web said.
func Find(ctx context.Context, web Getter, address string) (f followed.Feed, entries int, err error) {
	address = Address(address)
	read, resp, err := Read(ctx, web, fetch.Request{URL: address})
	if errors.Is(err, ErrNotFeed) {
		if named := Discover(resp.Body, resp.URL); named != "" {
			address = named
			read, resp, err = Read(ctx, web, fetch.Request{URL: address})
		}
	}
	if err != nil {
		return followed.Feed{}, 0, err
	}
	return followed.Feed{URL: cmp.Or(resp.Moved, address), Title: read.Title, Interval: FirstInterval}, len(read.Items), nil
}
