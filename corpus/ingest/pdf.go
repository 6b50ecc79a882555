package ingest

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"sitrep/corpus"
	"sitrep/corpus/ingest/clean"
	"sitrep/corpus/ingest/dateline"
)

// pdfProgram takes the text out of PDF files. It is a program of its own,
// because a parser of a format so large is better kept in a process that may
// crash, hang or be killed.
const pdfProgram = "pdftotext"

var errNoPDF = errors.New("reading PDF takes the program " + pdfProgram +
	", which is not installed; install poppler-utils (Debian, Ubuntu, Fedora) or poppler (Homebrew, Arch), then ingest the file again")

// pdfLimits bound the program that reads a PDF file.
type pdfLimits struct {
	time   time.Duration
	output int   // bytes of text
	memory int64 // bytes of address space, where the system can limit it
}

var usualPDFLimits = pdfLimits{time: 30 * time.Second, output: 2 * maxText, memory: 1 << 30}

// readPDF reads a PDF file. What stands together on a page is a paragraph; a
// first one that is short and no sentence is the headline. What every page has at
// its top or bottom is left out, but for the date in it.
func readPDF(ctx context.Context, raw []byte, limits pdfLimits) (Source, string, error) {
	if !bytes.Contains(raw[:min(len(raw), 1024)], []byte("%PDF-")) {
		return Source{}, "", errors.New("not a PDF file")
	}
	text, err := pdfText(ctx, raw, limits)
	if err != nil {
		return Source{}, "", err
	}
	if strings.TrimSpace(text) == "" {
		return Source{}, "", fmt.Errorf("%w: perhaps its pages are pictures", ErrEmpty)
	}
	return pdfSource(text), "", nil
}

// pdfSource makes a source of the text of a PDF file.
func pdfSource(text string) (s Source) {
	pages := pdfPages(text)
	for _, line := range withoutRunning(pages) {
		if d, ok := dateOfIssue(line); ok && !s.Published.Known() {
			s.Published, s.Origin = d, corpus.OriginDateline
		}
	}
	s.Paragraphs = pdfParagraphs(pages)
	if len(s.Paragraphs) > 1 && isHeadline(s.Paragraphs[0]) {
		s.Title, s.Paragraphs = s.Paragraphs[0], s.Paragraphs[1:]
	}
	if own := dateline.Find(s.Paragraphs); own.Published.Known() { // surer than that of the issue
		s.Published, s.Origin = corpus.Date{}, corpus.OriginNone
	}
	return s
}

// pdfPages cuts the text of a PDF file into the lines of its pages, blank ones
// among them.
func pdfPages(text string) [][]string {
	var pages [][]string
	for page := range strings.SplitSeq(text, "\f") {
		page = strings.Trim(clean.Characters(page), "\n ")
		if page == "" {
			continue
		}
		lines := strings.Split(page, "\n")
		for i := range lines {
			lines[i] = oneLine(lines[i])
		}
		pages = append(pages, lines)
	}
	return pages
}

// atEdge is how many lines at the top and at the bottom of a page may be those that
// run through all pages.
const atEdge = 3

// withoutRunning blanks the lines at the edges of pages that come again on others,
// whatever numbers are in them, and those that are only a page number. It returns
// them, each once.
func withoutRunning(pages [][]string) (running []string) {
	digits := regexp.MustCompile(`\p{Nd}+`)
	seen := map[string]int{} // pages by line
	edges := make([][]int, len(pages))
	for i, lines := range pages {
		onPage := map[string]bool{}
		var filled []int
		for n, line := range lines {
			if line != "" {
				filled = append(filled, n)
			}
		}
		if len(filled) > 2*atEdge {
			filled = slices.Concat(filled[:atEdge], filled[len(filled)-atEdge:])
		}
		edges[i] = filled
		for _, n := range filled {
			if line := digits.ReplaceAllString(lines[n], "0"); !onPage[line] {
				onPage[line] = true
				seen[line]++
			}
		}
	}
	for i, lines := range pages {
		for _, n := range edges[i] {
			line := digits.ReplaceAllString(lines[n], "0")
			isNumber := strings.Trim(line, "0 -–—/|.()[]") == "" && strings.Contains(line, "0")
			if isNumber || seen[line] > 1 && seen[line]*2 > len(pages) {
				if i == 0 || !isNumber {
					running = append(running, lines[n])
				}
				lines[n] = ""
			}
		}
	}
	return running
}

// dateOfIssue finds the date in a line that runs through a paper: "The Quay |
// Saturday 4 May 2024".
func dateOfIssue(line string) (corpus.Date, bool) {
	for _, part := range regexp.MustCompile(`\s+[|•·–—-]\s+`).Split(line, 10) {
		if d, ok := dateline.Parse(part); ok && d.Precision >= corpus.Day {
			return d, true
		}
	}
	return corpus.Date{}, false
}

// pdfParagraphs joins the lines of pages to paragraphs: at a blank line, or the end
// of a page, only where the sentence ends, too. An initial that is set large goes to
// the word that it begins, and bylines and dates are lines of their own.
func pdfParagraphs(pages [][]string) []string {
	var out []string
	var paragraph []string // the lines of the last one
	flush := func() {
		if len(paragraph) > 0 {
			out = append(out, strings.Join(paragraph, " "))
			paragraph = nil
		}
	}
	initial, open := "", false // open: the next line goes on with the last paragraph
	for _, lines := range pages {
		width := usualWidth(lines)
		last := ""    // the line before
		fresh := true // a blank line or a new page was before
		for _, line := range lines {
			r, size := utf8.DecodeRuneInString(line)
			switch {
			case line == "":
				fresh = true
				continue
			case unicode.IsUpper(r) && size == len(line) && initial == "":
				initial, fresh = line, true
				continue
			}
			goesOn := unicode.IsLower(r)
			if initial != "" {
				if !goesOn {
					initial += " "
				}
				line, initial, goesOn, fresh = initial+line, "", false, true
			}
			own := dateline.IsOwn(line)
			if own || !open || fresh && (!goesOn || endsSentence(paragraph[len(paragraph)-1])) || !fresh && endsParagraph(last, line, width) {
				flush()
			}
			paragraph = append(paragraph, line)
			open, fresh, last = !own, false, line
		}
	}
	flush()
	return out
}

// usualWidth is the length that three lines in four of a page don't exceed.
func usualWidth(lines []string) int {
	var widths []int
	for _, line := range lines {
		if line != "" {
			widths = append(widths, utf8.RuneCountInString(line))
		}
	}
	if len(widths) == 0 {
		return 0
	}
	slices.Sort(widths)
	return widths[len(widths)*3/4]
}

// endsParagraph reports whether a line is the last of its paragraph though the next
// follows without a blank one: that one's first word would have had room. It takes
// more room than that where no sentence ends, as after a headline.
func endsParagraph(line, next string, width int) bool {
	word, _, _ := strings.Cut(next, " ")
	filled := utf8.RuneCountInString(line) + 1 + utf8.RuneCountInString(word)
	if endsSentence(line) {
		return filled*100 <= width*97
	}
	first, _ := utf8.DecodeRuneInString(next)
	return filled*100 <= width*75 && !unicode.IsLower(first)
}

func endsSentence(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRight(s, "\"'”’»)"))
	return strings.ContainsRune(".!?…:。！？", r)
}

// pdfText runs the program on a copy of the file: not every version of it can
// read from a pipe, and the file may be in a place that only this process sees.
func pdfText(ctx context.Context, raw []byte, limits pdfLimits) (_ string, err error) {
	program, err := exec.LookPath(pdfProgram)
	if err != nil {
		return "", errNoPDF
	}
	dir, err := os.MkdirTemp("", "sitrep-pdf-")
	if err != nil {
		return "", fmt.Errorf("copy it for %s: %w", pdfProgram, err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	const name = "in.pdf"
	if err := os.WriteFile(dir+string(os.PathSeparator)+name, raw, 0o600); err != nil {
		return "", fmt.Errorf("copy it for %s: %w", pdfProgram, err)
	}

	limited, stop := context.WithTimeout(ctx, limits.time)
	defer stop()
	// Without the environment, which holds secrets, but for where programs are.
	cmd := exec.CommandContext(limited, program, "-q", "-enc", "UTF-8", "-eol", "unix", name, "-")
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH")}
	cmd.WaitDelay = time.Second // for children of it that keep the pipes open
	out := &head{most: limits.output, full: stop}
	problems := &head{most: 1000}
	cmd.Stdout, cmd.Stderr = out, problems
	if err := cmd.Start(); err != nil {
		return "", fmt.Errorf("run %s: %w", pdfProgram, err)
	}
	limitMemory(cmd.Process.Pid, limits.memory)
	err = cmd.Wait()
	switch {
	case ctx.Err() != nil:
		return "", fmt.Errorf("reading articles: %w", ctx.Err())
	case out.over:
		return "", fmt.Errorf("%w: more than %d bytes of text", ErrTooLong, limits.output)
	case limited.Err() != nil:
		return "", fmt.Errorf("%s was not done with it after %v", pdfProgram, limits.time)
	case err != nil:
		said, _, _ := strings.Cut(strings.TrimSpace(string(problems.kept)), "\n")
		said = cmp.Or(oneLine(said), err.Error())
		return "", fmt.Errorf("%s can't read it: %s", pdfProgram, said)
	}
	return strings.ToValidUTF8(string(out.kept), "\uFFFD"), nil // pages end in form feeds
}

// head keeps the first bytes that are written to it.
type head struct {
	kept []byte
	most int
	over bool   // there was more
	full func() // called when there is more; may be nil
}

func (h *head) Write(p []byte) (int, error) {
	n := min(len(p), h.most-len(h.kept))
	h.kept = append(h.kept, p[:n]...)
	if n < len(p) {
		h.over = true
		if h.full != nil {
			h.full()
		}
	}
	return len(p), nil
}
