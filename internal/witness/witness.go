// Package witness remembers the logs of other stations, so that none of them
// can be put back or grown anew unseen: it cosigns a checkpoint only when it
// continues the one that it cosigned last (C2SP tlog-witness).
package witness

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"
	"golang.org/x/mod/sumdb/note"

	"soprun/internal/boltfile"
	"soprun/sop/record"
	cosign "soprun/sop/record/witness"
)

var (
	// ErrUnknownLog is returned for a checkpoint of a log whose key this
	// witness was never given.
	ErrUnknownLog = errors.New("this witness does not know that log")
	// ErrBusy is returned when another program has the witness's memory open.
	ErrBusy = errors.New("another program is using this witness: close it and try again")
)

// Config is what a witness needs from outside.
type Config struct {
	Dir  string           // required: where its key and its memory are
	Now  func() time.Time // required
	Rand io.Reader        // required; read when the key is made
	Name string           // of a new witness; "" for a random one
}

// Witness is an open memory. One program has it open at a time.
type Witness struct {
	db  *boltfile.DB
	key *cosign.Cosigner
	now func() time.Time
}

const (
	fileName = "witness.db"
	lockWait = 2 * time.Second
)

var (
	bucketOwn  = []byte("own")  // "key": the private key
	bucketKeys = []byte("keys") // station keys by origin
	bucketSeen = []byte("seen") // last checkpoint by origin
	keyOwn     = []byte("key")
)

// Open opens the witness of a folder, and makes its key when it is the first
// time.
func Open(cfg Config) (*Witness, error) {
	if err := os.MkdirAll(cfg.Dir, 0o700); err != nil {
		return nil, err
	}
	file := filepath.Join(cfg.Dir, fileName)
	db, err := boltfile.Open(file, boltfile.Options{Wait: lockWait, MayMake: true})
	switch {
	case errors.Is(err, boltfile.ErrLocked):
		return nil, ErrBusy
	case err != nil:
		return nil, fmt.Errorf("the witness's memory %q: %w; nothing was written: put the file back from a copy of it", file, err)
	}
	w := &Witness{db: db, now: cfg.Now}
	if err := db.Update(func(tx *bbolt.Tx) error { return w.load(tx, cfg) }); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return w, nil
}

// load reads the key, or makes one.
func (w *Witness) load(tx *bbolt.Tx, cfg Config) error {
	for _, name := range [][]byte{bucketKeys, bucketSeen, bucketOwn} {
		if _, err := tx.CreateBucketIfNotExists(name); err != nil {
			return err
		}
	}
	own := tx.Bucket(bucketOwn)
	private := string(own.Get(keyOwn))
	if private == "" {
		var err error
		if private, err = newKey(cfg); err != nil {
			return err
		}
		if err := own.Put(keyOwn, []byte(private)); err != nil {
			return err
		}
	}
	key, err := cosign.ReadCosigner(private)
	w.key = key
	return err
}

func newKey(cfg Config) (string, error) {
	name := cfg.Name
	if name == "" {
		random := make([]byte, 3)
		if _, err := io.ReadFull(cfg.Rand, random); err != nil {
			return "", fmt.Errorf("random bytes: %w", err)
		}
		name = fmt.Sprintf("witness-%x", random)
	}
	return cosign.NewCosigner(cfg.Rand, name)
}

// Close closes the memory.
func (w *Witness) Close() error { return w.db.Close() }

// Key returns the witness's public key, which the stations that it watches
// have to be given.
func (w *Witness) Key() string { return w.key.String() }

// Log is one log that a witness watches.
type Log struct {
	Origin string
	Size   int64 // of the tree that it saw last, 0 for none
}

// Logs returns the logs that it watches, by origin.
func (w *Witness) Logs() (logs []Log, err error) {
	err = w.db.View(func(tx *bbolt.Tx) error {
		return tx.Bucket(bucketKeys).ForEach(func(origin, key []byte) error {
			log := Log{Origin: string(origin)}
			if seen := tx.Bucket(bucketSeen).Get(origin); seen != nil {
				station, err := note.NewVerifier(string(key))
				if err != nil {
					return err
				}
				head, err := record.OpenCheckpoint(station, seen)
				if err != nil {
					return fmt.Errorf("what was seen of %s: %w", origin, err)
				}
				log.Size = head.Size
			}
			logs = append(logs, log)
			return nil
		})
	})
	return logs, err
}

// Watch learns the key of a log. A log's key is learned once and never
// replaced.
func (w *Witness) Watch(stationKey string) error {
	station, err := note.NewVerifier(stationKey)
	if err != nil {
		return fmt.Errorf("the station's key %q: %w", stationKey, err)
	}
	return w.db.Update(func(tx *bbolt.Tx) error {
		keys, origin := tx.Bucket(bucketKeys), []byte(station.Name())
		if known := keys.Get(origin); known != nil && string(known) != stationKey {
			return fmt.Errorf("the log %s has another key than the one that this witness was given first, %s", origin, known)
		}
		return keys.Put(origin, []byte(stationKey))
	})
}

// Cosign checks a request against what was seen of its log, keeps the
// checkpoint and returns it cosigned. A *cosign.Fork says that the station shows
// two logs.
func (w *Witness) Cosign(request []byte) (cosigned []byte, err error) {
	r, err := cosign.ParseRequest(request)
	if err != nil {
		return nil, err
	}
	origin := r.Origin()
	err = w.db.Update(func(tx *bbolt.Tx) error {
		key := tx.Bucket(bucketKeys).Get(origin)
		if key == nil {
			return fmt.Errorf("%q: %w", origin, ErrUnknownLog)
		}
		station, err := note.NewVerifier(string(key))
		if err != nil {
			return err
		}
		if _, err := r.Check(station, tx.Bucket(bucketSeen).Get(origin)); err != nil {
			return err
		}
		return tx.Bucket(bucketSeen).Put(origin, r.Checkpoint)
	})
	if err != nil {
		return nil, err
	}
	return w.key.Cosign(r.Checkpoint, w.now()), nil
}
