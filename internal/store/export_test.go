package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"go.etcd.io/bbolt"
	"golang.org/x/mod/sumdb/note"

	"soprun/sop/record"
)

// VerifyTx verifies what a transaction sees.
func VerifyTx(ctx context.Context, tx *bbolt.Tx, path string) []*record.Fault {
	beside, err := notesFrom(path+".checkpoints", 0)
	if err != nil {
		return []*record.Fault{record.NewFault(record.FaultStorage, record.NoEntry, "%v", err)}
	}
	view := func(f func(*bbolt.Tx) error) error { return f(tx) }
	report, _, err := verifyLog(ctx, view, beside, record.Options{Workers: 1})
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

// Reseal seals the index as it is, as whoever has the station's key can.
func Reseal(tx *bbolt.Tx, signer note.Signer) error {
	x := storedIndex(tx.Bucket(bucketDerived))
	return x.seal(signer, entries(tx))
}

// Resummed returns a mark whose first line has the sum of its body, and its old signature.
func Resummed(first, body []byte) []byte {
	var by seal
	if err := json.Unmarshal(first, &by); err != nil {
		panic(err)
	}
	sum := sha256.Sum256(body)
	by.Sum = hex.EncodeToString(sum[:])
	first, err := json.Marshal(by)
	if err != nil {
		panic(err)
	}
	return append(append(first, '\n'), body...)
}

// SearchRows searches rows at these positions, each value of the table with some of
// them, of which those in reviewed are not open.
func SearchRows(values [][]int64, reviewed func(int64) bool, q Query, span Span) (Found, error) {
	rows := newTable()
	for i, positions := range values {
		var value []byte
		for _, at := range positions {
			var r row
			binary.BigEndian.PutUint64(r[4:], uint64(at))
			if reviewed(at) {
				r[37] = flagReviewed
			}
			value = append(value, r[:]...)
		}
		if err := rows.Put(binary.BigEndian.AppendUint32(nil, uint32(i)), value); err != nil {
			return Found{}, err
		}
	}
	m, _ := q.matcher(&dictionary{})
	in := search{ctx: context.Background(), span: span, matcher: m}
	err := in.scan(rows)
	return in.found, err
}

// NumberPeople numbers so many people, and returns the number of the last.
func NumberPeople(n int) (last uint16, err error) {
	d := &dictionary{people: map[string]uint16{}}
	for i := range n {
		if last, err = d.personNumber(fmt.Sprintf("p.%d", i)); err != nil {
			return last, err
		}
	}
	return last, nil
}
