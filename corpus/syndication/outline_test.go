package syndication

import (
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestOutlinesHideNoCopies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		a := sentences(r, rapid.IntRange(1, 60).Draw(t, "sentences"))
		b := edit(r, a, rapid.Float64Range(0, 0.3).Draw(t, "edited"))
		x, y := Read(a), Read(b)
		for _, pair := range [][2]Text{{x, y}, {y, x}, {x, x}} {
			if pair[0].CopyOf(pair[1]) && !pair[0].MayCopy(pair[1].Outline()) {
				t.Errorf("a copy is hidden:\n%s\n%s", a, b)
			}
		}
	})
}

func TestOutlinesTellOfMostThatTheyAreNoCopies(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 11))
	read, others := 0, 0
	for range 300 {
		a := sentences(r, 12+r.IntN(40))
		b := edit(r, a, 0.1+0.3*r.Float64())
		if x, y := Read(a), Read(b); !x.CopyOf(y) {
			others++
			if x.MayCopy(y.Outline()) {
				read++
			}
		}
	}
	if others < 100 || read*10 > others {
		t.Errorf("%d of %d that are no copies have to be read", read, others)
	}
}

func TestOutlinesTellEventsInOneTemplateApart(t *testing.T) {
	a := Read(strings.NewReplacer("PORT ELSWICK", "TARN", "Port Elswick", "Tarn", "Tuesday", "Friday").Replace(harbour))
	if o := Read(harbour).Outline(); a.MayCopy(o) {
		t.Error("with other names, the same text may be a copy")
	}
}

func TestOutlinesAreSmall(t *testing.T) {
	text := sentences(rand.New(rand.NewPCG(12, 12)), 150)
	if n := len(Read(text).Outline()); n*4 > len(text) {
		t.Errorf("%d bytes of a text of %d", n, len(text))
	}
}

func FuzzOutline(f *testing.F) {
	f.Add(harbour, []byte(Read(notice).Outline()))
	f.Add("", []byte{0, 0, 1, 0, 0xff, 0xff, 0x01, 0})
	f.Fuzz(func(t *testing.T, text string, damaged []byte) {
		x := Read(text)
		x.MayCopy(damaged)
		if o := x.Outline(); len(x.all) > 0 && !x.MayCopy(o) {
			t.Error("a text is hidden from itself")
		}
	})
}
