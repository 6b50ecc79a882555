package briefer_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sitrep/briefing"
	"sitrep/corpus"
	"sitrep/corpus/ingest"
	"sitrep/corpus/sample"
	"sitrep/prompts"
)

// A rewording makes a claim of a sentence, given others of the same prompt;
// empty where it cannot.
type rewording func(sentence string, others []string) string

// replaced returns a rewording that replaces the first match of a pattern.
func replaced(pattern, by string) rewording {
	re := regexp.MustCompile(pattern)
	return func(s string, _ []string) string {
		m := re.FindStringSubmatchIndex(s)
		if m == nil {
			return ""
		}
		return s[:m[0]] + string(re.ExpandString(nil, by, s, m)) + s[m[1]:]
	}
}

var (
	figure = regexp.MustCompile(`\d+`)
	names  = []string{"Kim Jong Un", "Kim Yo Jong", "Donald Trump", "Lee Jae-myung", "Moon Jae-in", "Vladimir Putin", "South Korea", "North Korea",
		"Russia", "Ukraine", "China", "Pyongyang", "Washington", "Egypt", "Iceland", "Chile"}
	months = strings.Fields("January February March April May June July August September October November December")
)

// lies are ways to say what a sentence does not.
var lies = map[string]rewording{
	"number": func(s string, _ []string) string {
		m := figure.FindStringIndex(s)
		if m == nil {
			return ""
		}
		n, _ := strconv.Atoi(s[m[0]:m[1]])
		return s[:m[0]] + strconv.Itoa(n+1) + s[m[1]:]
	},
	"month": func(s string, _ []string) string {
		for i, m := range months {
			if strings.Contains(s, " "+m+" ") {
				return strings.Replace(s, " "+m+" ", " "+months[(i+5)%12]+" ", 1)
			}
		}
		return ""
	},
	"weekday": replaced(`\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur)day\b`, "Sunday"),
	"name":    func(s string, _ []string) string { return otherName(s, "", "") },
	"speaker": func(s string, _ []string) string {
		return cmp.Or(otherName(s, "", " said"), otherName(s, "said ", ""), otherName(s, "according to ", ""))
	},
	"roles": func(s string, _ []string) string {
		for _, a := range names {
			for _, b := range names {
				i, j := strings.Index(s, a), strings.Index(s, b)
				if i >= 0 && j > i+len(a) && !strings.Contains(s, " and "+b) && !strings.Contains(s, b+" and") {
					return s[:i] + b + s[i+len(a):j] + a + s[j+len(b):]
				}
			}
		}
		return ""
	},
	"negation": func(s string, others []string) string {
		if regexp.MustCompile(`\b(?:no|not|nothing|never|nor)\b`).MatchString(s) {
			return ""
		}
		return replaced(`\b(is|was|were|has|had|will|would|are|have)\b`, "$1 not")(s, others)
	},
	"denial":    replaced(`\b(did not|does not|was not|were not|is not|has not|had not|have not) `, "surely "),
	"certainty": replaced(`\b(?:may|might|would|plans to|planned to|is expected to|will)\b`, "did"),
	"doubt":     replaced(`\b(?:agreed|met|said|signed|fired|launched|closed|opened|crossed) `, "may have $0"),
	"quotation": func(s string, _ []string) string {
		return strings.TrimSuffix(s, ".") + ", and called it “the end of all our hopes”."
	},
	"cause": func(s string, _ []string) string {
		return strings.TrimSuffix(s, ".") + " because of the anger over Russia."
	},
	"comparison": func(s string, _ []string) string { return strings.TrimSuffix(s, ".") + ", more than ever before." },
	"merged": func(s string, others []string) string {
		a := strings.Fields(s)
		b := strings.Fields(others[0])
		if len(a) < 14 || len(b) < 14 {
			return ""
		}
		return strings.Join(a[:8], " ") + " " + strings.Join(b[len(b)-8:], " ")
	},
	"knowledge": func(s string, _ []string) string {
		return strings.TrimSuffix(s, ".") + ", which observers in the capital had long predicted and privately welcomed."
	},
	"opposite": replaced(`\b(?:agreed to|opened|reopened|rose|won|freed|accepted|began|signed|succeeded)\b`, "refused"),
}

// otherName puts one of the names that the sample is about in the place of
// another, which stands between the words given.
func otherName(s, before, after string) string {
	for i, n := range names {
		if !strings.Contains(s, before+n+after) {
			continue
		}
		for k := range names {
			other := names[(i+k+3)%len(names)]
			if !strings.Contains(s, strings.Fields(other)[0]) {
				return strings.Replace(s, before+n+after, before+other+after, 1)
			}
		}
	}
	return ""
}

// truths are ways to say what a sentence says.
var truths = map[string]rewording{
	"itself":        func(s string, _ []string) string { return s },
	"without a day": replaced(`,? on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b`, ""),
	"without a tail": func(s string, _ []string) string {
		i := strings.LastIndex(s, ", ")
		if i < 60 || strings.ContainsAny(s, "“\"") || strings.Contains(s[i:], "said") {
			return ""
		}
		return s[:i] + "."
	},
	"date last":  replaced(`^((?:In|On) [^,]{4,22}), ([^.]+)\.$`, "$2 $1."),
	"said":       replaced(`\bsaid\b`, "stated"),
	"agreed":     replaced(`\bagreed to\b`, "made an agreement to"),
	"which":      replaced(`, which (\w+)`, " that $1"),
	"without an": replaced(`\b(?:large|small|new|old|senior|top|former|joint|brief|sharp) `, ""),
}

// claimer opens the sample corpus for a model that replies with one claim.
func claimer(t *testing.T) (shown []says, claim func(topic string, c says) briefing.Brief, topics []string) {
	t.Helper()
	var articles []corpus.Article
	if _, err := ingest.WalkFS(t.Context(), sample.FS(), ingest.Options{}, func(i ingest.Item) error {
		articles = append(articles, i.Article)
		return i.Err
	}); err != nil {
		t.Fatal(err)
	}
	_, b := open(t, articles...)
	var seen string
	reply := func(string) string { return "" }
	b = withWriter(t, b, writer(func(_ context.Context, p prompts.Prompt) (string, error) {
		seen = p.User
		return reply(p.User), nil
	}))
	ask := func(topic string) briefing.Brief {
		out, err := b.Brief(t.Context(), briefing.Request{Scope: public(), Topic: topic})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	topics = []string{"north-korea", "kim jong un", "ever given", "grindavik", "copper"}
	for _, topic := range topics {
		ask(topic)
		for line := range strings.Lines(seen) {
			if id, text, ok := strings.Cut(strings.TrimSpace(line), ": "); ok && len(id) > 1 && strings.Trim(id[1:], "0123456789") == "" {
				shown = append(shown, says{text, []string{topic}})
			}
		}
	}
	return shown, func(topic string, c says) briefing.Brief {
		reply = func(prompt string) string {
			text, _ := json.Marshal(c.text)
			return fmt.Sprintf(`{"bottom_line":[{"text":%s,"sentences":[%q]}],"developments":[]}`, text, idOf(prompt, c.cites[0]))
		}
		return ask(topic)
	}, topics
}

// reword makes claims of sentences, up to so many of each kind, and returns how
// many there were and which were given out.
func reword(t *testing.T, ways map[string]rewording, each int) (made int, posted map[string][]string) {
	shown, claim, _ := claimer(t)
	posted = map[string][]string{}
	for kind, way := range ways {
		n := 0
		for i, s := range shown {
			if n == each {
				break
			}
			var others []string
			for k := 1; k < 12; k++ {
				others = append(others, shown[(i+7*k)%len(shown)].text)
			}
			text := way(s.text, others)
			if text == "" || len(text) > 400 || len(strings.Fields(s.text)) < 8 || strings.ContainsAny(s.text[:3], "“\"") {
				continue
			}
			n++
			made++
			b := claim(s.cites[0], says{text, []string{s.text}})
			for _, c := range slices.Concat(b.BottomLine, b.Developments) {
				if c.Text == text {
					posted[kind] = append(posted[kind], text+" ["+c.Citations[0].Quote+"]")
				}
			}
		}
		t.Logf("%-14s %d of %d given out", kind, len(posted[kind]), n)
	}
	return made, posted
}

// long leaves a test out where only the race detector wants to see the code run:
// it sees the same in one claim as in hundreds.
func long(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("judges hundreds of claims, one by one")
	}
}

// In 200, at most 4 lies may pass, and 180 truths must.

func TestFewLiesAreGivenOut(t *testing.T) {
	long(t)
	made, posted := reword(t, lies, 14)
	if n := count(posted); made < 150 || n*200 > 4*made {
		t.Errorf("%d of %d lies are given out", n, made)
		for kind, texts := range posted {
			for _, text := range texts {
				t.Logf("%s: %s", kind, text)
			}
		}
	}
}

func TestMostParaphrasesAreGivenOut(t *testing.T) {
	long(t)
	made, posted := reword(t, truths, 30)
	if n := count(posted); made < 100 || n*200 < 180*made {
		t.Errorf("%d of %d paraphrases are given out", n, made)
	}
}

func count(posted map[string][]string) (n int) {
	for _, texts := range posted {
		n += len(texts)
	}
	return n
}
