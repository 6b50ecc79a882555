package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// onSmallDisk runs a script in a folder that is a disk of its own, of 3 MiB,
// which the script may fill and have mounted anew.
func onSmallDisk(t *testing.T, script string) string {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux lets a test have a disk of its own")
	}
	dir := t.TempDir()
	mount := "mount -t tmpfs -o size=3m tmpfs " + dir + " && cd " + dir
	if err := exec.Command("unshare", "-rm", "sh", "-c", mount).Run(); err != nil {
		t.Skipf("this system lets no test have a disk of its own: %v", err)
	}
	cmd := exec.CommandContext(t.Context(), "unshare", "-rm", "sh", "-ec", mount+"\n"+script)
	cmd.Env = append(os.Environ(), "TMPDIR="+t.TempDir())
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}

func TestFullAndReadOnlyDisksLoseNothing(t *testing.T) {
	inTurn(t)
	var lines strings.Builder
	for i := range 400 {
		fmt.Fprintf(&lines, `{"_id": %d, "title": "Ferry %[1]d", "text": "Ferry number %[1]d sailed on Friday with %d people to the harbour of quay %d."}`+"\n", i, i*7919%1000, i*104729%977)
	}
	many := filepath.Join(t.TempDir(), "many.jsonl")
	if err := os.WriteFile(many, []byte(lines.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	articles, err := filepath.Abs("../../corpus/sample/articles")
	if err != nil {
		t.Fatal(err)
	}
	said := onSmallDisk(t, `
		sitrep ingest `+articles+`

		echo "== it fills up while articles come in"
		dd if=/dev/zero of=filler bs=4k count=$(($(df -k . | awk 'NR == 2 {print $4}') / 4 - 60)) 2>/dev/null
		sitrep ingest `+many+` && exit 9
		dd if=/dev/zero of=filler bs=4k oflag=append conv=notrunc 2>/dev/null || true
		echo "== no room at all"
		sitrep backup backup.db && exit 9
		ls
		echo "== room again"
		rm filler && mount -o remount,size=16m "$PWD"
		sitrep doctor | grep -E '^(ok|BAD) +(data|index)'
		sitrep ask "When was the Singapore summit?" | grep -c "12 June 2018"
		sitrep backup backup.db

		echo "== read-only"
		mount -o remount,ro "$PWD"
		sitrep ingest `+articles+` && exit 9
		DISCORD_TOKEN=token DISCORD_API_URL=http://127.0.0.1:1 sitrep serve && exit 9
		mount -o remount,rw "$PWD"
		sitrep doctor | grep -E '^(ok|BAD) +(data|index)'
	`)
	rest := said
	for _, want := range []string{
		"40 articles read: 40 added",
		"== it fills up", "the disk is full; nothing of this was kept; make room and try again",
		"== no room at all", "the disk is full", "data\nfiller\n",
		"== room again", "ok    data", "ok    index", "backed up ./data to backup.db",
		"== read-only", "the data folder can't be written", "the data folder can't be written",
		"ok    data", "ok    index",
	} {
		_, after, found := strings.Cut(rest, want)
		if !found {
			t.Fatalf("it does not say %q, or not there:\n%s", want, said)
		}
		rest = after
	}
}
