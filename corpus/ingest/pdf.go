package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"sitrep/corpus/ingest/clean"
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
// first one that is short and no sentence is the headline.
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
	var s Source
	for block := range strings.SplitSeq(clean.Characters(text), "\n\n") {
		if block = oneLine(block); block != "" {
			s.Paragraphs = append(s.Paragraphs, block)
		}
	}
	if len(s.Paragraphs) > 1 && isHeadline(s.Paragraphs[0]) {
		s.Title, s.Paragraphs = s.Paragraphs[0], s.Paragraphs[1:]
	}
	return s, "", nil
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
		if said = oneLine(said); said == "" {
			said = err.Error()
		}
		return "", fmt.Errorf("%s can't read it: %s", pdfProgram, said)
	}
	// Pages end in form feeds.
	return strings.ReplaceAll(strings.ToValidUTF8(string(out.kept), "\uFFFD"), "\f", "\n\n"), nil
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
