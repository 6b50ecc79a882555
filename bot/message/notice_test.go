package message

import (
	"strings"
	"testing"

	"sitrep/briefing"
	"sitrep/corpus"
)

func TestNothingFoundInAnEmptyCollectionSaysSo(t *testing.T) {
	text := strings.Join(NothingAbout(Presentation{}, briefing.Request{Topic: "a"}, corpus.Size{}, nil, false).Blocks, "\n")
	if !strings.Contains(text, "There are no articles yet") || !strings.Contains(text, "sitrep ingest") {
		t.Errorf("got:\n%s", text)
	}
}
