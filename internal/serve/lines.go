package serve

import (
	"encoding/binary"
	"net"
	"sync"
	"time"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// The limits of a line, which is a connection with its sessions.
const (
	handshake = 10 * time.Second
	tries     = 6
	// strangers is how many lines there may be at which nobody works.
	strangers = 64
	// perLine is how many sessions are asked for on one line.
	perLine = 8
	// unused is how long a line is kept at which nobody works.
	unused = time.Minute
	// waiting is how many requests of one session wait for their turn.
	waiting = 16
	// widest and highest are the cells of the largest terminal that is drawn on: what a client
	// says of its size is memory here.
	widest, highest = 640, 200
)

// line is a connection.
type line struct {
	net.Conn
	from  string
	leave func(*line)
	once  sync.Once
	told  sync.Once // that a key was refused

	// Of the server's lock.
	asked   int       // sessions
	working int       // sessions that are drawn on
	since   time.Time // since when nobody works
}

// Close closes the connection.
func (l *line) Close() error {
	l.once.Do(func() { l.leave(l) })
	return l.Conn.Close()
}

// lineKey is where the context of a connection has its line.
type lineKey struct{}

func lineOf(ctx ssh.Context) *line {
	l, _ := ctx.Value(lineKey{}).(*line)
	return l
}

// comes takes a connection in. Where too many strangers are here, the one that has waited
// longest goes, of the address that most of them came from: so nobody who only connects
// keeps others out.
func (s *Server) comes(ctx ssh.Context, conn net.Conn) net.Conn {
	l := &line{Conn: conn, from: host(conn.RemoteAddr()), leave: s.lineGoes, since: s.cfg.Now()}
	s.mu.Lock()
	s.lines = append(s.lines, l)
	out := s.tooMany()
	s.mu.Unlock()
	if out != nil {
		_ = out.Close() // it goes either way
	}
	ctx.SetValue(lineKey{}, l)
	return l
}

// tooMany returns the line that has to go, nil for none.
func (s *Server) tooMany() (out *line) {
	from, most, n := map[string]int{}, 0, 0
	for _, l := range s.lines {
		if l.working == 0 {
			from[l.from]++
			most, n = max(most, from[l.from]), n+1
		}
	}
	if n <= strangers {
		return nil
	}
	for _, l := range s.lines { // as they came
		if l.working == 0 && from[l.from] == most {
			return l
		}
	}
	return nil
}

func (s *Server) lineGoes(l *line) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, one := range s.lines {
		if one == l {
			s.lines = append(s.lines[:i:i], s.lines[i+1:]...)
			return
		}
	}
}

// unusedLines returns the lines at which nobody has worked for long.
func (s *Server) unusedLines() (out []*line) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range s.lines {
		if l.working == 0 && s.cfg.Now().Sub(l.since) >= unused {
			out = append(out, l)
		}
	}
	return out
}

// asks begins a session on a line, unless it has so many.
func (s *Server) asks(server *ssh.Server, conn *gossh.ServerConn, asked gossh.NewChannel, ctx ssh.Context) {
	l := lineOf(ctx)
	s.mu.Lock()
	full := l.asked >= perLine
	if !full {
		l.asked++
	}
	s.mu.Unlock()
	if full {
		_ = asked.Reject(gossh.ResourceShortage, "too many sessions were asked for on one connection") // it is gone where this fails
		return
	}
	ssh.DefaultSessionHandler(server, conn, channel{asked}, ctx)
}

// channel is a session that is asked for.
type channel struct{ gossh.NewChannel }

// Accept begins it.
func (c channel) Accept() (gossh.Channel, <-chan *gossh.Request, error) {
	ch, in, err := c.NewChannel.Accept()
	if err != nil {
		return nil, nil, err
	}
	out := make(chan *gossh.Request)
	go sift(in, out)
	return ch, out, nil
}

// sift passes the requests of a session on and never makes its line wait: a size that nobody
// has looked at yet gives way to the next one, sizes are none that nobody has, and of other requests
// no more wait than a client has reason to send.
func sift(in <-chan *gossh.Request, out chan<- *gossh.Request) {
	defer close(out)
	var wait []*gossh.Request
	begun := false
	for {
		var to chan<- *gossh.Request
		var first *gossh.Request
		if len(wait) > 0 {
			to, first = out, wait[0]
		}
		select {
		case to <- first:
			wait = wait[1:]
		case r, ok := <-in:
			switch {
			case !ok:
				return
			case r.Type == "window-change":
				if last := len(wait) - 1; begun && last >= 0 && wait[last].Type == r.Type {
					wait = wait[:last]
				}
			case r.Type == "shell" || r.Type == "exec":
				begun = true
			}
			if r.Type == "window-change" && !begun || len(wait) == waiting {
				_ = r.Reply(false, nil) // it is gone where this fails
				continue
			}
			fit(r)
			wait = append(wait, r)
		}
	}
}

// fit makes the size that a request names one that can be drawn.
func fit(r *gossh.Request) {
	at := 0
	switch r.Type {
	case "window-change":
	case "pty-req": // behind the name of the terminal
		if len(r.Payload) < 4 {
			return
		}
		named := binary.BigEndian.Uint32(r.Payload)
		if int64(named) > int64(len(r.Payload)) {
			return // it is refused
		}
		at = 4 + int(named)
	default:
		return
	}
	if len(r.Payload) < at+8 {
		return
	}
	for i, cells := range []struct{ most, usual uint32 }{{widest, 80}, {highest, 24}} {
		size := r.Payload[at+4*i:]
		switch n := binary.BigEndian.Uint32(size); {
		case n == 0: // it does not know
			binary.BigEndian.PutUint32(size, cells.usual)
		case n > cells.most:
			binary.BigEndian.PutUint32(size, cells.most)
		}
	}
}
