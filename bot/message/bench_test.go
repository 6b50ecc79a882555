package message

import (
	"testing"
)

func BenchmarkRenderBrief(b *testing.B) {
	long := longBrief(11, 25, 80)
	for b.Loop() {
		Brief(Presentation{}, long, "b1")
	}
}
