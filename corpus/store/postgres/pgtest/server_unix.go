//go:build unix

package pgtest

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// server starts a server and returns its folder.
func server() (string, error) {
	bin, err := Programs()
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "pgtest-") // short: the name of a socket may have a hundred bytes
	if err != nil {
		return "", err
	}
	// It ends with this process, however that ends: when its input does.
	run := exec.Command("sh", "-c", `
		trap '' INT
		"$1"/initdb -D "$2"/data -U postgres -A trust -E UTF8 --locale=C --no-sync >"$2"/log 2>&1 || { echo failed; exit 1; }
		"$1"/postgres -D "$2"/data -k "$2" -c listen_addresses= -c fsync=off -c full_page_writes=off -c synchronous_commit=off \
			-c wal_level=minimal -c max_wal_senders=0 -c max_connections=300 -c shared_buffers=64MB -c max_wal_size=4GB -c autovacuum=off \
			>>"$2"/log 2>&1 </dev/null &
		echo started
		read -r line
		kill -QUIT $!
		wait $!
		rm -rf "$2"`, "sh", bin, dir)
	run.Env = append(os.Environ(), "LC_ALL=C")
	run.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if os.Geteuid() == 0 { // whom the server refuses to be run by
		who, err := Unprivileged(dir)
		if err != nil {
			return "", err
		}
		run.SysProcAttr.Credential = who
	}
	run.Dir = dir
	input, err := run.StdinPipe()
	if err != nil {
		return "", err
	}
	out, err := run.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := run.Start(); err != nil {
		return "", err
	}
	held = append(held, input)
	said := make([]byte, 8)
	if n, err := out.Read(said); err != nil || !strings.HasPrefix(string(said[:n]), "started") {
		log, _ := os.ReadFile(filepath.Join(dir, "log"))
		return "", fmt.Errorf("no PostgreSQL could be started: %s", log)
	}
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		c, err := pgconn.Connect(context.Background(), address(dir, "postgres"))
		if err == nil {
			return dir, c.Close(context.Background())
		}
		if time.Now().After(deadline) {
			log, _ := os.ReadFile(filepath.Join(dir, "log"))
			return "", fmt.Errorf("PostgreSQL does not answer: %w; %s", err, log)
		}
	}
}

// held is kept open as long as this process lives.
var held []io.Closer

// Programs is the folder of PostgreSQL's programs, for who starts servers with them.
func Programs() (string, error) {
	places, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb") // Debian's
	slices.Sort(places)
	if path, err := exec.LookPath("initdb"); err == nil {
		places = append([]string{path}, places...)
	}
	if len(places) == 0 {
		return "", fmt.Errorf("no PostgreSQL is installed: initdb is not found")
	}
	path, err := filepath.EvalSymlinks(places[len(places)-1])
	return filepath.Dir(path), err
}

// Unprivileged is somebody who may run a server, to whom it gives a folder.
func Unprivileged(dir string) (*syscall.Credential, error) {
	for _, name := range []string{"postgres", "nobody"} {
		who, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, _ := strconv.Atoi(who.Uid)
		gid, _ := strconv.Atoi(who.Gid)
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, os.Chown(dir, uid, gid)
	}
	return nil, fmt.Errorf("there is nobody to run PostgreSQL as")
}
