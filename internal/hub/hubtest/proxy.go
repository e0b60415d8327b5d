package hubtest

import (
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Proxy is a link to a server that can be cut.
type Proxy struct {
	to       string
	listener net.Listener
	cuts     atomic.Int64

	mu     sync.Mutex
	delay  time.Duration // each way
	budget func() int64  // bytes towards the server until a connection is cut; below 0 for never
	open   map[net.Conn]bool
}

// NewProxy makes a link to a cluster's port. It is closed with the test.
func NewProxy(t testing.TB, port int) *Proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &Proxy{to: fmt.Sprintf("127.0.0.1:%d", port), listener: l, open: map[net.Conn]bool{}}
	t.Cleanup(func() {
		_ = l.Close()
		p.Cut()
	})
	go p.serve()
	return p
}

// CutAfter cuts each connection that is made from now on after so many bytes towards the
// server, in either direction and in the middle of whatever it carries; below 0 never.
func (p *Proxy) CutAfter(budget func() int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.budget = budget
}

// Delay has what goes over each connection that is made from now on arrive so much later, each
// way, as over a long line: as much of it at once as is sent.
func (p *Proxy) Delay(each time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.delay = each
}

// Cut cuts every connection there is.
func (p *Proxy) Cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.open {
		_ = c.Close() // whoever reads from it finds out
	}
}

// Cuts returns how many connections were cut in the middle.
func (p *Proxy) Cuts() int64 { return p.cuts.Load() }

// Address is where the link is entered.
func (p *Proxy) Address() string { return p.listener.Addr().String() }

// Through is a URL that leads over the link.
func (p *Proxy) Through(url string) string {
	return strings.Replace(url, p.to, p.listener.Addr().String(), 1)
}

func (p *Proxy) serve() {
	for {
		in, err := p.listener.Accept()
		if err != nil {
			return
		}
		out, err := net.Dial("tcp", p.to)
		if err != nil {
			_ = in.Close()
			continue
		}
		left := int64(-1)
		p.mu.Lock()
		if p.open[in], p.open[out] = true, true; p.budget != nil {
			left = p.budget()
		}
		later := p.delay
		p.mu.Unlock()
		go p.carry(out, in, left, later)
		go p.carry(in, out, -1, later)
	}
}

// carry copies until one side ends, or the budget does.
func (p *Proxy) carry(to, from net.Conn, left int64, later time.Duration) {
	var err error
	if left < 0 && later > 0 {
		err = slowly(to, from, later)
	} else if left < 0 {
		_, err = io.Copy(to, from)
	} else if _, err = io.CopyN(to, from, left); err == nil {
		p.cuts.Add(1)
	}
	_ = err // either way it is over
	_, _ = from.Close(), to.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.open, to)
	delete(p.open, from)
}

// slowly copies, and what was read is written so much later.
func slowly(to io.Writer, from io.Reader, later time.Duration) error {
	type part struct {
		due  time.Time
		what []byte
	}
	parts, ended := make(chan part, 4096), make(chan error, 1)
	go func() {
		var failed error
		for p := range parts {
			<-time.After(time.Until(p.due))
			if _, err := to.Write(p.what); err != nil && failed == nil {
				failed = err
			}
		}
		ended <- failed
	}()
	for {
		chunk := make([]byte, 64<<10)
		n, err := from.Read(chunk)
		if n > 0 {
			parts <- part{time.Now().Add(later), chunk[:n]}
		}
		if err != nil {
			close(parts)
			return errors.Join(err, <-ended)
		}
	}
}
