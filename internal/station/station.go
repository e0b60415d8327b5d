// Package station is one workplace: its log, its keys and its pages. It is
// what the terminal screens and the commands call; it goes through the same
// rules and the same store for both, and knows neither.
package station

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"

	"soprun/internal/keyring"
	"soprun/internal/model"
	"soprun/internal/store"
	"soprun/sop/record"
)

// Config is what a station needs from outside.
type Config struct {
	Dir     string           // required: where the log and the keys are
	Now     func() time.Time // required: the clock; its location is the local zone
	Rand    io.Reader        // random bytes; nil for the system's
	App     string           // required: version of the program, kept in every entry
	Machine Machine          // how far the clock can be trusted
	// Build tells this build of the program from others, which may read pages in another way: it
	// is left to the next start what this one has read. "" leaves nothing.
	Build string
	// Uptime says how long the machine runs, false when it cannot tell. With
	// it, a clock that is set forward is seen too. It may be nil; a program
	// whose Now is the system's clock gives the function of this package.
	Uptime  func() (time.Duration, bool)
	Policy  keyring.Policy // what passphrases need
	Opening Opening        // for what the log is opened
	// Copy is the head of the log that the one in Dir is a copy of, from a bundle, which
	// is opened to be read; nil for the log itself.
	Copy *record.TreeHead
	// Key is of whoever keeps the copy of another station's log in Dir, which is opened to be
	// read; nil for the log itself.
	Key *store.CopyKey
	// IndexLater leaves an index that has to be built anew to KeepIndexing: everything that
	// does not need it can be done meanwhile. IndexBatch is as in store.Options.
	IndexLater bool
	// Hasty has it told at once that another process has the log open; else that one is waited
	// for a moment.
	Hasty      bool
	IndexBatch int64
	// Reading is told how far the reading is without which nothing is known of the log: of
	// one without an index all of it, else nothing; nil for nobody.
	Reading func(done, total int64)
	// Renewing is told how far the writing anew is of a log of the layout before; nil for nobody.
	Renewing func(done, total int64)
	// Indexing is told how far the index is that is built before the log is open; nil for nobody.
	Indexing func(done, total int64)
	// Examining is told how far the reading is that the first signature waits for; nil
	// for nobody.
	Examining func(done, total int64)
}

// Opening is for what a log is opened.
type Opening int

// The ways in which a log is opened.
const (
	ToWrite Opening = iota // one that cannot be written is an error
	// ToWriteOrRead opens a log that cannot be written, nor anything beside it, to be
	// read, verified and exported.
	ToWriteOrRead
	// ToRead writes nothing, and wants no key.
	ToRead
	// ToMakeUp makes a station up in an empty folder, without waiting for the disk. Finish
	// makes it one that can be opened, Abandon removes it; it can be made up again.
	ToMakeUp
)

// Station is an open workplace. Its methods may be called from several
// goroutines.
type Station struct {
	cfg  Config
	ring keyring.Ring

	writing turns
	walks   walks
	known   known // what schedules have read of the log; it guards itself
	texts   texts
	lots    lots
	used    used

	indexing indexing
	trust    trust
	drafts   drafts
	keeping  sync.Mutex   // held while a key is made for a person or a station
	signing  sync.RWMutex // held while files of keys are changed; read-held while one is opened
	trying   turns        // of a person, while their passphrase is tried, so that no delay is skipped

	mu     sync.Mutex
	store  *store.Store // nil before SetUp
	file   os.FileInfo  // of the log as it was opened; nil before SetUp
	beside error        // last failure to write the checkpoint file
	hub    hubSays      // what the screens say of the hub

	genesisLeaf string // "" until it was asked for
}

const logName = "log.db"

// Open opens the station of a directory. One without a log is not set up yet.
// Without the station's key everything can be read and nothing appended.
func Open(cfg Config) (*Station, error) {
	if cfg.Rand == nil {
		cfg.Rand = rand.Reader
	}
	s := &Station{cfg: cfg, ring: keyring.Ring{Dir: cfg.Dir}}
	s.texts.recall = sync.OnceValue(s.recallTexts)
	s.lots.recall = s.recallLots
	if cfg.Opening == ToMakeUp {
		return s, beginMakingUp(cfg.Dir)
	}
	if err := finished(cfg.Dir); err != nil {
		return nil, err
	}
	if _, err := os.Lstat(s.logPath()); errors.Is(err, os.ErrNotExist) {
		if err := s.neverHadLog(); err != nil {
			return nil, err
		}
		return s, nil
	}
	var signer note.Signer
	if s.cfg.Opening != ToRead { // whoever only reads may not be allowed to read the key
		var err error
		if signer, err = s.ring.Station(); err != nil && !errors.Is(err, keyring.ErrNoKey) {
			return nil, err
		}
	}
	log, err := s.openLog(signer)
	if err != nil {
		return nil, err
	}
	if err := matches(signer, log); err != nil {
		return nil, errors.Join(err, log.Close())
	}
	if log.Head().Size == 0 { // a set-up that broke off
		return s, log.Close()
	}
	if other := log.PutBack(); other != nil {
		s.trust.doubt(&record.Report{Faults: []*record.Fault{other}})
	}
	s.store, s.file = log, s.fileNow()
	s.remind()
	return s, nil
}

// neverHadLog refuses a folder that had a log: whoever is offered to set a station up there
// would begin a new one over what is left of it. A set-up that broke off leaves a log.
func (s *Station) neverHadLog() error {
	if _, err := os.Lstat(s.logPath() + ".checkpoints"); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return &MissingError{Path: s.logPath()}
}

func (s *Station) openLog(signer note.Signer) (log *store.Store, err error) {
	opt := store.Options{Hasty: s.cfg.Hasty, IndexLater: s.cfg.IndexLater, Batch: s.cfg.IndexBatch, Reading: s.cfg.Reading, Renewing: s.cfg.Renewing, Indexing: s.cfg.Indexing, Key: s.cfg.Key}
	if s.cfg.Copy != nil {
		return store.OpenCopy(s.logPath(), *s.cfg.Copy, opt)
	}
	if s.cfg.Opening != ToRead {
		log, err = store.OpenWith(s.logPath(), signer, opt)
	}
	if s.cfg.Opening == ToRead || s.cfg.Opening == ToWriteOrRead && unwritable(s.cfg.Dir, err) {
		log, err = store.OpenToRead(s.logPath(), opt)
	}
	return log, err
}

// unwritable reports whether a log was not opened because it stands where nothing can
// be written. A log that alone cannot be, among files that can, has an owner to be
// asked: whatever reads it then would keep quiet about that.
func unwritable(dir string, err error) bool {
	var problem *store.Problem
	if !errors.As(err, &problem) || problem.Kind != store.ReadOnly {
		return false
	}
	f, err := os.CreateTemp(dir, ".written-*")
	if err != nil {
		return true
	}
	_ = errors.Join(f.Close(), os.Remove(f.Name())) // what it was for is known
	return false
}

func (s *Station) logPath() string { return LogFile(s.cfg.Dir) }

// LogFile returns the name of the log's file in a station's folder.
func LogFile(dir string) string { return filepath.Join(dir, logName) }

// matches tells whether the key is the one that the log's genesis names.
func matches(signer note.Signer, log *store.Store) (err error) {
	if signer == nil || log.Head().Size == 0 {
		return nil
	}
	log.View(func(st *record.State) {
		v, e := note.NewVerifier(st.StationKey)
		if e != nil || v.Name() != signer.Name() || v.KeyHash() != signer.KeyHash() {
			err = fmt.Errorf("the station key in this directory belongs to %q, the log to %q: put the right key beside the log", signer.Name(), st.Origin)
		}
	})
	return err
}

// IsSetUp reports whether the station has a log.
func (s *Station) IsSetUp() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.store != nil
}

func (s *Station) log() (*store.Store, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.store == nil {
		return nil, ErrNotSetUp
	}
	return s.store, nil
}

// view calls f with the log's state, which f must not keep. It does nothing
// before SetUp.
func (s *Station) view(f func(*record.State)) {
	if log, err := s.log(); err == nil {
		log.View(f)
	}
}

// Close closes the log, and leaves to the next start what was read of it.
func (s *Station) Close() error {
	s.leaveTexts()
	s.leaveLots()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.store == nil {
		return nil
	}
	log := s.store
	s.store = nil
	return log.Close()
}

// About returns what the station says of itself and of its log.
func (s *Station) About() model.Station {
	out := model.Station{Fingerprint: s.fingerprint(), Checked: s.Checked(), Index: s.Indexing()}
	if log, err := s.log(); err == nil {
		head := log.Head()
		out.Entries, out.Root = head.Size, head.Root.String()
	}
	s.view(func(st *record.State) {
		out.Log, out.Site, out.Name, out.Demo = st.Origin, st.Site, st.Station, st.Demo
		out.Key, out.Closed = st.StationKey, st.Closed > 0
		if c := st.Continues; c != nil {
			out.Continues = &model.Continues{Log: c.Log, Size: c.Size}
		}
		out.Out = s.outOfService(st)
	})
	return out
}

// fingerprint is the leaf hash of the genesis, read once: what says something about
// the log is asked for with every frame.
func (s *Station) fingerprint() string {
	log, err := s.log()
	if err != nil {
		return ""
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.genesisLeaf == "" {
		if genesis, _, err := log.Get(0); err == nil {
			s.genesisLeaf = hex.EncodeToString(genesis.Leaf[:])
		}
	}
	return s.genesisLeaf
}

// RebuildIndex deletes everything that is derived from the log and builds it
// again.
func (s *Station) RebuildIndex(progress func(done, total int64)) error {
	log, err := s.log()
	if err != nil {
		return err
	}
	return log.Rebuild(progress)
}

// CheckpointFile returns why the last checkpoint could not be written beside
// the log, nil if it was. Nothing of the log is lost then, but its memory
// outside the database is behind.
func (s *Station) CheckpointFile() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.beside
}

// local returns a time of the log on the station's own clock.
func (s *Station) local(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.In(s.cfg.Now().Location())
}
