package model

import (
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strings"

	"sitrep/corpus/sentence"
)

// Claim is a sentence that a model writes, with the IDs of those that it rests on.
type Claim struct {
	Text string
	IDs  []string // as [ID] brings them to one form
}

// errNoClaims is returned for a reply that holds no claims in any form that is
// known.
var errNoClaims = errors.New("read the model's reply: it is neither a JSON object with the lists asked for, nor a list of claims, nor sentences with marks such as [S1]")

// Claims reads the lists of claims that a reply holds, by name. It takes what is
// asked for, an object with those lists, and what models write in its place: such
// an object within others, one bare list, IDs as numbers or in one string, marks in
// the text, and prose with marks. A list that is asked for and is not there is nil.
func Claims(reply string, lists []string) (map[string][]Claim, error) {
	for _, value := range values(reply) {
		var in any
		if json.Unmarshal(value, &in) != nil {
			continue
		}
		if found := named(in, lists, mostNested); found != nil {
			out := map[string][]Claim{}
			for _, key := range lists {
				list, there := found[key]
				claims, ok := claimsOf(list)
				if there && !ok {
					return nil, errNoClaims
				}
				out[key] = claims
			}
			return out, nil
		}
		if claims, ok := claimsOf(in); ok && len(claims) > 0 {
			return map[string][]Claim{lists[0]: claims}, nil
		}
	}
	if claims := prose(reply); len(claims) > 0 {
		return map[string][]Claim{lists[0]: claims}, nil
	}
	return nil, errNoClaims
}

// mostNested is how deep an object is looked for within others.
const mostNested = 4

// named returns the object with any of some lists, itself or one within it.
func named(in any, lists []string, depth int) map[string]any {
	object, ok := in.(map[string]any)
	if !ok || depth == 0 {
		return nil
	}
	for _, key := range lists {
		if _, ok := object[key]; ok {
			return object
		}
	}
	var keys []string
	for key := range object {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		if found := named(object[key], lists, depth-1); found != nil {
			return found
		}
	}
	return nil
}

// The names under which models put a claim's text and its IDs.
var (
	textKeys = []string{"text", "claim", "sentence", "statement", "answer"}
	idKeys   = []string{"sentences", "ids", "sentence_ids", "citations", "sources", "cites", "id"}
)

// claimsOf reads a list of claims; a claim alone is a list of one.
func claimsOf(in any) ([]Claim, bool) {
	switch in := in.(type) {
	case nil:
		return nil, true
	case []any:
		claims := []Claim{}
		for _, one := range in {
			c, ok := claimOf(one)
			if !ok {
				return nil, false
			}
			claims = append(claims, c)
		}
		return claims, true
	}
	c, ok := claimOf(in)
	if !ok || len(c.IDs) == 0 {
		return nil, false
	}
	return []Claim{c}, true
}

func claimOf(in any) (Claim, bool) {
	switch in := in.(type) {
	case string:
		return unmarked(in), true
	case map[string]any:
		for _, key := range textKeys {
			if text, ok := in[key].(string); ok {
				c := unmarked(text)
				for _, key := range idKeys {
					c.IDs = append(c.IDs, idsOf(in[key])...)
				}
				return c, true
			}
		}
	}
	return Claim{}, false
}

// idsOf reads IDs: one or several, as text or as numbers.
func idsOf(in any) []string {
	var out []string
	switch in := in.(type) {
	case string:
		for _, id := range strings.FieldsFunc(in, func(r rune) bool { return strings.ContainsRune(" ,;[]()", r) }) {
			out = append(out, ID(id))
		}
	case float64:
		if in == float64(int(in)) {
			b, _ := json.Marshal(int(in))
			out = append(out, ID(string(b)))
		}
	case []any:
		for _, one := range in {
			out = append(out, idsOf(one)...)
		}
	}
	return out
}

// ID brings an ID to the form "S1": in capitals, without what models put around
// it, and with its letter.
func ID(id string) string {
	id = strings.ToUpper(strings.Trim(id, " []()."))
	if id != "" && strings.Trim(id, "0123456789") == "" {
		return "S" + id
	}
	return id
}

// mark is what models put into a text for a citation: [S1], (S1, S2), [S1][S2].
var mark = regexp.MustCompile(`\s*[\[(]\s*(S\d+(?:\s*[,;]\s*S\d+)*)\s*[\])]`)

// unmarked takes the marks out of a text.
func unmarked(text string) Claim {
	var c Claim
	for _, m := range mark.FindAllStringSubmatch(text, -1) {
		c.IDs = append(c.IDs, idsOf(m[1])...)
	}
	c.Text = strings.TrimSpace(mark.ReplaceAllString(text, ""))
	return c
}

// prose reads sentences with marks, before or behind the full stop.
func prose(text string) []Claim {
	var out []Claim
	for line := range strings.Lines(text) {
		line = strings.TrimLeft(strings.TrimSpace(line), "-*•# ")
		line = lateMark.ReplaceAllString(line, "$2$1")
		for _, span := range sentence.Split(line, "") {
			if c := unmarked(line[span.Start:span.End]); len(c.IDs) > 0 && c.Text != "" {
				out = append(out, c)
			}
		}
	}
	return out
}

// lateMark is a full stop with the marks of its sentence behind it.
var lateMark = regexp.MustCompile(`([.!])((?:\s*[\[(]\s*S\d+(?:\s*[,;]\s*S\d+)*\s*[\])])+)`)
