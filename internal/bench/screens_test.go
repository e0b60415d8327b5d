package bench_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/creack/pty"
	"go.etcd.io/bbolt"

	"soprun/internal/station"
	"soprun/internal/tui/kit"
)

// ofScreens are the measures of what a person at a terminal waits for.
var ofScreens = []measure{
	{work: "first useful frame: rows of the library", unit: "ms", ref: "the same imports to their first word", ratio: 1.4, owed: 2.5, grows: still, because: "of 49 ms 25 are the program and what it imports, 10 of these the lexers and styles that Glamour brings; 12 are the state of the log and the seal of its index, 4 the start of Bubble Tea, and up to 8 its first tick", take: firstFrame},
	{work: "from there to what is due today", unit: "ms", most: 50, grows: still, take: today},
	{work: "soprun version", unit: "ms", ref: "the same imports to their end", ratio: 1.1, grows: not, because: "its file is four times as large, since what it imports is used; its own packages and commands begin in 2 ms", take: version},
	{work: "key to frame in the library, p50", unit: "ms", ref: "bare Bubble Tea", grows: still, take: keysInLibrary(median)},
	{work: "key to frame in the library, p99", unit: "ms", ref: "bare Bubble Tea", most: 11, grows: still, because: "Bubble Tea draws 120 times a second: a bare program of it takes as long", take: keysInLibrary(slowest)},
	{work: "key to frame on the checklist, p99", unit: "ms", ref: "bare Bubble Tea", most: 11, grows: still, because: "Bubble Tea draws 120 times a second: a bare program of it takes as long", take: sits(func(x *sitting) figure { return x.checklist.of(slowest) })},
	{work: "open the log screen, over the 60 ms of a key that acts", unit: "ms", most: 33.3, grows: still, take: sits(func(x *sitting) figure { return figure{ours: in(time.Millisecond, median(x.logs))} })},
	{work: "a letter in the filter of the log, which nothing has", unit: "ms", most: 33.3, grows: still, take: sits(func(x *sitting) figure { return figure{ours: in(time.Millisecond, median(x.letters))} })},
	{work: "memory at rest", unit: "MB", most: 30, grows: still, because: "26 MB are pages of the program's own file, which a system takes back when it needs them; 18 are its own, and the rest the log that is mapped", take: sits(func(x *sitting) figure { return figure{ours: x.rest} })},
	{work: "memory with the log open", unit: "MB", ref: "at rest", most: 40, grows: still, because: "see memory at rest; the log that is mapped grows by what was looked at", take: sits(func(x *sitting) figure { return figure{ours: x.logOpen, ref: x.rest} })},
	{work: "memory after many keys, 30,000 at size", unit: "MB", ref: "before them", ratio: 1.1, grows: still, take: sits(func(x *sitting) figure { return figure{ours: x.flooded, ref: x.logOpen} })},
	{work: "processor at rest", unit: "%", most: 0.5, grows: still, because: "Bubble Tea looks 120 times a second whether there is anything to draw, and the least program of it takes no less; nothing public changes that while it runs", take: sits(func(x *sitting) figure { return figure{ours: x.idle} })},
	{work: "first frame without an index", unit: "ms", ref: "with it", ratio: 1.4, grows: still, because: "that a log is being read is said after 150 ms, so that nothing flickers where it is over before; with an index the library is there by then", take: withoutIndex("soprun")},
	{work: "first useful frame without an index", unit: "ms", ref: "with it", grows: linear, take: withoutIndex("▸")},
	{work: "memory while the index is built, at most", unit: "MB", most: 300, grows: still, take: buildingWithin},
}

// screen is a program on a terminal of its own.
type screen struct {
	cmd  *exec.Cmd
	tty  *os.File
	came chan chunk // what it draws, as it comes
	seen []byte     // what came while something was waited for
}

// chunk is what was read at once.
type chunk struct {
	text []byte
	at   time.Time
}

// patience is how long is waited for what must come; longer where there is much of it.
var patience = 20 * time.Second

// quiet is how long nothing comes behind the end of a frame: longer than it takes to draw two.
const quiet = 20 * time.Millisecond

func show(argv ...string) (*screen, error) {
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Env = append(os.Environ(), "TERM=xterm-256color", "COLORTERM=truecolor")
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		return nil, err
	}
	s := &screen{cmd: cmd, tty: tty, came: make(chan chunk, 1024)}
	go func() {
		defer close(s.came)
		for {
			buf := make([]byte, 64<<10)
			n, err := tty.Read(buf)
			if n > 0 {
				s.came <- chunk{buf[:n], time.Now()}
			}
			if err != nil {
				return
			}
		}
	}()
	return s, nil
}

// end ends the program as somebody does who closes the window.
func (s *screen) end() {
	_ = s.cmd.Process.Signal(os.Interrupt) // it may have ended
	_ = s.tty.Close()                      // nothing is kept in it
	over := make(chan struct{})
	go func() {
		_ = s.cmd.Wait() // it was ended
		close(over)
	}()
	select {
	case <-over:
	case <-time.After(2 * time.Second):
		_ = s.cmd.Process.Kill() // it did not hear
		<-over
	}
}

// until waits for one of some words and returns when the last part of it came.
func (s *screen) until(words ...string) (time.Time, error) {
	late := time.After(patience)
	for s.seen = nil; ; {
		select {
		case c, open := <-s.came:
			if !open {
				return time.Time{}, fmt.Errorf("it ended before %q: %w", words, io.EOF)
			}
			if s.seen = append(s.seen, c.text...); s.shows(words...) {
				return c.at, nil
			}
		case <-late:
			return time.Time{}, fmt.Errorf("%q did not come in %s: %q", words, patience, s.seen)
		}
	}
}

// shows reports whether one of some words came while the last ones were waited for.
func (s *screen) shows(words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return bytes.Contains(s.seen, []byte(w)) })
}

// settled reads until nothing comes any more, and returns when the last of it came, with all
// of it.
func (s *screen) settled() (last time.Time, seen []byte) {
	timer := time.NewTimer(quiet)
	defer timer.Stop()
	for {
		select {
		case c, open := <-s.came:
			if !open {
				return last, seen
			}
			last, seen = c.at, append(seen, c.text...)
			timer.Reset(quiet)
		case <-timer.C:
			return last, seen
		}
	}
}

// press sends a key and returns how long it took until a frame with one of some words was drawn
// to its end.
func (s *screen) press(key string, shows ...string) (time.Duration, error) {
	began := time.Now()
	shown, err := s.first(key, shows...)
	if err != nil {
		return 0, err
	}
	if last, _ := s.settled(); last.After(began.Add(shown)) {
		shown = last.Sub(began)
	}
	return shown, nil
}

// first sends a key and returns how long it took until one of some words was drawn: frames that say
// how far something is may follow each other.
func (s *screen) first(key string, shows ...string) (time.Duration, error) {
	began := time.Now()
	if _, err := s.tty.WriteString(key); err != nil {
		return 0, err
	}
	shown, err := s.until(shows...)
	if err != nil {
		return 0, fmt.Errorf("after %q: %w", key, err)
	}
	return shown.Sub(began), nil
}

// alone presses a key that acts, which stands apart from every other.
func (s *screen) alone(key string, shows ...string) (time.Duration, error) {
	s.wait(kit.Apart + quiet)
	return s.press(key, shows...)
}

// on runs soprun on the department and calls f once it has drawn its list, and is quiet.
func (w *world) on(f func(*screen) error, args ...string) error {
	bin, err := soprun()
	if err != nil {
		return err
	}
	s, err := show(append([]string{bin, "--data", w.dir}, args...)...)
	if err != nil {
		return err
	}
	defer s.end()
	if _, err := s.until("▸"); err != nil {
		return err
	}
	s.settled()
	return f(s)
}

// shown measures how long a program takes to a word.
func shown(word string, argv ...string) (time.Duration, error) {
	began := time.Now()
	s, err := show(argv...)
	if err != nil {
		return 0, err
	}
	defer s.end()
	at, err := s.until(word)
	return at.Sub(began), err
}

// frames measures two programs in turn, each to a word.
func frames(n int, ours, ref func() (time.Duration, error)) (figure, error) {
	var a, b []time.Duration
	for range n + 1 { // the first of each is not counted: it is read from the disk
		x, err := ours()
		y, err2 := ref()
		if err := errors.Join(err, err2); err != nil {
			return figure{}, err
		}
		a, b = append(a, x), append(b, y)
	}
	return figure{ours: in(time.Millisecond, median(a[1:])), ref: in(time.Millisecond, median(b[1:]))}, nil
}

// programs returns both programs.
func programs() (ours, ref string, err error) {
	ours, err = soprun()
	ref, err2 := least()
	return ours, ref, errors.Join(err, err2)
}

func firstFrame(w *world) (figure, error) {
	ours, ref, err := programs()
	if err != nil {
		return figure{}, err
	}
	return frames(w.turns(12), func() (time.Duration, error) { return shown("▸", ours, "--data", w.dir) },
		func() (time.Duration, error) { return shown("Find", ref, "stays") })
}

func today(w *world) (figure, error) {
	ours, err := soprun()
	if err != nil {
		return figure{}, err
	}
	var all []time.Duration
	for range w.turns(9) {
		s, err := show(ours, "--data", w.dir)
		if err != nil {
			return figure{}, err
		}
		first, err := s.until("Find")
		due := first
		if late := []string{"LATE", "DUE", "MISSED"}; err == nil && !s.shows(late...) { // else it came with it
			due, err = s.until(late...)
		}
		s.end()
		if err != nil {
			return figure{}, err
		}
		all = append(all, due.Sub(first))
	}
	return figure{ours: in(time.Millisecond, median(all))}, nil
}

func version(w *world) (figure, error) {
	ours, ref, err := programs()
	if err != nil {
		return figure{}, err
	}
	run := func(argv ...string) func() error {
		return func() error { return exec.Command(argv[0], argv[1:]...).Run() }
	}
	return inTurn(w.turns(31), time.Millisecond, run(ours, "version"), run(ref, "ends"))
}

// onChecklist begins a run, or goes on with the one that was begun here before, and stands at a
// value that letters are typed into.
func (s *screen) onChecklist() error {
	for _, letter := range "defib" {
		if _, err := s.alone(string(letter), string(letter)); err != nil {
			return err
		}
	}
	const there = "Way to the trolley"
	for !s.shows(there) { // the page, who performs it, and the run
		if _, err := s.alone("\r", there, "Approved", "Who performs"); err != nil {
			return err
		}
	}
	s.wait(time.Second)         // what has just come hears no key
	_, err := s.alone("\r", "") // yes, it is who began it; or nothing was typed yet
	return err
}

// drawn returns when the frame that shows a word was drawn to its end: a clock may be drawn before it.
func (s *screen) drawn(word string) (time.Time, error) {
	at, err := s.until(word)
	if last, _ := s.settled(); !last.IsZero() {
		at = last
	}
	return at, err
}

// typed presses a letter and takes it away again, and returns how long each took to the end of
// its frame. Between two keys lies more than between those of a scanner.
func (s *screen) typed(n int) (all []time.Duration, err error) {
	for i := range n {
		s.wait(kit.Apart)
		key := []string{"q", "\x7f"}[i%2]
		began := time.Now()
		if _, err := s.tty.WriteString(key); err != nil {
			return nil, err
		}
		last, err := s.drawn(strings.Trim(key, "\x7f"))
		if err != nil {
			return nil, fmt.Errorf("after %q: %w", key, err)
		}
		all = append(all, last.Sub(began))
	}
	return all, nil
}

// pace of two programs, key by key in turn.
type strokes struct{ ours, bare []time.Duration }

func (k strokes) of(which func([]time.Duration) time.Duration) figure {
	return figure{ours: in(time.Millisecond, which(k.ours)), ref: in(time.Millisecond, which(k.bare))}
}

// strike types on a screen and, in turn, on a bare program.
func (w *world) strike(s *screen) (k strokes, err error) {
	ref, err := least()
	if err != nil {
		return k, err
	}
	bare, err := show(ref, "lists")
	if err != nil {
		return k, err
	}
	defer bare.end()
	if _, err := bare.until("line 1"); err != nil {
		return k, err
	}
	bare.settled()
	n := 6
	if !w.small() {
		n = 200
	}
	for range n / 2 {
		a, err := s.typed(2)
		b, err2 := bare.typed(2)
		if err := errors.Join(err, err2); err != nil {
			return k, err
		}
		k.ours, k.bare = append(k.ours, a...), append(k.bare, b...)
	}
	return k, nil
}

const (
	keyLog  = "\x0c" // ctrl+l
	keyBack = "\x1b"
)

// sitting is what one program showed of itself while somebody sat at it.
type sitting struct {
	rest, logOpen, flooded amount // MB that are resident
	idle                   amount // part of a hundred of the processor
	library, checklist     strokes
	logs, letters          []time.Duration
	err                    error
}

// sat returns what the program shows, once for each department.
func (w *world) sat() *sitting {
	if w.sits == nil {
		w.sits = &sitting{}
		w.sits.err = w.on(func(s *screen) error { return w.sits.at(w, s) })
	}
	return w.sits
}

// at sits at a screen.
func (x *sitting) at(w *world, s *screen) (err error) {
	if err := s.rests(); err != nil {
		return err
	}
	if x.rest, err = s.status("VmRSS"); err != nil {
		return err
	}
	if x.idle, err = s.idle(w); err != nil {
		return err
	}
	if x.library, err = w.strike(s); err != nil {
		return err
	}
	if err := x.atLog(w, s); err != nil {
		return err
	}
	many := 30_000
	if w.small() {
		many = 1_000
	}
	if err := errors.Join(s.flood(many), s.rests()); err != nil {
		return err
	}
	if x.flooded, err = s.status("VmRSS"); err != nil {
		return err
	}
	if err := s.onChecklist(); err != nil {
		return err
	}
	x.checklist, err = w.strike(s)
	return err
}

// atLog opens the log, and filters it.
func (x *sitting) atLog(w *world, s *screen) error {
	for range w.turns(8) {
		took, err := s.alone(keyLog, "to review")
		if err != nil {
			return err
		}
		x.logs = append(x.logs, took-kit.Apart)
		if x.logOpen, err = s.status("VmRSS"); err != nil {
			return err
		}
		if _, err := s.alone("/", "Filter"); err != nil {
			return err
		}
		s.wait(kit.Apart)
		if took, err = s.first(nothing, "No completion has", "found"); err != nil {
			return err
		}
		x.letters = append(x.letters, took)
		s.settled()
		if _, err := s.alone(keyBack, "to review"); err != nil {
			return err
		}
		if _, err := s.alone(keyBack, "Find"); err != nil {
			return err
		}
	}
	return nil
}

// sits makes a measure of what the program showed.
func sits(of func(*sitting) figure) func(*world) (figure, error) {
	return func(w *world) (figure, error) {
		x := w.sat()
		if x.err != nil {
			return figure{}, x.err
		}
		return of(x), nil
	}
}

func keysInLibrary(which func([]time.Duration) time.Duration) func(*world) (figure, error) {
	return sits(func(x *sitting) figure { return x.library.of(which) })
}

// status returns a figure of a process in MB, as the system counts it.
func (s *screen) status(name string) (amount, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, skipped("there is no /proc here")
	}
	_, rest, _ := strings.Cut(string(text), name+":")
	kb, err := strconv.Atoi(strings.Fields(rest)[0])
	return amount(float64(kb) / 1024), err
}

// flood presses keys as fast as they are taken.
func (s *screen) flood(n int) error {
	const atOnce = 20
	for range n / (2 * atOnce) {
		if _, err := s.tty.WriteString(strings.Repeat("q\x7f", atOnce)); err != nil {
			return err
		}
		for len(s.came) > 0 { // nothing, where no frame shows what was taken back in it
			<-s.came
		}
	}
	return nil
}

// ticks returns the time that a process took of the processor, in hundredths of a second.
func (s *screen) ticks() (int, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0, skipped("there is no /proc here")
	}
	f := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	user, err := strconv.Atoi(f[11])
	system, err2 := strconv.Atoi(f[12])
	return user + system, errors.Join(err, err2)
}

// stillness is for how many tenths of a second a program does nearly nothing that has nothing more
// to do; longer where it may wait for the disk meanwhile.
var stillness = 3

// nearly is how many hundredths of a second of the processor a program takes in a tenth that draws
// its clock, and does nothing else.
const nearly = 1

// rests waits until a program has nothing more to do: the log is checked behind the first frame.
func (s *screen) rests() error {
	last, err := s.ticks()
	late := time.Now().Add(patience)
	for still := 0; err == nil && still < stillness; {
		s.wait(100 * time.Millisecond)
		now, failed := s.ticks()
		if err = failed; now-last <= nearly {
			still++
		} else {
			still = 0
		}
		if last = now; err == nil && time.Now().After(late) {
			err = fmt.Errorf("it is still at work after %s", patience)
		}
	}
	return err
}

// wait lets a time go by, in which what is drawn is read.
func (s *screen) wait(d time.Duration) {
	over := time.After(d)
	for {
		select {
		case _, open := <-s.came:
			if !open {
				return
			}
		case <-over:
			return
		}
	}
}

// idle measures what the program takes of the processor while nobody does anything: for as long
// as it takes to see a part of a hundred.
func (s *screen) idle(w *world) (amount, error) {
	before, err := s.ticks()
	if err != nil {
		return 0, err
	}
	span := time.Second / 2
	if !w.small() {
		span = 10 * time.Second
	}
	s.wait(span)
	after, err := s.ticks()
	return amount(float64(after-before) / span.Seconds()), err
}

// dropIndex takes the index out of the log of the department.
func (w *world) dropIndex() error {
	db, err := bbolt.Open(station.LogFile(w.dir), 0o600, &bbolt.Options{Timeout: time.Second})
	if err != nil {
		return err
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		if err := tx.DeleteBucket([]byte("derived")); err != nil {
			return err
		}
		_, err := tx.CreateBucket([]byte("derived"))
		return err
	})
	return errors.Join(err, db.Close())
}

// withoutIndex measures a start to a word, where all entries are read before the library is there.
func withoutIndex(word string) func(*world) (figure, error) {
	return func(w *world) (figure, error) { return w.withoutIndex(word) }
}

func (w *world) withoutIndex(word string) (figure, error) {
	bin, err := soprun()
	if err != nil {
		return figure{}, err
	}
	started := func() (time.Duration, error) { return shown(word, bin, "--data", w.dir) }
	none := func() (time.Duration, error) { return 0, nil }
	with, err := frames(w.turns(5), started, none)
	if err != nil {
		return figure{}, err
	}
	out, err := frames(w.turns(5), func() (time.Duration, error) { // behind the others: to build it takes longer than to start
		if err := w.dropIndex(); err != nil {
			return 0, err
		}
		return started()
	}, none)
	return figure{ours: out.ours, ref: with.ours}, errors.Join(err, w.within(func(*station.Station) error { return nil }))
}

func buildingWithin(w *world) (out figure, err error) {
	if err := w.dropIndex(); err != nil {
		return out, err
	}
	err = w.on(func(s *screen) error {
		if err := s.rests(); err != nil {
			return err
		}
		out.ours, err = s.status("VmHWM")
		return err
	})
	return out, err
}
