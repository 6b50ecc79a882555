package ingest

import (
	"errors"
	"fmt"
	"path"
	"regexp"
	"strings"
	"time"

	"sitrep/corpus"
	"sitrep/corpus/ingest/dateline"
)

// named is a day at the start of a file's name, as Jekyll and diaries have it:
// "2024-03-05-ferry.md".
var named = regexp.MustCompile(`^((?:19|20)\d\d-[01]\d-[0-3]\d)(?:\D|$)`)

// dateInName returns the day that the name of a file begins with.
func dateInName(file string) corpus.Date {
	if m := named.FindStringSubmatch(path.Base(file)); m != nil {
		if d, ok := dateline.Parse(m[1]); ok {
			return d
		}
	}
	return corpus.Date{}
}

// DateFrom says where the date of an article is taken from that says none itself.
type DateFrom struct {
	modified bool           // when its file was last changed
	pattern  *regexp.Regexp // in the path of its file
	name     string         // of a field of its front matter or record
}

// ParseDateFrom reads "modified", a pattern with YYYY and perhaps MM and DD that
// stands in the path of files, or the name of a field.
func ParseDateFrom(text string) (DateFrom, error) {
	switch name := fieldName(text); {
	case name == "modified":
		return DateFrom{modified: true}, nil
	case strings.Contains(text, "YYYY"):
		re, ok := namePattern(text)
		if !ok {
			return DateFrom{}, fmt.Errorf("%q is no pattern of a date: write YYYY once, and MM and DD at most once", text)
		}
		return DateFrom{pattern: re}, nil
	case name == "":
		return DateFrom{}, errors.New(`write "modified", a pattern such as YYYY-MM-DD, or the name of a field`)
	default:
		return DateFrom{name: name}, nil
	}
}

// dateOfFile gives an article a date that says none itself: of the first of the
// options that has one, else of the start of its file's name.
func (w *walker) dateOfFile(a *corpus.Article, s Source, modified time.Time) {
	for _, from := range w.opt.DateFrom {
		var d corpus.Date
		switch {
		case from.modified && !modified.IsZero():
			y, m, day := modified.UTC().Date()
			d = corpus.NewDate(y, m, day)
		case from.pattern != nil:
			d = dateByPattern(from.pattern, s.File)
		case from.name != "":
			d, _ = s.record.date([]string{from.name})
		}
		if d.Known() {
			a.Published, a.Origin = d, corpus.OriginFile
			return
		}
	}
	file, _, _ := strings.Cut(s.File, "#")
	if d := dateInName(file); d.Known() {
		a.Published, a.Origin = d, corpus.OriginFile
	}
}

// namePattern makes a regular expression of a pattern in which YYYY, MM and DD
// stand for the parts of a date, and ok is false where it has no year.
func namePattern(pattern string) (_ *regexp.Regexp, ok bool) {
	quoted := regexp.QuoteMeta(pattern)
	for from, to := range map[string]string{"YYYY": `(?P<y>(?:19|20)\d\d)`, "MM": `(?P<m>[01]\d)`, "DD": `(?P<d>[0-3]\d)`} {
		if strings.Count(quoted, from) > 1 {
			return nil, false
		}
		quoted = strings.Replace(quoted, from, to, 1)
	}
	re, err := regexp.Compile(`(?:^|\D)` + quoted + `(?:\D|$)`)
	return re, err == nil && strings.Contains(pattern, "YYYY")
}

// dateByPattern returns the date that a pattern finds in the path of a file.
func dateByPattern(re *regexp.Regexp, file string) corpus.Date {
	m := re.FindStringSubmatch(file)
	if m == nil {
		return corpus.Date{}
	}
	text := ""
	for _, part := range [...]string{"y", "m", "d"} {
		if i := re.SubexpIndex(part); i > 0 {
			text += "-" + m[i]
		}
	}
	d, err := corpus.ParseDate(strings.TrimPrefix(text, "-"))
	if err != nil {
		return corpus.Date{}
	}
	return d
}
