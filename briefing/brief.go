// Package briefing has the words of briefs and answers: what is asked for, and what
// is told.
//
// A [Request] is what somebody asks. A [Brief] says what the corpus holds about a
// topic; an answer (a Brief with a question) says what it holds about that
// question, or that it does not say.
// Every sentence of either is a [Claim], every claim carries at least one
// [Citation], and every citation is a span of a stored article, byte for byte.
//
// A [Digest] is what is new since the last one, a [Today] what happened lately, a
// [Check] what the corpus says of a claim, a [Turn] a question of a conversation.
// Package briefer makes them, out of what it reads through [Corpus]; package render
// writes them as text.
package briefing

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"sitrep/corpus"
	"sitrep/corpus/outlet"
)

// Mode says who wrote the sentences of a brief.
type Mode string

const (
	// Deterministic briefs hold sentences of the articles themselves, verbatim
	// or shortened by dropping words.
	Deterministic Mode = "deterministic"
	// Generated briefs hold sentences of a language model, each checked
	// against the passages that it cites.
	Generated Mode = "generated"
)

// Brief is the answer to a topic: a bottom line, developments, a timeline,
// quotes, differences and sources; or, where Question is set, to a question: an
// answer and its sources, or an abstention with the nearest passages; or, where
// Checked is set, what the corpus says of the claims of a text.
type Brief struct {
	Topic    string // as asked; empty for a question or a text
	Question string // as asked; empty for a topic or a text
	Mode     Mode
	AsOf     corpus.Date // as asked for, else the day where it was asked, else the newest publication date in scope, else unknown
	Newest   corpus.Date // the newest publication date in scope, where that is before AsOf
	From     corpus.Date // the first day of which it tells what is new; unknown where it looks at all days
	Undated  bool        // no article in scope has a date

	Window Window // the time of publication that was asked for
	Older  bool   // no news on it was found in Window: this is from before it

	BottomLine   []Claim // the weightiest stories, the one to lead with first
	Developments []Claim // the other stories, newest first, those without a date last
	Background   []Claim // what went before From, oldest first
	Timeline     []Event // oldest first
	Quotes       []Quote
	Differences  []Difference

	Answer             []Claim  // best first
	Abstained          bool     // the corpus does not say; Answer is empty
	Nearest            []Claim  // when Abstained: the passages that come close, best first; none where nothing does
	Meanings           []string // when Abstained: the questions that a follow-up may mean, one of which its reader has to choose
	StandaloneQuestion string   // what a follow-up was understood as; empty when Question stands alone

	Checked   string  // the text that was checked; empty for a brief or an answer
	Checks    []Check // what the corpus says of its claims, in their order
	Unchecked int     // claims after those, beyond how many are checked at once

	Explanations []Explanation // why each claim was chosen; only when asked for

	Sources []Source // numbered from 1, in order of first use
	Stats   Stats

	// Behind is what comes next to Answer or Nearest by its score, and is shown to
	// nobody: how good the order is, is measured by it. It is not kept, nor among Sources.
	Behind []Claim

	// Note says in a sentence, for readers, why the brief is not what was to be
	// expected: that there is a model, and why it did not write this. Else empty.
	Note string
}

// Empty reports whether the brief says nothing at all.
func (b Brief) Empty() bool {
	return len(b.BottomLine)+len(b.Answer)+len(b.Timeline)+len(b.Quotes) == 0
}

// KnowsDays reports whether days tell the claims of the brief apart: it stands on
// one, and some article has one. Else "undated" before each of them says nothing.
func (b Brief) KnowsDays() bool { return b.AsOf.Known() && !b.Undated }

// NewsDays is for how many days what was published counts as news.
const NewsDays = 14

// FreshDays is for how many days what was published is told without its day.
const FreshDays = 2

// LeadsWithOld reports whether the bottom line tells what happened or was published days
// ago: each of its claims is then shown with its day, for nobody expects that there.
func (b Brief) LeadsWithOld() bool {
	return b.KnowsDays() && slices.ContainsFunc(b.BottomLine, func(c Claim) bool {
		return c.Date.Known() && c.Date.Compare(b.AsOf.DaysBack(FreshDays)) < 0
	})
}

// ShowsOlder reports whether what is shown is from before the time that was asked for:
// where nothing is shown, nothing of it is.
func (b Brief) ShowsOlder() bool { return b.Older && (!b.Abstained || len(b.Nearest) > 0) }

// OtherEvents returns the events of the timeline whose sentences stand nowhere
// else in the brief, for a page that shows all of it: none is read twice there.
func (b Brief) OtherEvents() []Event {
	told := slices.Concat(b.BottomLine, b.Developments, b.Background)
	return slices.DeleteFunc(slices.Clone(b.Timeline), func(e Event) bool {
		return slices.ContainsFunc(told, func(c Claim) bool { return c.Text == e.Text })
	})
}

// Claim is one sentence of a brief with its citations: one or more, never none.
type Claim struct {
	Text      string     `json:"text"`
	Citations []Citation `json:"citations"`
	Score     float64    `json:"score"` // 0 to 1, comparable within one brief only

	// Date is the day of what it tells, where a story's line surely names one, or
	// else that on which the first article that it cites was published; unknown
	// where that is, and for an event, which has a date of its own.
	Date corpus.Date `json:"date,omitzero"`
	// Dates are the days that its own words leave to the reader: "on Wednesday".
	Dates []DateNote `json:"dates,omitempty"`

	// Disputed is whether another source denies it: both stand in
	// Brief.Differences, or in Brief.Answer.
	Disputed bool `json:"disputed,omitempty"`
	// StateOnly is whether state-controlled outlets alone say so, as far as was read
	// and is known of them; see package outlet.
	StateOnly bool `json:"state_only,omitempty"`
}

// IsHeadline reports whether the claim is the headline of the article that it cites,
// rather than a sentence of it.
func (c Claim) IsHeadline() bool { return len(c.Citations) > 0 && c.Citations[0].Headline }

// WithDates returns the text with the time of each of Dates in square brackets
// behind it, as editors do it, with a question mark where it is unsure; write makes
// words of a date, or of the first and the last of several.
func (c Claim) WithDates(write func(date, last corpus.Date) string) string {
	var out strings.Builder
	at := 0
	for _, d := range c.Dates {
		if d.End < at || d.End > len(c.Text) {
			continue
		}
		note := write(d.Date, d.Last)
		if d.Unsure {
			note += "?"
		}
		out.WriteString(c.Text[at:d.End] + " [" + note + "]")
		at = d.End
	}
	return out.String() + c.Text[at:]
}

// DateNote says which time a relative expression in a claim's text means:
// "Wednesday", "last month".
type DateNote struct {
	Start int         `json:"start"` // bytes of the text
	End   int         `json:"end"`
	Date  corpus.Date `json:"date"`          // or the first day, month or year of several
	Last  corpus.Date `json:"last,omitzero"` // the last of those, included
	// Unsure is whether it may as well be a week later: a weekday four days or more before
	// the article's own day, whose page may have been revised since.
	Unsure bool `json:"unsure,omitempty"`
}

// Citation is a span of one revision of an article, with the bytes it marks.
type Citation struct {
	N        int              `json:"n"` // the number of the source in Brief.Sources
	Source   corpus.ArticleID `json:"source"`
	Revision int              `json:"revision"`
	Start    int              `json:"start"` // bytes
	End      int              `json:"end"`
	Quote    string           `json:"quote"`              // body[Start:End], or title[Start:End]
	Headline bool             `json:"headline,omitempty"` // it is of the title
}

// Text returns what of an article is cited: its body, or its title.
func (c Citation) Text(a corpus.Article) string {
	if c.Headline {
		return a.Title
	}
	return a.Body
}

// Place names what is cited of its article: "1-120-184", and "1-0-40-title" in its title.
func (c Citation) Place() string {
	place := fmt.Sprintf("%d-%d-%d", c.Revision, c.Start, c.End)
	if c.Headline {
		place += "-title"
	}
	return place
}

// StandsIn reports whether an article says what is cited where it is cited.
func (c Citation) StandsIn(a corpus.Article) bool {
	text := c.Text(a)
	return 0 <= c.Start && c.Start < c.End && c.End <= len(text) && text[c.Start:c.End] == c.Quote
}

// Span returns the range of bytes that is cited.
func (c Citation) Span() corpus.Span { return corpus.Span{Start: c.Start, End: c.End} }

// Event is a dated claim.
type Event struct {
	Date corpus.Date // or the first day, month or year of several
	Last corpus.Date // the last of those, included; unknown where there is only one
	Claim
}

// MarshalJSON writes the claim with the date in ISO 8601 and its precision.
func (e Event) MarshalJSON() ([]byte, error) {
	return marshal(eventJSON{e.Date.String(), e.Date.Precision.String(), e.Last.String(), e.Claim})
}

// UnmarshalJSON reads what [Event.MarshalJSON] wrote.
func (e *Event) UnmarshalJSON(b []byte) error {
	var j eventJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	d, err := dateFromJSON(j.Date, j.Precision)
	if err != nil {
		return err
	}
	last, err := corpus.ParseDate(j.Last)
	*e = Event{d, last, j.Claim}
	return err
}

type eventJSON struct {
	Date      string `json:"date"`
	Precision string `json:"precision"`
	Last      string `json:"last,omitempty"`
	Claim
}

// Quote is what somebody is reported to have said, in their own words.
type Quote struct {
	Speaker   string     `json:"speaker"`
	Text      string     `json:"text"` // the words said, without quotation marks
	Citations []Citation `json:"citations"`
}

// Difference is two or more claims about the same thing that disagree.
type Difference struct {
	About  string  `json:"about"`
	Claims []Claim `json:"claims"`
}

// Source is an article that a brief cites.
type Source struct {
	N         int
	ID        corpus.ArticleID
	Title     string
	Outlet    string
	URL       string
	File      string
	Published corpus.Date
	// Syndicated names the outlets (or files) that carried copies of the
	// article, ten at most; they count as one source with it.
	Syndicated []string
	MoreCopies int // of outlets that are not named

	// What is known of the outlet; see package outlet. Empty for nothing.
	Country string
	Kind    outlet.Kind
}

// MarshalJSON writes the publication date in ISO 8601 with its precision.
func (s Source) MarshalJSON() ([]byte, error) {
	syndicated := s.Syndicated
	if syndicated == nil {
		syndicated = []string{}
	}
	return marshal(sourceJSON{s.N, s.ID, s.Title, s.Outlet, s.URL, s.File,
		s.Published.String(), s.Published.Precision.String(), syndicated, s.MoreCopies, s.Country, s.Kind})
}

// UnmarshalJSON reads what [Source.MarshalJSON] wrote.
func (s *Source) UnmarshalJSON(b []byte) error {
	var j sourceJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	d, err := dateFromJSON(j.Published, j.Precision)
	*s = Source{j.N, j.ID, j.Title, j.Outlet, j.URL, j.File, d, j.Syndicated, j.MoreCopies, j.Country, j.Kind}
	return err
}

type sourceJSON struct {
	N          int              `json:"n"`
	ID         corpus.ArticleID `json:"id"`
	Title      string           `json:"title"`
	Outlet     string           `json:"outlet"`
	URL        string           `json:"url"`
	File       string           `json:"file"`
	Published  string           `json:"published"`
	Precision  string           `json:"published_precision"`
	Syndicated []string         `json:"syndicated"`
	MoreCopies int              `json:"more_copies,omitempty"`
	Country    string           `json:"country,omitempty"`
	Kind       outlet.Kind      `json:"kind,omitempty"`
}

func dateFromJSON(date, precision string) (corpus.Date, error) {
	d, err := corpus.ParseDate(date)
	if err != nil {
		return corpus.Date{}, err
	}
	p, err := corpus.ParsePrecision(precision)
	d.Precision = p
	return d, err
}

// Stats counts what a brief was made from.
type Stats struct {
	Articles           int `json:"articles"`            // in scope
	Passages           int `json:"passages"`            // in scope
	Considered         int `json:"considered"`          // passages that were read for this brief
	DroppedUnsupported int `json:"dropped_unsupported"` // generated claims that failed the check
}

type briefJSON struct {
	Topic              string       `json:"topic"`
	Question           string       `json:"question"`
	Mode               Mode         `json:"mode"`
	AsOf               string       `json:"as_of"`
	Newest             string       `json:"newest,omitempty"`
	From               string       `json:"from,omitempty"`
	Undated            bool         `json:"undated,omitempty"`
	Window             *windowJSON  `json:"window,omitempty"`
	BottomLine         []Claim      `json:"bottom_line"`
	Developments       []Claim      `json:"developments"`
	Background         []Claim      `json:"background"`
	Timeline           []Event      `json:"timeline"`
	Quotes             []Quote      `json:"quotes"`
	Differences        []Difference `json:"differences"`
	Answer             []Claim      `json:"answer"`
	Abstained          bool         `json:"abstained"`
	Nearest            []Claim      `json:"nearest"`
	StandaloneQuestion string       `json:"standalone_question"`
	Sources            []Source     `json:"sources"`
	Stats              Stats        `json:"stats"`
	Note               string       `json:"note,omitempty"`
	Meanings           []string     `json:"meanings,omitempty"`

	Checked   string  `json:"checked,omitempty"`
	Checks    []Check `json:"checks,omitempty"`
	Unchecked int     `json:"unchecked,omitempty"`

	Explanations []Explanation `json:"explanations,omitempty"`
}

// windowJSON is the window of a brief, and what has become of it.
type windowJSON struct {
	From  string `json:"from"`
	To    string `json:"to"`
	Empty bool   `json:"empty"` // nothing in it: the brief is of what was before
}

func (b Brief) windowJSON() *windowJSON {
	if !b.Window.Known() {
		return nil
	}
	return &windowJSON{b.Window.From.String(), b.Window.To.String(), b.Older}
}

func (j *windowJSON) read() (w Window, older bool, err error) {
	if j == nil {
		return w, false, nil
	}
	if w.From, err = corpus.ParseDate(j.From); err != nil {
		return w, false, err
	}
	w.To, err = corpus.ParseDate(j.To)
	return w, j.Empty, err
}

// MarshalJSON writes the brief in the documented format: every list is present,
// if only as [].
func (b Brief) MarshalJSON() ([]byte, error) {
	return marshal(briefJSON{b.Topic, b.Question, b.Mode, b.AsOf.String(), b.Newest.String(), b.From.String(), b.Undated, b.windowJSON(),
		list(b.BottomLine), list(b.Developments), list(b.Background), list(b.Timeline), list(b.Quotes), list(b.Differences),
		list(b.Answer), b.Abstained, list(b.Nearest), b.StandaloneQuestion, list(b.Sources), b.Stats, b.Note, b.Meanings,
		b.Checked, b.Checks, b.Unchecked, b.Explanations})
}

// UnmarshalJSON reads what [Brief.MarshalJSON] wrote.
func (b *Brief) UnmarshalJSON(data []byte) error {
	var j briefJSON
	if err := json.Unmarshal(data, &j); err != nil {
		return err
	}
	asOf, err := corpus.ParseDate(j.AsOf)
	if err != nil {
		return err
	}
	newest, err := corpus.ParseDate(j.Newest)
	if err != nil {
		return err
	}
	from, err := corpus.ParseDate(j.From)
	if err != nil {
		return err
	}
	window, older, err := j.Window.read()
	*b = Brief{j.Topic, j.Question, j.Mode, asOf, newest, from, j.Undated, window, older,
		j.BottomLine, j.Developments, j.Background, j.Timeline, j.Quotes, j.Differences,
		j.Answer, j.Abstained, j.Nearest, j.Meanings, j.StandaloneQuestion,
		j.Checked, j.Checks, j.Unchecked, j.Explanations, j.Sources, j.Stats, nil, j.Note}
	return err
}

// What [Brief].Note says where a model was to write and did not.
const (
	NoteNoReply     = "The language model gave no usable reply, so these are the articles' own sentences."
	NoteUnsupported = "Nothing that the language model wrote is borne out by the articles, so these are their own sentences."
	NoteCited       = "The language model's wording is not borne out as it stands, so these are the sentences of the articles that it cites."
	NoteBudget      = "This server has used up what the language model may cost for today, so these are the articles' own sentences."
	NoteNoAnswer    = "The language model found no answer in what the articles say."
)

// NoteLanguage is what [Brief].Note says where there is no answer to a question in a
// language that no article is written in.
const NoteLanguage = "No article here is in the language of this question. Ask in the language of the articles."
