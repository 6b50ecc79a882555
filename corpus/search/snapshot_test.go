package search

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/corpus"
	"sitrep/corpus/analysis"
)

// step is how far apart the bytes are that are tried: n, or more in a short run,
// which may step over a field of a few bytes.
func step(n int) int {
	if testing.Short() {
		return 5 * n
	}
	return n
}

// sampleSnapshot is the snapshot of a small index of two collections, one with
// a dead article.
func sampleSnapshot(t testing.TB) []byte {
	t.Helper()
	ix := New(analyzer)
	d := randomly(5)
	ix.inline = 0
	for range 6 {
		a, b := d.article(1000), d.article(1000)
		a.Collection, b.Collection = corpus.Public, corpus.Guild("1")
		ix.PutAll([]corpus.Article{a, b})
	}
	two := []corpus.Article{article("x", "Talks", "Talks."), article("y", "Talks", "Talks.")}
	ix.PutAll(append(two, d.article(1), d.article(2), d.article(3), d.article(4), d.article(5), d.article(6)))
	ix.Remove(corpus.Public, "x")
	ix.Close()
	return saved(ix, 42)
}

func readBytes(data []byte) (*Index, uint64, error) {
	return read(bytes.NewReader(data), int64(len(data)), analyzer)
}

func saved(ix *Index, watermark uint64) []byte {
	var b bytes.Buffer
	w := &sectionWriter{w: bufio.NewWriter(&b)}
	w.snapshot(ix.state.Load(), watermark, ix.analyzer.Version())
	w.w.Flush()
	return b.Bytes()
}

func TestSnapshotsKeepEverything(t *testing.T) {
	data := sampleSnapshot(t)
	path := filepath.Join(t.TempDir(), "index")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	ix, watermark, err := Open(path, analyzer)
	if err != nil || watermark != 42 {
		t.Fatalf("watermark %d, %v", watermark, err)
	}
	if err := ix.Save(t.Context(), path, 42); err != nil {
		t.Fatal(err)
	}
	again, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(data, again) {
		t.Error("saved again, the snapshot differs")
	}
}

func TestEveryDamagedByteIsDetected(t *testing.T) {
	data := sampleSnapshot(t)
	damaged := bytes.Clone(data)
	for i := 0; i < len(data); i += step(1) {
		damaged[i] ^= 1 << (i % 8)
		if _, _, err := readBytes(damaged); err == nil {
			t.Fatalf("byte %d of %d went unnoticed", i, len(data))
		}
		damaged[i] = data[i]
	}
}

func TestSnapshotsCutShortOrTooLongAreDetected(t *testing.T) {
	data := sampleSnapshot(t)
	for n := 0; n < len(data); n += step(1) {
		if _, _, err := readBytes(data[:n]); err == nil {
			t.Fatalf("%d of %d bytes were taken", n, len(data))
		}
	}
	if _, _, err := readBytes(append(data, 0)); err == nil {
		t.Error("a byte more was taken")
	}
}

func TestForeignSnapshotsAreRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "index")
	if _, _, err := Open(path, analyzer); !errors.Is(err, ErrSnapshot) || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing: got %v", err)
	}
	if _, _, err := Open(t.TempDir(), analyzer); !errors.Is(err, ErrSnapshot) {
		t.Errorf("a folder: got %v", err)
	}
	if err := os.WriteFile(path, sampleSnapshot(t), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Open(path, analysis.New(nil)); !errors.Is(err, ErrSnapshot) {
		t.Errorf("of other aliases: got %v", err)
	}
	data := sampleSnapshot(t)
	binary.LittleEndian.PutUint32(data[len(snapshotMagic):], snapshotFormat+1)
	if _, _, err := readBytes(data); err == nil {
		t.Error("another format was taken")
	}
}

func TestSavingReplacesTheWholeFileOrNothing(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "index")
	ix := index(article("a", "", "Talks."))
	for watermark := range uint64(3) {
		if err := ix.Save(t.Context(), path, watermark); err != nil {
			t.Fatal(err)
		}
	}
	if err := ix.Save(t.Context(), filepath.Join(dir, "missing", "index"), 1); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := ix.Save(t.Context(), filepath.Join(dir, "folder"), 1); err == nil {
		t.Error("saved over a folder")
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if diff := cmp.Diff([]string{"folder", "index"}, names); diff != "" {
		t.Errorf("left behind: %s", diff)
	}
}

func TestEmptyIndexesAreSaved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "index")
	if err := New(analyzer).Save(t.Context(), path, 7); err != nil {
		t.Fatal(err)
	}
	ix, watermark, err := Open(path, analyzer)
	if err != nil || watermark != 7 {
		t.Fatalf("watermark %d, %v", watermark, err)
	}
	ix.Put(article("a", "", "Talks."))
	if got := found(t, ix, Query{Text: "talks"}); got != "a" {
		t.Errorf("got %q", got)
	}
}

// resum makes the checksums of a damaged snapshot right again, as far as its
// sections can be told, so that fuzzing reaches what lies behind them.
func resum(data []byte) []byte {
	data = bytes.Clone(data)
	for i := len(snapshotMagic) + 4; i+12 <= len(data); {
		n := binary.LittleEndian.Uint64(data[i:])
		if n > uint64(len(data)-i-12) {
			break
		}
		end := i + 8 + int(n)
		sum := crc32.Update(0, castagnoli, data[i+8:end])
		sum = crc32.Update(sum, castagnoli, data[i:i+8])
		binary.LittleEndian.PutUint32(data[end:], sum)
		i = end + 4
	}
	return data
}

// openAndUse opens a snapshot that may be anything, and does all with it that
// can be done. Nothing may panic.
func openAndUse(t testing.TB, data []byte) {
	ix, _, err := readBytes(data)
	if err != nil {
		return
	}
	defer ix.Close()
	scope := corpus.NewScope(collections...)
	for _, text := range []string{"north korea talks", "missile w1 w2"} {
		for _, q := range []Query{{}, {Since: corpus.NewDate(2018, 0, 0)}, {Outlet: "wire"}, {Written: "en"}} {
			q.Scope, q.Text = scope, text
			search(t, ix, q)
		}
	}
	ix.Size(scope)
	ix.Remove(corpus.Public, "y")
	for range mergeWidth {
		ix.Put(article("z", "Talks", "Talks."))
	}
	saved(ix, 1)
}

// TestDamageBehindTheChecksumsIsHarmless changes every byte and mends the sums.
func TestDamageBehindTheChecksumsIsHarmless(t *testing.T) {
	data := sampleSnapshot(t)
	for i := len(snapshotMagic) + 4; i < len(data); i += step(7) {
		for _, v := range []byte{0, 0xff, data[i] + 1} {
			damaged := bytes.Clone(data)
			damaged[i] = v
			openAndUse(t, resum(damaged))
		}
	}
}

func TestOpeningTakesNoMoreMemoryThanTheFile(t *testing.T) {
	data := sampleSnapshot(t)
	for i := len(snapshotMagic) + 4; i+12 <= len(data); {
		n := binary.LittleEndian.Uint64(data[i:])
		huge := bytes.Clone(data)
		binary.LittleEndian.PutUint64(huge[i:], 1<<40)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _, err := readBytes(huge)
		runtime.ReadMemStats(&after)
		if err == nil {
			t.Fatalf("section at %d: a terabyte was taken", i)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 32<<20 {
			t.Fatalf("section at %d: %d bytes", i, used)
		}
		i += 12 + int(n)
	}
}

func FuzzOpen(f *testing.F) {
	data := sampleSnapshot(f)
	f.Add(data)
	f.Add(data[:len(data)/2])
	f.Add([]byte(snapshotMagic + "\x01\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		openAndUse(t, data)
		openAndUse(t, resum(data))
	})
}
