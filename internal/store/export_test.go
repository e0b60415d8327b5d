package store

import (
	"bytes"
	"context"
	"fmt"

	"go.etcd.io/bbolt"

	"soprun/sop/record"
)

// VerifyTx verifies what a transaction sees.
func VerifyTx(ctx context.Context, tx *bbolt.Tx, path string) []*record.Fault {
	beside, err := notesFrom(path+".checkpoints", 0)
	if err != nil {
		return []*record.Fault{record.NewFault(record.FaultStorage, record.NoEntry, "%v", err)}
	}
	report, _, err := verifyTx(ctx, tx, beside, record.Options{Workers: 1})
	if err != nil {
		return []*record.Fault{record.NewFault(record.FaultStorage, record.NoEntry, "%v", err)}
	}
	return report.Faults
}

// Derived returns everything that the indexes hold.
func Derived(s *Store) map[string]string {
	all := map[string]string{}
	_ = s.db.View(func(tx *bbolt.Tx) error {
		if derived := tx.Bucket(bucketDerived); derived != nil {
			collect(all, "", derived)
		}
		return nil
	})
	return all
}

func collect(all map[string]string, prefix string, b *bbolt.Bucket) {
	_ = b.ForEach(func(k, v []byte) error {
		if v == nil {
			collect(all, prefix+string(k)+"/", b.Bucket(k))
		} else {
			all[prefix+string(k)] = string(v)
		}
		return nil
	})
}

// OlderFormat returns a snapshot as an earlier version of the program wrote it, nil
// for what is none.
func OlderFormat(snapshot []byte) []byte {
	now := fmt.Appendf(nil, `"format":%d,`, indexFormat)
	if !bytes.Contains(snapshot, now) {
		return nil
	}
	return bytes.Replace(snapshot, now, fmt.Appendf(nil, `"format":%d,`, indexFormat-1), 1)
}

// View reads the file.
func View(s *Store, f func(*bbolt.Tx) error) error { return s.db.View(f) }

// KeyOf returns the key of a position.
func KeyOf(at int64) []byte { return key(at) }
