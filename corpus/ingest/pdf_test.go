package ingest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// pdf makes a PDF file of one page with lines of ASCII.
func pdf(lines ...string) string {
	var page strings.Builder
	page.WriteString("BT /F1 12 Tf 72 720 Td 14 TL\n")
	for _, l := range lines {
		fmt.Fprintf(&page, "(%s) Tj T*\n", strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(l))
	}
	page.WriteString("ET")
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", page.Len(), page.String()),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
	}
	b := "%PDF-1.4\n"
	var at []int
	for i, o := range objects {
		at = append(at, len(b))
		b += fmt.Sprintf("%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := len(b)
	b += fmt.Sprintf("xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, n := range at {
		b += fmt.Sprintf("%010d 00000 n \n", n)
	}
	return b + fmt.Sprintf("trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, xref)
}

func TestPDFIsReadByItsProgram(t *testing.T) {
	if _, err := exec.LookPath(pdfProgram); err != nil {
		t.Skip("not installed: ", pdfProgram)
	}
	content := pdf("Ferry returns", "", "", "", "The night ferry sailed again on Friday,", "eleven years after the last crossing.")
	for name, raw := range map[string]string{"a.pdf": content, "a.pdf.gz": string(packed(t, content))} {
		item := one(t, name, raw)
		if item.Err != nil {
			t.Fatal(item.Err)
		}
		if a := item.Article; a.Title != "Ferry returns" || a.Body != "The night ferry sailed again on Friday, eleven years after the last crossing." {
			t.Errorf("%s: %q with %q", name, a.Title, a.Body)
		}
	}
	for name, raw := range map[string]string{
		"no text of an article": pdf(),
		"pdftotext can't read":  "%PDF-1.4\nnothing",
	} {
		if item := one(t, "a.pdf", raw); item.Err == nil || !strings.Contains(item.Err.Error(), name) {
			t.Errorf("got %v, want an error with %q", item.Err, name)
		}
	}
}

func TestPDFWithoutItsProgramSaysWhatToInstall(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	item := one(t, "a.pdf", pdf("Ferry returns"))
	if !errors.Is(item.Err, errNoPDF) {
		t.Errorf("got %v", item.Err)
	}
	if item := one(t, "a.pdf", "Ferry returns"); item.Err == nil || !strings.Contains(item.Err.Error(), "not a PDF") {
		t.Errorf("got %v", item.Err)
	}
}

// program puts a shell script in the place of the program that reads PDF.
func program(t *testing.T, script string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("there are no shell scripts")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, pdfProgram), []byte("#!/bin/sh\n"+script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
}

func TestProgramThatReadsPDFIsKeptWithinLimits(t *testing.T) {
	small := pdfLimits{time: 200 * time.Millisecond, output: 1000, memory: 1 << 30}
	for _, tc := range []struct {
		name, script, reason string
		limits               pdfLimits
	}{
		{"it hangs", "exec sleep 1000", "not done with it after 200ms", small},
		{"it writes without end", "exec yes the ferry sailed", "more than 1000 bytes", pdfLimits{time: time.Hour, output: 1000, memory: 1 << 30}},
		{"it complains", "echo Incorrect password >&2; exit 1", "Incorrect password", usualPDFLimits},
		{"it complains without end", "yes oh no | head -c 1000000 >&2; exit 1", "can't read it: oh no", usualPDFLimits},
		{"it crashes", "kill -SEGV $$", "segmentation fault", usualPDFLimits},
		{"it finds nothing", "printf '\\f'", "pages are pictures", usualPDFLimits},
	} {
		t.Run(tc.name, func(t *testing.T) {
			program(t, tc.script)
			t.Setenv("TMPDIR", t.TempDir())
			_, _, err := readPDF(t.Context(), []byte(pdf("Ferry")), tc.limits)
			if err == nil || !strings.Contains(err.Error(), tc.reason) {
				t.Errorf("got %v, want an error with %q", err, tc.reason)
			}
			if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}

func TestProgramThatReadsPDFSeesNoSecrets(t *testing.T) {
	t.Setenv("SITREP_SECRET", "hush")
	program(t, "env")
	s, _, err := readPDF(t.Context(), []byte(pdf("Ferry")), usualPDFLimits)
	if err != nil {
		t.Fatal(err)
	}
	if said := s.Title + strings.Join(s.Paragraphs, "\n"); strings.Contains(said, "hush") || !strings.Contains(said, "PATH=") {
		t.Errorf("it saw %q", said)
	}
}

func TestProgramThatReadsPDFStopsWhenToldTo(t *testing.T) {
	program(t, "exec sleep 1000")
	ctx, stop := context.WithCancel(t.Context())
	stop()
	_, _, err := readPDF(ctx, []byte(pdf("Ferry")), usualPDFLimits)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestPagesOfPDF has what papers set around and across their pages.
func TestPagesOfPDF(t *testing.T) {
	const first, second = "The board voted to close the old quay, which has\nserved the islands for ninety years and more.", "Seven of nine members backed the plan, it said."
	firstJoined := strings.ReplaceAll(first, "\n", " ")
	for _, tc := range []struct {
		name, text string
		want       []string
		date       string
	}{
		{"a header with the day, and page numbers", "The Quay | Saturday 4 May 2024\n\n" + first + "\n\nPage 1 of 2\n\fThe Quay | Saturday 4 May 2024\n\n" + second + "\n\nPage 2 of 2\n\f", []string{firstJoined, second}, "2024-05-04"},
		{"other numbers, other order", first + "\n\nThe Ashby Courier\n- 11 -\f" + second + "\n\nThe Ashby Courier\n- 12 -\f", []string{firstJoined, second}, ""},
		{"one page with a number", first + "\n\n1/1\n\f", []string{firstJoined}, ""},
		{"a sentence over the page break", "The board voted to close the old quay, which has\n\f\nserved the islands for ninety years and more.\n", []string{firstJoined}, ""},
		{"a sentence over columns", "The board voted to close the old quay, which has\n\nserved the islands for ninety years and more.\n", []string{firstJoined}, ""},
		{"a large initial", "T\n\n" + first[1:], []string{firstJoined}, ""},
		{"paragraphs without blank lines", "The board voted to close the old quay, which has\nserved for years.\nIt did so.\n" + second, []string{"The board voted to close the old quay, which has served for years.", "It did so.", second}, ""},
		{"a byline and a day below the headline", "Board closes quay\nBy Marta Quill\n4 May 2024\n" + first, []string{"Board closes quay", "By Marta Quill", "4 May 2024", firstJoined}, ""},
	} {
		pages := pdfPages(tc.text)
		date := ""
		for _, line := range withoutRunning(pages) {
			if d, ok := dateOfIssue(line); ok {
				date = d.String()
			}
		}
		if diff := cmp.Diff(tc.want, pdfParagraphs(pages)); diff != "" || date != tc.date {
			t.Errorf("%s: date %q, paragraphs:\n%s", tc.name, date, diff)
		}
	}
}
