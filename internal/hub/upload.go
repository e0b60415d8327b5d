package hub

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
)

// What one transaction takes at most.
const (
	mostEntries = 200
	mostBytes   = 1 << 20
)

// Source is a log that is uploaded: a station's own, or a verified copy.
type Source interface {
	Snapshot(f func(*store.Snapshot) error) error
}

// Uploader brings a log to a hub. It keeps no cursor: where to go on is what the hub answers.
type Uploader struct {
	URL  string // required: of the hub, as the role of the station
	Log  Source // required
	Site string // of a log that this role may bring along; "" for one that is enrolled

	// Every is how often Keep looks for new entries; 0 for every ten seconds.
	Every time.Duration
	// After tells when a time has gone by; nil for time.After.
	After func(time.Duration) <-chan time.Time
	// Chance gives numbers from 0 to 1; nil for random ones.
	Chance func() float64
	// Arrived is told how many entries the hub has acknowledged, of how many; nil for nobody.
	Arrived func(done, total int64)
}

// local is what has to be known of the log to upload from a position on.
type local struct {
	origin    string
	station   note.Verifier
	head      record.TreeHead
	signature []byte          // the station's, over head
	note      []byte          // likewise, whole
	at        record.TreeHead // of the tree that the hub has, where the log is that long
	batch     []record.Stored
	texts     [][]byte
}

// errUnsigned is of a log whose genesis cannot be read.
var errNoGenesis = errors.New("the log's first entry does not name its station: soprun verify says more")

// read reads the log, with a batch from a position on.
func read(log Source, from int64) (l local, err error) {
	err = log.Snapshot(func(s *store.Snapshot) error {
		if l.station = s.Station(); l.station == nil {
			return errNoGenesis
		}
		l.origin = l.station.Name()
		if l.note, err = s.Checkpoint(); err != nil {
			return err
		}
		if l.head, l.signature, err = record.CheckpointParts(l.station, l.note); err != nil || from > l.head.Size {
			return err
		}
		if l.at, err = s.HeadAt(from); err != nil {
			return err
		}
		return l.fill(s, from)
	})
	return l, err
}

// fill reads a batch. It ends with a checkpoint where there is one in it, so that what a hub
// has is signed by the station.
func (l *local) fill(s *store.Snapshot, from int64) error {
	bytes, signed, texts := 0, 0, [][][]byte(nil) // the texts by the entries that approve them
	for at := from; at < s.Size() && len(l.batch) < mostEntries; at++ {
		e, err := s.Entry(at)
		if err != nil {
			return err
		}
		kept := keptFor(s, e)
		more := len(e.Payload) + len(e.Signature)
		for _, text := range kept {
			more += len(text)
		}
		if len(l.batch) > 0 && bytes+more > mostBytes {
			break
		}
		if len(e.Checkpoint) > 0 {
			if _, e.Checkpoint, err = record.CheckpointParts(l.station, e.Checkpoint); err != nil {
				return err
			}
			signed = len(l.batch) + 1
		}
		bytes += more
		l.batch, texts = append(l.batch, e), append(texts, kept)
	}
	if signed > 0 {
		l.batch, texts = l.batch[:signed], texts[:signed]
	}
	l.texts = append(l.texts, slices.Concat(texts...)...)
	return nil
}

// emptyTree is the head of a log of which the hub has nothing.
var emptyTree = (&record.Frontier{}).Head()

// goesOn reports whether the log goes on from another one, which the hub may know.
func (l *local) goesOn() bool {
	if len(l.batch) == 0 || l.batch[0].Position != 0 {
		return false
	}
	e, err := record.Decode(l.batch[0].Payload)
	if err != nil {
		return false
	}
	genesis, is := e.Body.(*record.Genesis)
	return is && genesis.Continues != nil
}

// keptFor returns the text that an entry approves, and its figures.
func keptFor(s *store.Snapshot, e record.Stored) (kept [][]byte) {
	if e.Erased != nil {
		return nil
	}
	entry, err := record.Decode(e.Payload)
	if err != nil {
		return nil // the log's own verification says so
	}
	if b, ok := entry.Body.(*record.Approve); ok {
		for _, sum := range b.Kept() {
			if text, there := s.Text(sum); there { // one that is missing is found by whoever verifies
				kept = append(kept, text)
			}
		}
	}
	return kept
}

// Sent is what an upload came to.
type Sent struct {
	Log   string
	Total int64 // entries that the hub has acknowledged: all that there were
	New   int64 // of these, sent now
}

// mostTurns bounds how often the hub may say otherwise than it said before, in one upload.
const mostTurns = 20

// Once brings all that the log has now to the hub, and returns once the hub acknowledged it.
// A *ForkError says that the hub has another log under this name: then nothing is sent any more.
func (u *Uploader) Once(ctx context.Context) (sent Sent, err error) {
	db, err := Connect(ctx, u.URL)
	if err != nil {
		return sent, err
	}
	defer func() { _ = db.Close() }() // what it acknowledged is there
	up := upload{Uploader: u, db: db}
	for range mostTurns {
		done, err := up.turn(ctx)
		if done || err != nil {
			return Sent{Log: up.origin, Total: up.acked, New: up.sent}, db.OrLost(ctx, err)
		}
	}
	return sent, errors.New("the hub said something else each time: another uploader is at work with this log, or the hub is being put back")
}

// upload is an upload on one connection.
type upload struct {
	*Uploader
	db     *DB
	origin string
	acked  int64
	sent   int64
}

// turn reads the hub's head and goes on from there, until all is acknowledged or the hub says
// something else than it said then.
func (u *upload) turn(ctx context.Context) (done bool, err error) {
	l, err := read(u.Log, 0)
	if err != nil {
		return false, err
	}
	u.origin = l.origin
	if u.Site != "" {
		if err := u.db.Announce(ctx, l.origin, u.Site); err != nil {
			return false, err
		}
	}
	head, err := u.db.Head(ctx, l.origin)
	if errors.Is(err, ErrUnknownLog) && l.goesOn() {
		head, err = Head{TreeHead: emptyTree}, nil // with its first entry the hub learns whose it is
	}
	if err != nil {
		return false, err
	}
	for at := head.TreeHead; ; {
		if l, err = read(u.Log, at.Size); err != nil {
			return false, err
		}
		if at.Size > l.head.Size || at != l.at {
			return false, u.forked(ctx, l, head)
		}
		if at.Size == l.head.Size {
			return u.acknowledge(ctx, l, head)
		}
		answer, now, err := u.db.Append(ctx, l.origin, at.Root, l.batch, l.texts)
		switch {
		case err != nil:
			return false, err
		case answer == Forked:
			return false, u.forked(ctx, l, head)
		case answer != OK: // another uploader was there, or the hub has lost what it had
			return false, nil
		}
		u.sent += int64(len(l.batch))
		u.arrived(now.Size, l.head.Size)
		at = now
	}
}

// acknowledge ends an upload: only an answer to what was asked says that the standby has it all.
func (u *upload) acknowledge(ctx context.Context, l local, head Head) (done bool, err error) {
	answer, _, err := u.db.Checkpoint(ctx, l.origin, l.head, l.signature)
	switch {
	case err != nil:
		return false, err
	case answer == Forked:
		return false, u.forked(ctx, l, head)
	case answer != OK:
		return false, nil
	}
	u.arrived(l.head.Size, l.head.Size)
	return true, nil
}

func (u *upload) arrived(done, total int64) {
	if u.acked = done; u.Arrived != nil {
		u.Arrived(done, total)
	}
}

// forked returns why the hub's log is another one, and has the hub keep this one's note.
func (u *upload) forked(ctx context.Context, l local, head Head) error {
	if now, err := u.db.Head(ctx, l.origin); err == nil {
		head = now // as it is by now
	}
	fork, err := forkOf(u.Log, l, head)
	if err != nil {
		return err
	}
	return errors.Join(fork, u.db.Fork(ctx, l.origin, l.head, l.signature))
}

// The pauses after an upload that failed.
const (
	firstPause = time.Second
	lastPause  = 5 * time.Minute
)

// State is how an upload goes on behind the screens.
type State struct {
	Sent Sent
	Err  error         // why it did not arrive; a *ForkError and ErrArchived end it
	Next time.Duration // until it is tried again
}

// Keep brings what is new to the hub until ctx ends, or the hub has another log. It tells of
// each upload that sent something or failed, and of the first one.
func (u *Uploader) Keep(ctx context.Context, tell func(State)) {
	every, after, chance := u.Every, u.After, u.Chance
	if every == 0 {
		every = 10 * time.Second
	}
	if after == nil {
		after = time.After
	}
	if chance == nil {
		chance = rand.Float64
	}
	pause, had := firstPause, int64(-1)
	for {
		wait := every
		if size, err := sizeOf(u.Log); err != nil || size != had {
			sent, err := u.Once(ctx)
			if ctx.Err() != nil {
				return
			}
			if had, wait = sent.Total, every; err != nil {
				// Not all come back at once after a hub was away: from half of it to all of it.
				had, wait = -1, pause/2+time.Duration(chance()*float64(pause/2))
				pause = min(2*pause, lastPause)
			} else {
				pause = firstPause
			}
			tell(State{sent, err, wait})
			if fork := (*ForkError)(nil); errors.As(err, &fork) || errors.Is(err, ErrArchived) {
				return
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-after(wait):
		}
	}
}

func sizeOf(log Source) (size int64, err error) {
	err = log.Snapshot(func(s *store.Snapshot) error {
		size = s.Size()
		return nil
	})
	return size, err
}

// ErrHub is returned for a hub that says of itself what its station never signed.
var ErrHub = errors.New("the hub is damaged, or was changed: its owner has to run soprun hub verify; the log here is not touched by it")

// rootAt is the root of a log over its first entries, false where it is shorter.
func rootAt(log Source, size int64) (root tlog.Hash, ok bool) {
	err := log.Snapshot(func(s *store.Snapshot) error {
		head, err := s.HeadAt(size)
		root = head.Root
		return err
	})
	return root, err == nil
}

func entriesOf[N int | int64](n N) string { return sop.Counted(n, "entry", "entries") }
