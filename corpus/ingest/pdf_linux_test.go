package ingest

import (
	"strings"
	"testing"
	"time"
)

func TestProgramThatReadsPDFGetsNoMoreMemoryThanItsLimit(t *testing.T) {
	// It waits for its limit, then asks for a gigabyte in one piece.
	program(t, `until [ "$(ulimit -v)" != unlimited ]; do :; done
exec dd if=/dev/zero of=/dev/null bs=1G count=1`)
	_, _, err := readPDF(t.Context(), []byte(pdf("Ferry")), pdfLimits{time: time.Minute, output: 1000, memory: 200 << 20})
	if err == nil || !strings.Contains(err.Error(), "memory") {
		t.Errorf("got %v", err)
	}
}
