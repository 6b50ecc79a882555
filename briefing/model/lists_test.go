package model_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/briefing/model"
)

// grown feeds a text byte by byte, and returns what was there at each time that
// an element was completed.
func grown(text, key string) (seen [][]string) {
	var l model.Lists
	for i := range len(text) + 1 {
		if !l.Grow(text[:i]) {
			continue
		}
		var said []string
		for _, c := range l.Claims(key) {
			said = append(said, c.Text+" "+strings.Join(c.IDs, "+"))
		}
		seen = append(seen, said)
	}
	return seen
}

func TestListsAreReadElementByElement(t *testing.T) {
	one, two := []string{"a S1"}, []string{"a S1", "b S2+S3"}
	plain := `{"answer": [{"text": "a", "sentences": ["S1"]}, {"text": "b", "sentences": ["S2", "S3"]}, {"text": "half`
	for name, c := range map[string]struct {
		text string
		want [][]string
	}{
		"as asked for":             {plain, [][]string{one, two}},
		"prose and a fence before": {"I'd say \"so:\n```json\n" + plain, [][]string{one, two}},
		"braces in prose":          {"The {topic} is {}: " + plain, [][]string{one, two}},
		"brackets in strings":      {`{"answer":[{"text":"a]}{[","sentences":["S1"]}`, [][]string{{"a]}{[ S1"}}},
		"quotes in strings":        {`{"answer":[{"text":"a \"b\" \\","sentences":["S1"]}`, [][]string{{`a "b" \ S1`}}},
		"commas too many":          {`{"answer":[{"text":"a","sentences":["S1",],},]}`, [][]string{one}},
		"other lists":              {`{"notes":[{"text":"x"}],"answer":[{"text":"a","sentences":["S1"]}]}`, [][]string{nil, one}},
		"begun anew":               {`<think>{"answer":[{"text":"x","sentences":["S9"]}]}</think>{"answer":[{"text":"a","sentences":["S1"]}]}`, [][]string{{"x S9"}, one}},
		"no list":                  {`{"answer":{"text":"a","sentences":["S1"]}}`, nil},
		"closed without an end":    {`}]}]{"answer":[{"text":"a","sentences":["S1"]}]}`, [][]string{one}},
		"nothing":                  {"", nil},
	} {
		t.Run(name, func(t *testing.T) {
			if d := cmp.Diff(c.want, grown(c.text, "answer")); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestListsBeginAgainWithASecondTry(t *testing.T) {
	var l model.Lists
	l.Grow(`{"answer":[{"text":"a"},{"text":"b"}`)
	l.Grow(`{"answer":[{"text":"c"}`)
	if got := l.Claims("answer"); len(got) != 1 || got[0].Text != "c" {
		t.Errorf("%v", got)
	}
}

func FuzzLists(f *testing.F) {
	f.Add(`{"answer": [{"text": "a", "sentences": ["S1"]}]}`)
	f.Add(strings.Repeat("[", 100) + strings.Repeat("{", 100) + `"`)
	f.Add(`{"a":[{"b":[{"c":"\"}]}]`)
	f.Fuzz(func(t *testing.T, text string) {
		var all, steps model.Lists
		all.Grow(text)
		for i := 0; i <= len(text); i += 3 {
			steps.Grow(text[:i])
		}
		steps.Grow(text)
		if a, b := all.Claims("answer"), steps.Claims("answer"); !cmp.Equal(a, b) {
			t.Fatalf("%v in one go, %v step by step", a, b)
		}
	})
}
