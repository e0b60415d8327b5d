// Package guest lets commands run beside a program that holds the log: the holder
// listens on a Unix socket, and a command that finds the log taken hands its
// command line over. The holder runs it on the log that it has open, and the
// guest prints what comes back. Passphrases are asked by the guest and cross the
// socket in a frame of their own.
package guest

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

// Request is a command line as it was typed.
type Request struct {
	Version string   // of the guest's program; the holder's has to be the same
	Args    []string // without the program's name
	Env     []string
	Dir     string // the guest's folder, for paths that are relative
}

// Question is a passphrase that the holder needs.
type Question struct {
	Person string // whose
	File   string // that it is read from, "" to ask for it
	Option string // of the command, that names such a file; "" where it is only typed
}

// Errors that callers branch on.
var (
	// ErrNobody is returned when nobody listens: the log's holder takes no guests.
	ErrNobody = errors.New("nobody listens beside this log")
	// ErrStranger is returned for another user at the other end.
	ErrStranger = errors.New("the program at the other end belongs to another user")
	// ErrEnded is returned when the holder went away before the command ended.
	ErrEnded = errors.New("the soprun that has the log open ended before this command did: run it again")
)

// The frames: one byte of kind, four of length, then the content.
const (
	frameRequest byte = 'r' // to the holder: Request
	frameRefusal byte = 'n' // to the guest: a sentence, and the end
	frameTaken   byte = 't' // to the guest: its command runs
	frameOut     byte = 'o' // to the guest: standard output
	frameErr     byte = 'e' // to the guest: standard error
	frameAsk     byte = 'p' // to the guest: Question
	framePhrase  byte = 'a' // to the holder: the passphrase
	frameNone    byte = 'f' // to the holder: why there is no passphrase
	frameExit    byte = 'x' // to the guest: the exit code, and the end
)

// maxFrame bounds what one frame makes either end allocate.
const maxFrame = 1 << 20

func writeFrame(w io.Writer, kind byte, content []byte) error {
	head := binary.BigEndian.AppendUint32([]byte{kind}, uint32(len(content)))
	if _, err := w.Write(head); err != nil {
		return err
	}
	_, err := w.Write(content)
	return err
}

func writeJSON(w io.Writer, kind byte, v any) error {
	content, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if len(content) > maxFrame {
		return fmt.Errorf("the command line is longer than %d bytes", maxFrame)
	}
	return writeFrame(w, kind, content)
}

func readFrame(r io.Reader) (kind byte, content []byte, err error) {
	var head [5]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, nil, err
	}
	n := binary.BigEndian.Uint32(head[1:])
	if n > maxFrame {
		return 0, nil, fmt.Errorf("a frame of %d bytes is longer than %d", n, maxFrame)
	}
	content = make([]byte, n)
	_, err = io.ReadFull(r, content)
	return head[0], content, err
}

// Streams is what a guest's command writes to and asks with.
type Streams struct {
	Out, Err io.Writer
	// Ask returns a passphrase, which the caller wipes, or why there is none.
	Ask func(Question) ([]byte, error)
	// Slow says to a guest that its holder took long to answer; nil for never.
	Slow <-chan time.Time
}

const sayWaits = "soprun: waiting for the soprun that has this log open: it does not answer, and may be stopped. Ctrl+C ends this command.\n"

// patient says what is waited for once the holder took long to answer. It does so
// until stop, which is called before anything else is printed.
func patient(s Streams) (stop func()) {
	answered, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		select {
		case <-s.Slow:
			_, _ = io.WriteString(s.Err, sayWaits) // whoever waits for nothing else ends it all the same
		case <-answered:
		}
	}()
	return sync.OnceFunc(func() {
		close(answered)
		<-done
	})
}

// Call hands a command line to the holder of the log in a file, and does what it
// asks for until it ends. It returns the exit code. ErrNobody is returned when
// there is nobody to hand it to.
func Call(log string, r Request, s Streams) (exit int, err error) {
	path, err := socketOf(log)
	if err != nil {
		return 0, fmt.Errorf("%w: %w", ErrNobody, err)
	}
	conn, err := net.Dial("unix", path)
	if err != nil {
		return 0, fmt.Errorf("%w: %w", ErrNobody, err)
	}
	defer func() { _ = conn.Close() }() // what counts was read by then
	if err := samePeer(conn.(*net.UnixConn)); err != nil {
		return 0, err
	}
	answered := patient(s)
	defer answered()
	if err := writeJSON(conn, frameRequest, r); err != nil {
		return 0, err
	}
	in := bufio.NewReader(conn)
	for {
		kind, content, err := readFrame(in)
		answered()
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return 0, ErrEnded
		}
		if err != nil {
			return 0, err
		}
		switch kind {
		case frameTaken:
		case frameOut:
			_, err = s.Out.Write(content)
		case frameErr:
			_, err = s.Err.Write(content)
		case frameAsk:
			err = answer(conn, content, s)
		case frameRefusal:
			return 0, errors.New(string(content))
		case frameExit:
			if len(content) != 1 {
				return 0, ErrEnded
			}
			return int(content[0]), nil
		default:
			err = fmt.Errorf("the holder of the log sent %q", kind)
		}
		if err != nil {
			return 0, err
		}
	}
}

// answer asks for a passphrase and sends it, in a frame that is wiped.
func answer(conn net.Conn, question []byte, s Streams) error {
	var q Question
	if err := json.Unmarshal(question, &q); err != nil {
		return err
	}
	phrase, err := s.Ask(q)
	defer clear(phrase)
	if err != nil {
		return writeFrame(conn, frameNone, []byte(err.Error()))
	}
	return writeFrame(conn, framePhrase, phrase)
}
