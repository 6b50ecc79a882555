package store

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"sitrep/corpus"
	"sitrep/corpus/store/postgres/pgtest"
	"sitrep/corpus/store/storetest"
)

// rights are those of each file in a folder, and of itself under its name ".".
func rights(t *testing.T, dir string) map[string]fs.FileMode {
	t.Helper()
	all := map[string]fs.FileMode{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		all[e.Name()] = info.Mode().Perm()
	}
	info, err := os.Stat(dir)
	if err != nil {
		t.Fatal(err)
	}
	all["."] = info.Mode().Perm()
	return all
}

func TestOnlyTheOwnerReadsTheFolder(t *testing.T) {
	pgtest.SQLiteOnly(t)
	if runtime.GOOS == "windows" {
		t.Skip("rights are another matter there")
	}
	dir := filepath.Join(t.TempDir(), "data")
	s := openIn(t, dir)
	mustPut(t, s, storetest.Article(corpus.Public, "", "One", "One."))
	for name, mode := range rights(t, dir) {
		if mode&0o077 != 0 {
			t.Errorf("new: %s is %o", name, mode)
		}
	}

	// As an older version left it, with a backup somewhere in it.
	if err := s.Backup(t.Context(), filepath.Join(dir, "monday.backup")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"index.snap", lockFile, MigrationBackup(3), File + damagedSuffix} {
		write(t, filepath.Join(dir, name), "words")
	}
	write(t, filepath.Join(dir, "notes.txt"), "somebody's own")
	for name := range rights(t, dir) {
		mode := fs.FileMode(0o644)
		if name == "." {
			mode = 0o755
		}
		if err := os.Chmod(filepath.Join(dir, name), mode); err != nil {
			t.Fatal(err)
		}
	}
	mustPut(t, openIn(t, dir), storetest.Article(corpus.Public, "", "Two", "Two."))
	for name, mode := range rights(t, dir) {
		want := fs.FileMode(0o600)
		switch name {
		case ".":
			want = 0o700
		case "notes.txt":
			want = 0o644
		}
		if mode != want {
			t.Errorf("%s is %o, want %o", name, mode, want)
		}
	}
}

func TestRefusedWritesSayWhatRefusesThem(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("these are the numbers of other systems")
	}
	for errno, want := range map[syscall.Errno]error{
		syscall.ENOSPC: ErrDiskFull, syscall.EDQUOT: ErrLimit, syscall.EFBIG: ErrLimit,
		syscall.EROFS: ErrReadOnly, syscall.EACCES: ErrReadOnly,
	} {
		wantError(t, explain("write", &fs.PathError{Op: "write", Path: "f", Err: errno}), want)
	}
}

func TestWritableTriesIt(t *testing.T) {
	pgtest.SQLiteOnly(t)
	s := openNew(t)
	if err := s.Writable(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(filepath.Join(s.Dir(), probe+"*")); len(left) > 0 {
		t.Errorf("left %q", left)
	}
	if _, err := s.write.Exec(`PRAGMA query_only = 1`); err != nil {
		t.Fatal(err)
	}
	wantError(t, s.Writable(t.Context()), ErrReadOnly)
	if _, err := s.write.Exec(`PRAGMA query_only = 0`); err != nil {
		t.Fatal(err)
	}
	if err := s.Writable(t.Context()); err != nil {
		t.Errorf("it can be written again: %v", err)
	}
	// That another process writes is no reason.
	other, err := sqlOpen(filepath.Join(s.Dir(), File))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	tx, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if _, err := s.write.Exec(`PRAGMA busy_timeout = 1`); err != nil {
		t.Fatal(err)
	}
	if err := s.Writable(t.Context()); err != nil {
		t.Errorf("while another writes: %v", err)
	}
}
