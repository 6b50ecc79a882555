// Package progress shows on a terminal, or line by line elsewhere, how far a long
// intake has come.
package progress

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/mattn/go-isatty"

	"sitrep/bot/message"
)

// Meter shows how far a long intake has come: a bar that moves on a terminal,
// now and then a line elsewhere. It is for one goroutine.
type Meter struct {
	out   io.Writer
	bar   bool // out is a terminal
	now   func() time.Time
	total int64 // Bytes to be read; 0 when unknown

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

// New begins to measure what is read of total bytes, 0 where that is not known, and
// shows it on out. A terminal that is called dumb gets lines, too.
func New(out io.Writer, dumb bool, total int64, now func() time.Time) *Meter {
	f, ok := out.(*os.File)
	m := &Meter{out: out, now: now, total: total, begun: now()}
	m.bar = ok && isatty.IsTerminal(f.Fd()) && !dumb
	m.shown = m.begun
	return m
}

// Bytes counts bytes that were read.
func (m *Meter) Bytes(n int) {
	m.read += int64(n)
	m.show()
}

// Article counts an article that was read.
func (m *Meter) Article() {
	m.articles++
	m.show()
}

func (m *Meter) show() {
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

// Clear makes room for a line of something else.
func (m *Meter) Clear() {
	if m.visible {
		fmt.Fprint(m.out, clearLine)
		m.visible = false
	}
}

// status says how far the intake has come, how fast it is, and how long it will
// take at that rate.
func (m *Meter) status(now time.Time) string {
	took := now.Sub(m.begun)
	s := fmt.Sprintf("%s, %.0f a second", message.CountInEnglish(m.articles, "article", "articles"), float64(m.articles)/max(took.Seconds(), 1e-3))
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
