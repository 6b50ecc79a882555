package model_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/briefing/model"
)

func TestClaimsAreReadInWhateverFormTheyCome(t *testing.T) {
	a, ab := []model.Claim{{Text: "A.", IDs: []string{"S1"}}}, []model.Claim{{Text: "A.", IDs: []string{"S1"}}, {Text: "B.", IDs: []string{"S2", "S3"}}}
	for name, c := range map[string]struct {
		reply string
		want  []model.Claim
	}{
		"as asked for":        {`{"answer":[{"text":"A.","sentences":["S1"]},{"text":"B.","sentences":["S2","S3"]}]}`, ab},
		"fenced":              {"```json\n{\"answer\":[{\"text\":\"A.\",\"sentences\":[\"S1\"]}]}\n```", a},
		"within an object":    {`{"result":{"data":{"answer":[{"text":"A.","sentences":["S1"]}]}}}`, a},
		"a bare list":         {`[{"text":"A.","sentences":["S1"]},{"text":"B.","sentences":["S2","S3"]}]`, ab},
		"one claim":           {`{"answer":{"text":"A.","sentences":["S1"]}}`, a},
		"a claim and no list": {`{"text":"A.","sentences":["S1"]}`, a},
		"other names":         {`{"answer":[{"claim":"A.","citations":["S1"]},{"statement":"B.","ids":"S2, S3"}]}`, ab},
		"numbers":             {`{"answer":[{"text":"A.","sentences":[1]},{"text":"B.","sentences":[2, 3.0]}]}`, ab},
		"numbers as text":     {`{"answer":[{"text":"A.","sentences":"1"},{"text":"B.","sentences":["2","[s3]"]}]}`, ab},
		"lower case":          {`{"answer":[{"text":"A.","sentences":["s1"]},{"text":"B.","sentences":["(s2)","s3."]}]}`, ab},
		"marks in the text":   {`{"answer":[{"text":"A [S1]."},{"text":"B. [S2][S3]"}]}`, ab},
		"marks and a list":    {`{"answer":[{"text":"A (S1).","sentences":[]},{"text":"B [S2].","sentences":["S3"]}]}`, ab},
		"texts with marks":    {`{"answer":["A [S1].","B [S2, S3]."]}`, ab},
		"a text with a mark":  {`{"answer":"A [S1]."}`, a},
		"prose":               {"Here is the answer. A [S1]. B. [S2][S3]\n", ab},
		"prose in points":     {"- A. (S1)\n- B [S2; S3].\n", ab},
		"prose and JSON":      {"A [S9]. In JSON: " + `{"answer":[{"text":"A.","sentences":["S1"]}]}`, a},
		"none":                {`{"answer":[]}`, []model.Claim{}},
		"null":                {`{"answer":null}`, nil},
	} {
		got, err := model.Claims(c.reply, []string{"answer"})
		if d := cmp.Diff(c.want, got["answer"]); err != nil || d != "" {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, d)
		}
	}
	for _, reply := range []string{"", "I cannot help with that.", "{}", `{"answer":"yes"}`, `{"answer":[1]}`, "[1]", `{"ok":true}`, "See [1]."} {
		if got, err := model.Claims(reply, []string{"answer"}); err == nil {
			t.Errorf("%q is read as %v", reply, got)
		}
	}
}

func FuzzClaims(f *testing.F) {
	for _, s := range []string{`{"a":{"answer":[{"text":"A","id":1e300}]}}`, "A [S1]. B (S2)", `[["a"]]`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { model.Claims(s, []string{"answer", "more"}) })
}
