package store

import (
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"soprun/internal/boltfile"
	"soprun/internal/disk"
	"soprun/sop/record"
)

// format is what the meta bucket says of a file of this layout.
const format = "soprun-store/3"

// formatBefore is of a file in which whole checkpoints are kept: it is read, and written anew
// when it is opened to be written.
const formatBefore = "soprun-store/2"

// lockTimeout is how long Open waits for another process.
const lockTimeout = 300 * time.Millisecond

// noWait is the least that is no wait; none at all would be for ever.
const noWait = time.Nanosecond

// growth is by how much the file grows when it is full.
const growth = 1 << 20

// mapped is how much of the address space the file may take before it has to
// be mapped anew, which waits for all who read: a verification of a large log
// would make an act wait. It costs no memory, but on Windows disk space.
func mapped() int {
	if runtime.GOOS == "windows" || strconv.IntSize < 64 {
		return 0
	}
	return 1 << 30
}

// The buckets. Everything under derived can be built again from the others.
var (
	bucketMeta    = []byte("meta")
	bucketEntries = []byte("entries")
	bucketTexts   = []byte("texts")
	bucketDerived = []byte("derived")
	keyFormat     = []byte("format")
	keyDisposed   = []byte("disposed") // position of the last disposal that was carried out
)

// Store is an open log. Its methods may be called from several goroutines.
type Store struct {
	db     *boltfile.DB
	path   string
	signer note.Signer            // nil when nothing is appended
	memory atomic.Pointer[memory] // the index, where that in the file is not used
	opt    Options

	dictionary atomic.Pointer[dictionaryKept]
	folds      folds

	turn    chan struct{} // holds something while somebody appends
	queue   sync.Mutex
	waiting []*request // batches to append
	beside  noteFile
	// isBehind is set where entries are written behind those who append them.
	isBehind bool

	batching  sync.Mutex  // held while a batch of a trailing index is built
	following atomic.Bool // somebody brings the index up to date beside those who append

	mu      sync.RWMutex
	state   *record.State
	tree    record.Frontier
	head    record.TreeHead
	indexed int64          // entries that the indexes cover
	trails  bool           // they are far behind, and are built in batches
	part    *part          // of those that is gone on from, nil for none
	recent  recent         // what Past has to know of the entries after them
	pending map[int64]bool // entries of disposals that were confirmed and not carried out yet
	before  bool           // the file is of the layout before, and checkpoints are kept whole in it
	altered bool           // the index in the file is not as the station left it, and is not used
	behind  error          // what lies beside the log remembers another one: nothing is appended
	lost    error          // why the state is not that of the log, after an append that failed
}

// Options say how a log is opened.
type Options struct {
	// Hasty has it told at once that another process has the log open; else that one is waited
	// for a moment.
	Hasty bool
	// IndexLater leaves an index that is far behind the log, or that has to be built anew, to
	// BuildBatch: until that is done, whatever needs the index returns a *Trailing.
	IndexLater bool
	// Batch is how many entries one transaction adds to such an index, and how far behind an
	// index is before it is one; 0 for as many as take little memory and time.
	Batch int64
	// Reading is told how many entries were read, of how many that are before the log is open,
	// and at the end that all were; nil for nobody.
	Reading func(done, total int64)
	// Renewing is told the same while a log of the layout before is written anew: the old file is
	// there until the new one was verified. nil for nobody.
	Renewing func(done, total int64)
	// Indexing is told how many entries an index covers that is built before the log is open;
	// nil for nobody.
	Indexing func(done, total int64)
	// Key is of whoever keeps a copy of another station's log, which is open here; nil for the log itself.
	Key *CopyKey
}

// Open opens a log, and destroys what two people have disposed of since it was
// opened last. The signer makes its checkpoints and is named after the log's
// origin; without one nothing can be appended, nor destroyed.
func Open(path string, signer note.Signer) (*Store, error) {
	return OpenWith(path, signer, Options{})
}

// OpenWith is Open with options.
func OpenWith(path string, signer note.Signer, opt Options) (*Store, error) {
	return begun(path, signer, boltfile.Options{Wait: lockTimeout, Mapped: mapped(), Sound: path + soundEnd}, opt)
}

// OpenToRead opens a log that cannot be written, on a medium that was put away for
// example. What its index lacks is in memory.
func OpenToRead(path string, opt Options) (*Store, error) {
	return begun(path, nil, boltfile.Options{Wait: lockTimeout, ReadOnly: true, Sound: path + soundEnd}, opt)
}

// soundEnd ends the name of the file in which it is noted how a log was left, so that the next
// one who opens it need not read every page first.
const soundEnd = ".sound"

func begun(path string, signer note.Signer, file boltfile.Options, opt Options) (*Store, error) {
	if opt.Batch == 0 {
		opt.Batch = lagLimit
	}
	if opt.Hasty {
		file.Wait = noWait
	}
	db, err := openDB(path, file)
	if err != nil {
		if file.ReadOnly {
			return nil, explainRead(path, err)
		}
		return nil, explain(path, err)
	}
	s := &Store{db: db, path: path, signer: signer, opt: opt, turn: make(chan struct{}, 1), beside: noteFile{path: path + checkpointsEnd}}
	if err := s.begin(); err != nil {
		return nil, errors.Join(err, s.db.Close())
	}
	return s, nil
}

func openDB(path string, opt boltfile.Options) (*boltfile.DB, error) {
	db, err := boltfile.Open(path, opt)
	if err == nil {
		db.GrowBy(growth)
	}
	return db, err
}

// IsReadOnly reports whether nothing can be appended here.
func (s *Store) IsReadOnly() bool { return s.db.IsReadOnly() }

func (s *Store) begin() error {
	err := s.db.View(func(tx *bbolt.Tx) error {
		if tx.Bucket(bucketEntries) == nil || tx.Bucket(bucketTexts) == nil || tx.Bucket(bucketMeta) == nil {
			return &Problem{Kind: Foreign, Path: s.path}
		}
		switch got := tx.Bucket(bucketMeta).Get(keyFormat); string(got) {
		case format:
		case formatBefore:
			s.before = true
		default:
			return &Problem{Kind: Unknown, Path: s.path, err: fmt.Errorf("format %q, begun by soprun %s", got, madeBy(tx))}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := s.load(); err != nil {
		return s.unreadable(err)
	}
	if err := s.compareBeside(); err != nil {
		return s.unreadable(err)
	}
	if s.db.IsReadOnly() || s.behind != nil {
		return nil
	}
	if err := s.renew(); err != nil {
		return s.unreadable(err)
	}
	if err := s.carryOut(); err != nil {
		return explain(s.path, err)
	}
	return s.mendCheckpoints()
}

// madeBy returns the version of the program that began a log of another format, as far
// as that can be told.
func madeBy(tx *bbolt.Tx) string {
	_, first := tx.Bucket(bucketEntries).Cursor().First()
	_, app, found := bytes.Cut(first, []byte(`{"app":"`))
	app, _, closed := bytes.Cut(app, []byte(`"`))
	if !found || !closed || len(app) > 64 {
		return "of an unknown version"
	}
	return disk.Shown(string(app))
}

// unreadable says whether pages of the file or entries of the log are at fault.
func (s *Store) unreadable(err error) error {
	var known *Problem
	if err = explain(s.path, err); errors.As(err, &known) {
		return err
	}
	if errors.Is(err, record.ErrNewer) {
		return &Problem{Kind: Unknown, Path: s.path, err: err}
	}
	return &Problem{Kind: Changed, Path: s.path, err: err}
}

// load brings the state, the tree and the recent facts to the end of the log. The
// state is that of the index where the station has sealed it, else it is folded.
func (s *Store) load() error {
	old, kept := false, (*record.State)(nil)
	err := s.db.View(func(tx *bbolt.Tx) (err error) {
		s.tree, err = treeAt(tx, entries(tx))
		s.head = s.tree.Head()
		old, kept = s.judge(storedIndex(tx.Bucket(bucketDerived)))
		return err
	})
	if err == nil && old && s.db.Update(emptyIndex) != nil { // on a full disk, for example
		s.memory.Store(newMemory())
	}
	if err == nil {
		err = s.db.View(func(tx *bbolt.Tx) error { return s.resume(tx, kept) })
	}
	if err != nil {
		return err
	}
	if s.trails = s.head.Size-s.indexed > s.opt.Batch; s.trails && s.memory.Load() == nil {
		if err := s.goOn(); err != nil {
			return err
		}
	}
	switch {
	case s.trails && !s.opt.IndexLater:
		return s.buildAll()
	case !s.trails && (old || s.memory.Load() != nil):
		return s.catchUp()
	}
	return nil
}

// judge decides whether the index in the file can be used. It reports whether there
// is none and one can be written, and returns the state that was kept with one.
func (s *Store) judge(x index) (old bool, state *record.State) {
	s.memory.Store(nil)
	if s.altered = false; s.head.Size == 0 {
		return false, nil
	}
	isSealed := s.seeingWhetherSealed() // beside the reading of the state, which takes as long
	state, old = x.snapshot()
	sound := <-isSealed && state != nil && state.Size <= s.head.Size
	writes := s.sealer() != nil && !s.db.IsReadOnly()
	switch {
	case sound && (writes || state.Size == s.head.Size):
		return false, state
	case old && writes:
		return true, nil
	case sound: // the index is behind, and what is behind it is added in memory
		m := newMemory()
		m.above = true
		s.memory.Store(m)
		return false, state
	}
	s.altered = !sound && !old
	s.memory.Store(newMemory())
	return false, nil
}

// seeingWhetherSealed says once whether the index in the file is as the station left it.
func (s *Store) seeingWhetherSealed() <-chan bool {
	is := make(chan bool, 1)
	go func() {
		sealed := false
		_ = s.db.View(func(tx *bbolt.Tx) error { // what cannot be read is not
			sealed = storedIndex(tx.Bucket(bucketDerived)).isSealed(s.sealedBy(tx))
			return nil
		})
		is <- sealed
	}()
	return is
}

// resume brings the state to the end of the log. kept is the index's, nil where that is not used.
func (s *Store) resume(tx *bbolt.Tx, kept *record.State) error {
	state, recent, sealed := record.NewState(), newRecent(), index{}
	if kept != nil {
		state, sealed = kept, storedIndex(tx.Bucket(bucketDerived))
	}
	from := state.Size
	err := eachEntry(tx, from, s.head.Size, func(p record.Placed) error {
		if s.opt.Reading != nil && (p.Position-from)%readBatch == 0 {
			s.opt.Reading(p.Position-from, s.head.Size-from)
		}
		recent.apply(p, state, true)
		return apply(state, p)
	})
	if err != nil {
		return err
	}
	if total := s.head.Size - from; s.opt.Reading != nil && total > 0 {
		s.opt.Reading(total, total)
	}
	boltfile.Forget(tx)
	s.indexed, s.recent, s.state, s.pending = from, recent, state, map[int64]bool{}
	pending, _, err := pendingOf(tx, state, carriedOut(tx, sealed))
	for at := range pending {
		s.pending[at] = true
	}
	return err
}

// apply folds an entry that was checked when it was appended. A file that was
// changed since can hold anything: that is an error here, and Verify names it.
func apply(state *record.State, p record.Placed) (err error) {
	defer func() {
		if recover() != nil {
			err = fmt.Errorf("entry %d does not follow from those before it", p.Position)
		}
	}()
	state.Apply(p)
	return nil
}

// SignWith sets the station's key of a log that was opened without one: whoever
// sets a station up holds the log's lock before there is a key.
func (s *Store) SignWith(signer note.Signer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.signer = signer
}

// Close writes the indexes, so that the next start is fast, and closes the file.
func (s *Store) Close() error {
	s.turn <- struct{}{}
	defer func() { <-s.turn }()
	s.batching.Lock()
	defer s.batching.Unlock()
	defer s.beside.Close() // what is written behind adds to it
	_ = s.CatchUp()        // what is not indexed now is at the next start; the log is on disk
	return explain(s.path, s.db.Close())
}

// Path returns the name of the log's file.
func (s *Store) Path() string { return s.path }

// Head returns the size of the log and the root of its tree.
func (s *Store) Head() record.TreeHead {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.head
}

// Root returns the root of the tree of an earlier size, and false when no
// checkpoint was written over it.
func (s *Store) Root(size int64) (tlog.Hash, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if size > s.head.Size {
		return tlog.Hash{}, false
	}
	return s.past().root(size)
}

// View calls f with the state of the log, which f must not keep or change.
func (s *Store) View(f func(*record.State)) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	f(s.state)
}

// entries returns how many entries there are.
func entries(tx *bbolt.Tx) int64 {
	k, _ := tx.Bucket(bucketEntries).Cursor().Last()
	if last, ok := position(k); ok {
		return last + 1
	}
	return 0
}
