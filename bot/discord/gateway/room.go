package gateway

import (
	"container/list"
	"net"
	"net/http"
	"sync"
	"time"
)

// promptly is how soon whoever means well has said what it connects for: what
// Discord has to say is ready when it connects.
const promptly = time.Second

// room is the connections to a server. When it is full, a newcomer takes the
// place of whoever is slowest, so that nobody who dawdles keeps Discord out:
// neither by many connections nor by bodies that come byte by byte. (Letting
// newcomers wait would have the opposite effect. A bound for each address would
// be of no use, for all that comes has the address of what holds the
// certificate.)
type room struct {
	most int
	now  func() time.Time

	mu     sync.Mutex
	seats  map[net.Conn]*seat
	asking *list.List // of connections with a request that is being read or answered, oldest first
	idle   *list.List // of those between two requests
}

// seat is where a connection stands in its list, and since when.
type seat struct {
	in    *list.List
	at    *list.Element
	since time.Time
}

func newRoom(most int, now func() time.Time) *room {
	return &room{most: most, now: now, seats: map[net.Conn]*seat{}, asking: list.New(), idle: list.New()}
}

// state is for [http.Server.ConnState].
func (r *room) state(c net.Conn, s http.ConnState) {
	r.mu.Lock()
	defer r.mu.Unlock()
	here := r.seats[c]
	switch {
	case s == http.StateNew:
		if len(r.seats) >= r.most {
			r.showOut()
		}
		r.sit(c, r.asking)
	case here == nil: // it was shown out
	case s == http.StateActive && here.in == r.idle:
		r.leave(c)
		r.sit(c, r.asking)
	case s == http.StateIdle:
		r.leave(c)
		r.sit(c, r.idle)
	case s == http.StateClosed, s == http.StateHijacked:
		r.leave(c)
	}
}

// showOut closes a connection: that which has been asking for longest, if for
// too long, else that which has been idle for longest, else the first again.
func (r *room) showOut() {
	out := r.asking.Front()
	if idle := r.idle.Front(); out == nil || idle != nil && r.now().Sub(r.seats[out.Value.(net.Conn)].since) < promptly {
		out = idle
	}
	c := out.Value.(net.Conn)
	r.leave(c)
	c.Close()
}

func (r *room) sit(c net.Conn, in *list.List) {
	r.seats[c] = &seat{in: in, at: in.PushBack(c), since: r.now()}
}

func (r *room) leave(c net.Conn) {
	s := r.seats[c]
	s.in.Remove(s.at)
	delete(r.seats, c)
}
