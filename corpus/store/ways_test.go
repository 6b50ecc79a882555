package store

import (
	"encoding/binary"
	"io"
	"net"
	"net/url"
	"path/filepath"
	"sync/atomic"
	"testing"

	"sitrep/corpus"
	"sitrep/corpus/store/postgres/pgtest"
	"sitrep/corpus/store/storetest"
)

// counted is the address of a new database by way of somebody who counts what is asked of
// the server.
func counted(t *testing.T) (address string, ways *atomic.Int64) {
	t.Helper()
	u, err := url.Parse(pgtest.New(t))
	if err != nil {
		t.Fatal(err)
	}
	const socket = ".s.PGSQL.5432"
	q := u.Query()
	server := filepath.Join(q.Get("host"), socket)
	q.Set("host", t.TempDir())
	u.RawQuery = q.Encode()
	l, err := net.Listen("unix", filepath.Join(q.Get("host"), socket))
	if err != nil {
		t.Skip(err) // the name of a socket may be too long
	}
	t.Cleanup(func() { l.Close() })
	ways = new(atomic.Int64)
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			to, err := net.Dial("unix", server)
			if err != nil {
				client.Close()
				return
			}
			go func() { io.Copy(client, to); client.Close() }()
			go func() {
				defer to.Close()
				// The first has no kind; Sync and Query are what the server answers to.
				for head := make([]byte, 4); ; head = make([]byte, 5) {
					if _, err := io.ReadFull(client, head); err != nil {
						return
					}
					if head[0] == 'S' || head[0] == 'Q' {
						ways.Add(1)
					}
					to.Write(head)
					rest := int64(binary.BigEndian.Uint32(head[len(head)-4:])) - 4
					if _, err := io.CopyN(to, client, rest); err != nil {
						return
					}
				}
			}()
		}
	}()
	return u.String(), ways
}

// How often a brief waits for a server is what it takes longer than with a file.
func TestWaysToTheServerAreFew(t *testing.T) {
	address, ways := counted(t)
	s, err := Open(t.Context(), t.TempDir(), Database(address))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.turn = func() func() bool { return func() bool { return false } }
	var ids []corpus.ArticleID
	for round := range 2 { // in the first, statements are prepared
		for _, step := range []struct {
			what string
			most int64
			do   func() error
		}{
			{"to put 100 articles", 20, func() error {
				articles := storetest.OfSeries("random", 200)[100*round:][:100]
				ids = nil
				for _, a := range articles {
					ids = append(ids, a.ID)
				}
				_, err := s.PutAll(t.Context(), articles)
				return err
			}},
			{"to read 24 articles", 1, func() error {
				articles, err := s.Articles(t.Context(), storetest.Everyone, ids[:24])
				if err == nil && len(articles) != 24 {
					t.Errorf("%d articles are read", len(articles))
				}
				return err
			}},
			{"to look for copies", 2, func() error {
				_, err := s.Copies(t.Context(), storetest.Everyone, ids)
				return err
			}},
		} {
			before := ways.Load()
			if err := step.do(); err != nil {
				t.Fatal(step.what, err)
			}
			took := ways.Load() - before
			t.Logf("round %d: %d ways %s", round, took, step.what)
			if round > 0 && took > step.most {
				t.Errorf("it takes %d ways %s, at most %d are allowed", took, step.what, step.most)
			}
		}
	}
}
