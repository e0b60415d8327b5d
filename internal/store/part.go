package store

import (
	"context"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"
	"golang.org/x/mod/sumdb/tlog"

	"soprun/internal/boltfile"
	"soprun/sop/record"
)

// ErrElsewhere is returned for an entry that is not in a copy of a part of the log.
var ErrElsewhere error = elsewhereError{}

type elsewhereError struct{}

func (elsewhereError) Error() string {
	return "it is not in this bundle, which is a part of the log"
}

// Is reports it as an entry that was destroyed: nothing of it can be read.
func (elsewhereError) Is(target error) bool { return target == ErrErased }

// noDisposal is the disposal of an entry that is elsewhere.
const noDisposal = -1

// copyBatch bounds what one transaction of a copy holds in memory.
const copyBatch = 4096

// CopyBundle writes what a bundle holds into a new file, to be read by OpenCopy. Of a
// part of a log the other entries are marked as elsewhere. Of the whole log the tree is
// built again, and has to be the one that the checkpoint is over.
func CopyBundle(ctx context.Context, path string, b *record.Bundled) (err error) {
	if err := createBuckets(path); err != nil {
		return explain(path, err)
	}
	db, err := boltfile.Open(path, boltfile.Options{Wait: lockTimeout})
	if err != nil {
		return explain(path, err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	c := &copying{ctx: ctx, db: db, size: b.Head.Size, checkpoint: b.Checkpoint}
	for e, err := range b.Entries() {
		if err == nil {
			err = c.add(e)
		}
		if err != nil {
			return err
		}
	}
	if err := errors.Join(c.elsewhere(b.Head.Size), c.flush(), c.texts(b)); err != nil {
		return explain(path, err)
	}
	if head := c.tree.Head(); b.About.Whole() && head != b.Head {
		return fmt.Errorf("the entries of the bundle have another root than its checkpoint: %s", head.Root)
	}
	return nil
}

// copying is a copy under way.
type copying struct {
	ctx        context.Context //nolint:containedctx // it lives as long as one call
	db         *boltfile.DB
	size       int64 // of the log
	next       int64 // position
	checkpoint []byte
	tree       record.Frontier
	batch      []record.Stored
}

// add takes one entry, behind those that are elsewhere.
func (c *copying) add(e record.Stored) error {
	if err := c.elsewhere(e.Position); err != nil {
		return err
	}
	leaf := record.LeafHash(e.Payload, e.Signature)
	if e.Erased != nil {
		leaf = tlog.RecordHash(e.Erased.Leaf)
	}
	e.Hashes = c.tree.Add(leaf)
	return c.put(e)
}

// elsewhere notes that the entries up to a position are not in the bundle. Their hashes
// are not known: nothing asks for them but the tree, of which the checkpoint tells the head.
func (c *copying) elsewhere(until int64) error {
	for c.next < until {
		e := record.Stored{Position: c.next, Erased: &record.Erased{Disposal: noDisposal}, Hashes: c.tree.Add(tlog.Hash{})}
		if err := c.put(e); err != nil {
			return err
		}
	}
	return nil
}

func (c *copying) put(e record.Stored) error {
	if e.Position == c.size-1 {
		e.Checkpoint = c.checkpoint
	}
	c.batch = append(c.batch, e)
	if c.next = e.Position + 1; len(c.batch) < copyBatch {
		return c.ctx.Err()
	}
	return c.flush()
}

func (c *copying) flush() error {
	batch := c.batch
	c.batch = nil
	return c.db.Update(func(tx *bbolt.Tx) error {
		return putEntries(tx, batch)
	})
}

func (c *copying) texts(b *record.Bundled) error {
	return c.db.Update(func(tx *bbolt.Tx) error {
		for text, err := range b.Texts() {
			if err == nil {
				err = putText(tx, text)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// OpenCopy opens a copy of a bundle to be read: its head is that of the log that the
// bundle was taken from.
func OpenCopy(path string, head record.TreeHead, opt Options) (*Store, error) {
	s, err := OpenToRead(path, opt)
	if err == nil {
		s.head = head
	}
	return s, err
}
