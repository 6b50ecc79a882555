package feed

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// jsonItem is an item of a JSON feed, version 1 or 1.1 (jsonfeed.org).
type jsonItem struct {
	ID        any          `json:"id"` // a text, or a number
	URL       string       `json:"url"`
	Title     string       `json:"title"`
	HTML      string       `json:"content_html"`
	Text      string       `json:"content_text"`
	Published string       `json:"date_published"`
	Modified  string       `json:"date_modified"`
	Language  string       `json:"language"`
	Authors   []jsonAuthor `json:"authors"`
	Author    jsonAuthor   `json:"author"` // of version 1
}

type jsonAuthor struct {
	Name string `json:"name"`
}

// parseJSON reads a JSON feed, one item at a time.
func parseJSON(text []byte, from string) (Feed, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	if _, err := d.Token(); err != nil {
		return Feed{}, ErrNotFeed
	}
	var f Feed
	isFeed := false
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return f, notJSON(isFeed, err)
		}
		switch key {
		case "version":
			var version string
			err = lenient(d.Decode(&version))
			isFeed = isFeed || strings.Contains(version, "jsonfeed.org/")
		case "title":
			err = lenient(d.Decode(&f.Title))
		case "language":
			err = lenient(d.Decode(&f.Language))
		case "items":
			f.Items, err = jsonItems(d, f.Items, from)
		default:
			var skipped json.RawMessage
			err = d.Decode(&skipped)
		}
		if err != nil {
			return f, notJSON(isFeed, err)
		}
	}
	if !isFeed {
		return Feed{}, ErrNotFeed
	}
	return f, nil
}

// notJSON says why a document could not be read to its end: unless it has said
// that it is a feed, it is none.
func notJSON(isFeed bool, err error) error {
	if !isFeed {
		return ErrNotFeed
	}
	return fmt.Errorf("not valid JSON: %w", unfinished(err))
}

// jsonItems reads items of the list that comes next.
func jsonItems(d *json.Decoder, items []Item, from string) ([]Item, error) {
	if t, err := d.Token(); err != nil {
		return items, err
	} else if t != json.Delim('[') {
		return items, errors.New("its items are no list")
	}
	for d.More() {
		if len(items) == MaxItems {
			var skipped json.RawMessage
			if err := d.Decode(&skipped); err != nil {
				return items, err
			}
			continue
		}
		var j jsonItem
		if err := lenient(d.Decode(&j)); err != nil {
			return items, err
		}
		items = append(items, j.item(from))
	}
	_, err := d.Token() // the end of the list
	return items, err
}

// lenient passes over a value of the wrong type: the rest of its item is there.
func lenient(err error) error {
	if wrong := (*json.UnmarshalTypeError)(nil); errors.As(err, &wrong) {
		return nil
	}
	return err
}

func (j jsonItem) item(from string) Item {
	i := Item{
		Title:     j.Title,
		URL:       resolve(j.URL, from),
		Published: parseDate(j.Published),
		Modified:  parseDate(j.Modified),
		Content:   j.HTML,
		Language:  j.Language,
	}
	switch id := j.ID.(type) {
	case string:
		i.ID = id
	case float64:
		i.ID = strconv.FormatFloat(id, 'f', -1, 64)
	}
	if i.URL == "" && strings.Contains(i.ID, "://") {
		i.URL = resolve(i.ID, from)
	}
	i.Content = cmp.Or(i.Content, paragraphs(j.Text))
	if len(j.Authors) == 0 {
		j.Authors = []jsonAuthor{j.Author}
	}
	var names []string
	for _, a := range j.Authors {
		if a.Name != "" {
			names = append(names, a.Name)
		}
	}
	i.Byline = strings.Join(names, ", ")
	return i
}
