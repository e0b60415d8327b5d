package store

import (
	"errors"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"

	"soprun/internal/boltfile"
	"soprun/internal/disk"
)

// Create makes the file of an empty log, which must not exist.
func Create(path string) error {
	if _, err := os.Lstat(path); err == nil {
		return &Problem{Kind: Exists, Path: path}
	}
	// The file appears under its name only when it is whole: one that was begun
	// and never finished would be taken for a damaged log.
	tmp, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".new-*")
	if err != nil {
		return explain(path, err)
	}
	defer func() { _ = os.Remove(tmp.Name()) }() // gone already when all went well
	if err := tmp.Close(); err != nil {
		return explain(path, err)
	}
	if err := createBuckets(tmp.Name()); err != nil {
		return explain(path, err)
	}
	if err := os.Link(tmp.Name(), path); err != nil {
		return explain(path, err)
	}
	return explain(path, disk.SyncDir(filepath.Dir(path)))
}

func createBuckets(path string) error {
	db, err := boltfile.Open(path, boltfile.Options{Wait: lockTimeout, MayMake: true})
	if err != nil {
		return err
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, name := range [][]byte{bucketMeta, bucketEntries, bucketTexts, bucketDerived} {
			if _, err := tx.CreateBucket(name); err != nil {
				return err
			}
		}
		return tx.Bucket(bucketMeta).Put(keyFormat, []byte(format))
	})
	return errors.Join(err, db.Close())
}
