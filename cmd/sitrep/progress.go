package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/mattn/go-isatty"
)

// meter shows how far a long intake has come: a bar that moves on a terminal,
// now and then a line elsewhere.
type meter struct {
	out   io.Writer
	bar   bool // out is a terminal
	now   func() time.Time
	total int64 // bytes to be read; 0 when unknown

	read     int64
	articles int
	begun    time.Time
	shown    time.Time
	visible  bool // the cursor stands behind a bar
}

const (
	barEvery  = 100 * time.Millisecond
	lineEvery = 10 * time.Second
	barWidth  = 24 // characters
	clearLine = "\r\x1b[K"
)

// newMeter begins to measure.
func (p *program) newMeter(total int64, now func() time.Time) *meter {
	f, ok := p.stderr.(*os.File)
	m := &meter{out: p.stderr, now: now, total: total, begun: now()}
	m.bar = ok && isatty.IsTerminal(f.Fd()) && p.getenv("TERM") != "dumb"
	m.shown = m.begun
	return m
}

// bytes counts bytes that were read.
func (m *meter) bytes(n int) {
	m.read += int64(n)
	m.show()
}

// article counts an article that was read.
func (m *meter) article() {
	m.articles++
	m.show()
}

func (m *meter) show() {
	now, every := m.now(), lineEvery
	if m.bar {
		every = barEvery
	}
	if now.Sub(m.shown) < every {
		return
	}
	m.shown = now
	if !m.bar {
		fmt.Fprintf(m.out, "sitrep: %s\n", m.status(now))
		return
	}
	m.visible = true
	if m.total == 0 {
		fmt.Fprint(m.out, clearLine+m.status(now))
		return
	}
	full := int(min(m.read, m.total) * barWidth / m.total)
	fmt.Fprintf(m.out, "%s[%s%s] %s", clearLine, strings.Repeat("#", full), strings.Repeat("-", barWidth-full), m.status(now))
}

// clear makes room for a line of something else.
func (m *meter) clear() {
	if m.visible {
		fmt.Fprint(m.out, clearLine)
		m.visible = false
	}
}

// status says how far the intake has come, how fast it is, and how long it will
// take at that rate.
func (m *meter) status(now time.Time) string {
	took := now.Sub(m.begun)
	s := fmt.Sprintf("%s, %.0f a second", count(m.articles, "article"), float64(m.articles)/max(took.Seconds(), 1e-3))
	if m.total == 0 || m.read == 0 {
		return s
	}
	read := min(m.read, m.total)
	left := time.Duration(float64(took) * float64(m.total-read) / float64(read))
	return fmt.Sprintf("%d %%, %s, %s left", read*100/m.total, s, roughly(left))
}

// roughly says how long something takes, no finer than is of use.
func roughly(d time.Duration) string {
	switch {
	case d >= 2*time.Hour:
		return fmt.Sprintf("%d h", int(d.Round(time.Hour).Hours()))
	case d >= 2*time.Minute:
		return fmt.Sprintf("%d min", int(d.Round(time.Minute).Minutes()))
	}
	return fmt.Sprintf("%d s", int(d.Round(time.Second).Seconds()))
}
