package guest

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"sync"

	"soprun/internal/disk"
)

// Host is who holds the log and takes guests.
type Host struct {
	// Version is that of the program; guests of another are refused.
	Version string
	// Run runs a guest's command and returns its exit code. It is called in a
	// goroutine of its own; a panic in it ends the guest and nothing else.
	Run func(ctx context.Context, r Request, s Streams) int

	listener *net.UnixListener
	guests   sync.WaitGroup
	stop     context.CancelFunc
	ctx      context.Context //nolint:containedctx // it ends with Close, not with a call
}

// Listen takes guests from here on. The caller holds the log in the file, so that
// whatever socket lies there is a leftover, and removes it. An error says why no
// guests can be taken.
func (h *Host) Listen(log string) error {
	path, err := socketOf(log)
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	addr, err := net.ResolveUnixAddr("unix", path)
	if err != nil {
		return err
	}
	if h.listener, err = net.ListenUnix("unix", addr); err != nil {
		return err
	}
	h.ctx, h.stop = context.WithCancel(context.Background())
	h.guests.Go(h.accept)
	return nil
}

// Close takes no more guests, cancels those that there are and waits for them. It
// does nothing for a host that does not listen.
func (h *Host) Close() error {
	if h.listener == nil {
		return nil
	}
	h.stop()
	err := h.listener.Close() // which removes the socket
	h.guests.Wait()
	h.listener = nil
	return err
}

func (h *Host) accept() {
	for {
		conn, err := h.listener.AcceptUnix()
		if err != nil {
			return // closed
		}
		h.guests.Go(func() {
			defer func() { _ = conn.Close() }() // the guest has its exit code or is gone
			h.serve(conn)
		})
	}
}

// visit is one guest. Its output is gathered, and sent before anything is asked.
type visit struct {
	mu      sync.Mutex
	out     *bufio.Writer
	answers chan answered
}

// answered is what a guest sent for a question.
type answered struct {
	phrase []byte
	err    error
}

func (h *Host) serve(conn *net.UnixConn) {
	v := &visit{out: bufio.NewWriter(conn), answers: make(chan answered)}
	if err := samePeer(conn); err != nil {
		v.tell(frameRefusal, []byte(err.Error()))
		return
	}
	kind, content, err := readFrame(conn) // without a buffer, which would keep passphrases
	var r Request
	if err != nil || kind != frameRequest || json.Unmarshal(content, &r) != nil {
		return
	}
	if r.Version != h.Version {
		v.tell(frameRefusal, fmt.Appendf(nil, "soprun %s has this log open and this is %s: close it there, or use the same version", h.Version, r.Version))
		return
	}
	v.tell(frameTaken, nil)
	ctx, cancel := context.WithCancel(h.ctx)
	defer cancel()
	go v.listen(ctx, cancel, conn)
	v.tell(frameExit, []byte{byte(h.run(ctx, r, v))})
}

// run runs the command; what breaks in it is told to the guest alone.
func (h *Host) run(ctx context.Context, r Request, v *visit) (exit int) {
	defer func() {
		if broken := recover(); broken != nil {
			v.send(frameErr, fmt.Appendf(nil, "soprun: error: this command broke off: %v\n", broken))
			exit = 1
		}
	}()
	return h.Run(ctx, r, Streams{Out: stream{v, frameOut}, Err: stream{v, frameErr}, Ask: func(q Question) ([]byte, error) { return v.ask(ctx, q) }})
}

// listen takes what the guest sends until it goes away, which cancels the command.
func (v *visit) listen(ctx context.Context, cancel context.CancelFunc, in io.Reader) {
	defer cancel()
	for {
		kind, content, err := readFrame(in)
		if err != nil {
			return
		}
		a := answered{phrase: content}
		if kind == frameNone {
			a = answered{err: errors.New(string(content))}
		}
		select {
		case v.answers <- a:
		case <-ctx.Done():
			clear(content)
			return
		}
	}
}

func (v *visit) ask(ctx context.Context, q Question) ([]byte, error) {
	v.mu.Lock()
	err := errors.Join(writeJSON(v.out, frameAsk, q), v.out.Flush())
	v.mu.Unlock()
	if err != nil {
		return nil, err
	}
	select {
	case a := <-v.answers:
		return a.phrase, a.err
	case <-ctx.Done():
		return nil, errors.New("the command was cancelled")
	}
}

func (v *visit) send(kind byte, content []byte) {
	v.mu.Lock()
	defer v.mu.Unlock()
	_ = writeFrame(v.out, kind, content) // a guest that is gone reads nothing; listen cancels its command
}

// tell sends a frame at once.
func (v *visit) tell(kind byte, content []byte) {
	v.send(kind, content)
	v.mu.Lock()
	defer v.mu.Unlock()
	_ = v.out.Flush() // as in send
}

// stream is one of a guest's outputs.
type stream struct {
	v    *visit
	kind byte
}

func (s stream) Write(p []byte) (int, error) {
	s.v.mu.Lock()
	defer s.v.mu.Unlock()
	for from := 0; from < len(p); from += maxFrame {
		if err := writeFrame(s.v.out, s.kind, p[from:min(len(p), from+maxFrame)]); err != nil {
			return from, err
		}
	}
	return len(p), nil
}

// socketOf names the socket of a log after the file itself, so that two paths to
// one file meet: in the user's runtime folder, else in one that only they can enter.
func socketOf(log string) (string, error) {
	id, err := fileID(log)
	if err != nil {
		return "", err
	}
	dir, err := folder()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, id+".sock"), nil
}

// folder returns the folder of the sockets, which nobody else may write to.
func folder() (string, error) {
	if dir := os.Getenv("XDG_RUNTIME_DIR"); dir != "" {
		dir = filepath.Join(dir, "soprun")
		return dir, private(dir)
	}
	dir := filepath.Join(os.TempDir(), "soprun-"+userName())
	return dir, private(dir)
}

// private makes a folder of the user's own, or finds it so.
func private(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return disk.Private(dir)
}
