package kit

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/model"
	"soprun/internal/present"
)

// Source reads a part of a list that is too long to be held. It ends early when its
// context does.
type Source[R any] func(context.Context, model.From) (model.Part[R], error)

// Paged is a list of which only the rows around the cursor are held: it costs the same
// for ten rows and for a million. Rows that are rare are looked for step by step, and
// no further than the cursor asks for.
type Paged[R any] struct {
	Cursor List // among Rows
	Rows   []R  // those that are held, newest first
	Known  bool // something was read
	Err    error
	// Found is how many rows were found so far, in Looked of the Of that there are to
	// look through, from the end where the list was begun on. Whole says that all
	// were looked through.
	Found, Looked, Of int
	Whole             bool
	Old               bool          // all of that, and the rows, are of the source before: nothing is known of this one yet
	ReadAs            []string      // how what is looked for was read
	Named             []model.Named // what its words are the name of

	key      func(R) int64
	source   Source[R]
	oldest   bool // it was begun at its oldest row
	up, down edge
	off      int      // how many rows were let go at the end where it was begun
	fresh    []R      // what was read of the rows that are read again
	reading  *reading // nil while nothing is
}

// edge is what lies beyond the rows that are held.
type edge struct {
	at   int64
	more bool
}

// reading is one part on its way.
type reading struct {
	what what
	up   bool // towards the newest row
	stop context.CancelFunc
}

type what int

const (
	more  what = iota
	anew       // in place of what is held
	again      // what is held, as it is now
)

// Came is a part that was read for a list.
type Came[R any] struct {
	of   *reading
	part model.Part[R]
	err  error
}

// NewPaged returns a list that nothing was read of; key gives the Entry of a row.
func NewPaged[R any](key func(R) int64) Paged[R] { return Paged[R]{key: key} }

// Open begins the list at the newest row of a source. What was on its way is given up;
// the rows stay until there are others.
func (p Paged[R]) Open(source Source[R]) (Paged[R], tea.Cmd) {
	p.source, p.Old = source, p.Known
	return p.begin(false)
}

func (p Paged[R]) begin(oldest bool) (Paged[R], tea.Cmd) {
	return p.read(anew, model.From{Oldest: oldest})
}

// Again reads what is held once more: it may have changed. The cursor stays.
func (p Paged[R]) Again() (Paged[R], tea.Cmd) {
	if len(p.Rows) == 0 || p.Err != nil || p.Old {
		return p.begin(p.oldest && !p.Old)
	}
	p.fresh = nil
	if p.up.more {
		return p.read(again, model.From{Entry: p.key(p.Rows[0]) + 1})
	}
	return p.read(again, model.From{})
}

// Busy reports whether a part is on its way.
func (p Paged[R]) Busy() bool { return p.reading != nil }

// Stop gives up what is on its way.
func (p Paged[R]) Stop() Paged[R] {
	if p.reading != nil {
		p.reading.stop()
	}
	p.reading = nil
	return p
}

func (p Paged[R]) read(what what, from model.From) (Paged[R], tea.Cmd) {
	p = p.Stop()
	ctx, stop := context.WithCancel(context.Background())
	of, source := &reading{what, from.Oldest, stop}, p.source
	p.reading = of
	return p, func() tea.Msg {
		part, err := source(ctx, from)
		return Came[R]{of, part, err}
	}
}

// Came takes a part, and reads on while the cursor is near to the edge of what is held
// on a terminal of that height. A part that is no longer wanted is dropped.
func (p Paged[R]) Came(msg Came[R], height int) (Paged[R], tea.Cmd) {
	if p.reading == nil || msg.of != p.reading {
		return p, nil
	}
	p = p.Stop()
	if p.Known, p.Err, p.Old = true, msg.err, false; p.Err != nil {
		return p, nil
	}
	p.Of, p.ReadAs, p.Named = msg.part.Of, msg.part.ReadAs, msg.part.Named
	switch msg.of.what {
	case again:
		return p.refreshed(msg.part, height)
	case anew:
		p = Paged[R]{Known: true, Of: p.Of, ReadAs: p.ReadAs, Named: p.Named, key: p.key, source: p.source, oldest: msg.of.up}
	}
	return p.added(msg.part, msg.of.up).trimmed(msg.of.up, height).near(height)
}

// added returns the list with a part before or behind its rows.
func (p Paged[R]) added(part model.Part[R], up bool) Paged[R] {
	n := len(part.Rows)
	if up {
		if len(p.Rows) == 0 {
			p.Cursor.At = -1
		}
		p.Cursor.At = max(0, p.Cursor.At+n)
		p.Rows, p.up = slices.Concat(part.Rows, p.Rows), edge{part.Next, part.More}
	} else {
		p.Rows, p.down = slices.Concat(p.Rows, part.Rows), edge{part.Next, part.More}
	}
	if up == p.oldest {
		p.Looked, p.Whole = max(p.Looked, part.Looked), p.Whole || !part.More
	} else {
		p.off = max(0, p.off-n)
	}
	p.Found = max(p.Found, p.off+len(p.Rows))
	return p
}

// mostHeld is how many rows are held, where the terminal does not ask for more.
const mostHeld = 400

// trimmed lets rows go at the end that was not read at, where too many are held, but
// none within two screens of the cursor.
func (p Paged[R]) trimmed(up bool, height int) Paged[R] {
	far := p.Cursor.At
	if up {
		far = len(p.Rows) - 1 - p.Cursor.At
	}
	over := min(len(p.Rows)-mostHeld, far-2*height)
	if over <= 0 {
		return p
	}
	if up {
		p.Rows = slices.Clone(p.Rows[:len(p.Rows)-over])
		p.down = edge{p.key(p.Rows[len(p.Rows)-1]), true}
	} else {
		p.Rows = slices.Clone(p.Rows[over:])
		p.up = edge{p.key(p.Rows[0]), true}
		p.Cursor.At -= over
	}
	if up == p.oldest {
		p.off += over
	}
	return p
}

// refreshed takes a part of what is read again, and puts it in place when it is whole.
func (p Paged[R]) refreshed(part model.Part[R], height int) (Paged[R], tea.Cmd) {
	p.fresh = append(p.fresh, part.Rows...)
	if part.More && len(p.fresh) < len(p.Rows) && part.Next > p.key(p.Rows[len(p.Rows)-1]) {
		return p.read(again, model.From{Entry: part.Next})
	}
	at := p.key(p.Rows[p.Cursor.At])
	p.Found = max(0, p.Found+len(p.fresh)-len(p.Rows))
	p.Rows, p.fresh, p.down = p.fresh, nil, edge{part.Next, part.More}
	if !p.oldest {
		p.Looked = max(p.Looked, part.Looked)
	}
	p.Cursor = p.Cursor.Clamp(max(1, len(p.Rows)))
	if i := slices.IndexFunc(p.Rows, func(r R) bool { return p.key(r) == at }); i >= 0 {
		p.Cursor.At = i
	}
	return p.near(height)
}

// near reads on where the cursor is within two screens of the edge of what is held.
func (p Paged[R]) near(height int) (Paged[R], tea.Cmd) {
	above, below := p.Cursor.At, len(p.Rows)-1-p.Cursor.At
	up, down := p.up.more && above < 2*height, p.down.more && below < 2*height
	switch {
	case p.reading != nil || p.Err != nil:
		return p, nil
	case up && (!down || above < below):
		return p.read(more, model.From{Entry: p.up.at, Oldest: true})
	case down:
		return p.read(more, model.From{Entry: p.down.at})
	}
	return p, nil
}

// Move moves the cursor by so many rows, and reads on where it has to.
func (p Paged[R]) Move(by, height int) (Paged[R], tea.Cmd) {
	p.Cursor = p.Cursor.Move(by, max(1, len(p.Rows)))
	return p.near(height)
}

// First moves the cursor to the newest row.
func (p Paged[R]) First() (Paged[R], tea.Cmd) {
	if p.up.more {
		return p.begin(false)
	}
	p.Cursor.At = 0
	return p, nil
}

// Last moves the cursor to the oldest row.
func (p Paged[R]) Last() (Paged[R], tea.Cmd) {
	if p.down.more {
		return p.begin(true)
	}
	p.Cursor = p.Cursor.Move(len(p.Rows), max(1, len(p.Rows)))
	return p, nil
}

// Selected returns the row under the cursor, false where there is none.
func (p Paged[R]) Selected() (row R, ok bool) {
	if p.Err != nil || p.Cursor.At >= len(p.Rows) {
		return row, false
	}
	return p.Rows[p.Cursor.At], true
}

// Count says how many rows were found, and in how many of all while it is not known
// what the others are.
func (p Paged[R]) Count() string {
	found := present.Thousands(p.Found) + " found"
	switch {
	case p.Old:
		return "looking ..."
	case p.Whole:
		return found
	}
	return found + " in " + present.Thousands(p.Looked) + " of " + present.Thousands(int64(p.Of))
}
