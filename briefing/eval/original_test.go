package eval

import "testing"

func TestOriginalIsTheQuoteAsTheDocumentHasIt(t *testing.T) {
	for _, c := range []struct{ document, quote, want string }{
		{"The ferry sank. It was old.", "It was old.", "It was old."},
		{"The ferry  sank.\n\nIt was old.", "The ferry sank.", "The ferry  sank."},
		{"The \u200b\u200bferry sank.", "The ferry sank.", "The \u200b\u200bferry sank."},
		{"नाव  डूब गई। वह पुरानी थी।", "नाव डूब गई।", "नाव  डूब गई।"},
		{"The ferry sank.", "The ship sank.", "The ship sank."},
		{"The ferry sank.", "", ""},
	} {
		if got := original(c.document, c.quote); got != c.want {
			t.Errorf("%q in %q: %q, want %q", c.quote, c.document, got, c.want)
		}
	}
}
