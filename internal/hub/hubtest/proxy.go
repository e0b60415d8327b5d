package hubtest

import (
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// Proxy is a link to a server that can be cut.
type Proxy struct {
	to       string
	listener net.Listener
	cuts     atomic.Int64

	mu     sync.Mutex
	budget func() int64 // bytes towards the server until a connection is cut; below 0 for never
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
		p.mu.Unlock()
		go p.carry(out, in, left)
		go p.carry(in, out, -1)
	}
}

// carry copies until one side ends, or the budget does.
func (p *Proxy) carry(to, from net.Conn, left int64) {
	var err error
	if left < 0 {
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
