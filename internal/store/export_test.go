package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"time"

	"go.etcd.io/bbolt"
	"golang.org/x/mod/sumdb/note"

	"soprun/internal/trace"
	"soprun/sop"
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

// WaitForIndex waits for who brings the index up to date beside the appends.
func WaitForIndex(s *Store) {
	for s.following.Load() {
		runtime.Gosched()
	}
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

// IndexAsRead returns what the index says to whoever reads it, without what the station
// writes beside that, and whether a part of it is in memory above that of the file.
func IndexAsRead(s *Store) (all map[string]string, above bool, err error) {
	all = map[string]string{}
	err = s.view(func(_ *bbolt.Tx, x index) error {
		for name, t := range x.tables() {
			err := each(t, func(k, v []byte) error {
				if name != "" || bytes.Equal(k, keyDictionary) {
					all[name+"/"+string(k)] = string(v)
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	m := s.memory.Load()
	return all, m != nil && m.above, err
}

// Layered goes over two tables as one: the keys from a cursor's First on, and from its
// Last back, and what Seek finds.
func Layered(above, below map[string]string, sought []string) (forwards, backwards, found []string, get map[string]string) {
	fill := func(m map[string]string) *table {
		t := newTable()
		for k, v := range m {
			_ = t.Put([]byte(k), []byte(v))
		}
		return t
	}
	l := layered{fill(above), fill(below)}
	c := l.cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		forwards = append(forwards, string(k)+"="+string(v))
	}
	for k, v := c.Last(); k != nil; k, v = c.Prev() {
		backwards = append(backwards, string(k)+"="+string(v))
	}
	get = map[string]string{}
	for _, s := range sought {
		k, v := c.Seek([]byte(s))
		found = append(found, string(k)+"="+string(v))
		if v := l.Get([]byte(s)); v != nil {
			get[s] = string(v)
		}
	}
	return forwards, backwards, found, get
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
	m, _ := q.matcher(&dictionary{Texts: slices.Collect(maps.Keys(q.Awaited))})
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

// Redigested returns a block with something else in it, and its digest.
func Redigested(stored []byte, old, replacement string) []byte {
	return sealedBlock(bytes.Replace(stored[sha256.Size:], []byte(old), []byte(replacement), 1))
}

// FillIndex puts completions into an index until it has so many, each with values as a
// department has them: readings, assets, items, a text that nothing else has, and when the first
// asset expires, if it is a lot.
func FillIndex(s *Store, completions, values int) error {
	if err := s.CatchUp(); err != nil {
		return err
	}
	const batch = 2000
	for from := -1; from < completions; from += batch {
		err := s.db.Update(func(tx *bbolt.Tx) error {
			in, err := newIndexer(storedIndex(tx.Bucket(bucketDerived)))
			if err != nil {
				return err
			}
			if from < 0 {
				from = int(in.values.rows)
			}
			for n := from; n < min(from+batch, completions); n++ {
				var all standing
				for i := range values {
					e := sop.Event{Kind: sop.ValueRecorded, Step: fmt.Sprintf("step-%d", i), Field: "reading", Index: 1, At: filledAt(n), Person: filledBy(n), Unit: "°C"}
					switch e.Value = fmt.Sprintf("%d.%d", (n+i)%9, n%10); i {
					case 0:
						e.Field, e.Value = "asset", fmt.Sprintf("F-%02d", n%40)
					case 1:
						e.Field, e.Value = "asset", fmt.Sprintf("T-%02d", n%17)
					case 6:
						if n%2 == 0 {
							e.Item = fmt.Sprintf("bay %d", n)
						}
					case 2, 3:
						e.Field, e.Value = "note", fmt.Sprintf("free text %d of %d", n, i)
					case 10:
						e.Step, e.Field, e.Value = "step-0", "expiry", ExpiryOf(n)
					}
					if (n+i)%9 == 8 && i > 3 {
						e.Mark = "ABOVE 8.0 °C"
					}
					all.add(e)
				}
				if err := in.fill(n, all); err != nil {
					return err
				}
			}
			return in.flush()
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// FillNumbers puts completions into an empty index, each with one reading.
func FillNumbers(s *Store, readings []string) error {
	if err := s.CatchUp(); err != nil {
		return err
	}
	return s.db.Update(func(tx *bbolt.Tx) error {
		in, err := newIndexer(storedIndex(tx.Bucket(bucketDerived)))
		for n, said := range readings {
			var all standing
			all.add(sop.Event{Kind: sop.ValueRecorded, Step: "step-1", Field: "reading", Index: 1, At: filledAt(n), Person: filledBy(n), Value: said})
			if err == nil {
				err = in.fill(n, all)
			}
		}
		if err != nil {
			return err
		}
		return in.flush()
	})
}

func filledAt(n int) time.Time { return firstFilled.Add(time.Duration(n) * 56 * time.Minute) }

func filledBy(n int) string { return []string{"kim.oh", "bo.ray", "ann.lee"}[n%3] }

// fill adds a completion with values.
func (in *indexer) fill(n int, all standing) error {
	p := record.Placed{Position: int64(10 * (n + 1)), Entry: &record.Entry{At: record.At(filledAt(n)), Person: filledBy(n)}}
	b := &record.Completion{SOP: fmt.Sprintf("SOP-%03d", n%50), SHA256: fmt.Sprintf("%064d", n%50), Codes: []sop.Code{"S26"}, Outcome: record.Complete}
	if n%9 == 4 {
		b.Outcome = record.Stopped
	}
	r, err := in.dictionary.row(p, b)
	if err != nil {
		return err
	}
	if all.late = n%7 == 3; all.late {
		r[37] |= flagLate
	}
	in.tail.rows = append(in.tail.rows, r[:]...)
	return in.values.add(in.dictionary, p.Entry.Person, b, all)
}

// OnAllCores is what a trace has done beside each other.
var OnAllCores = onAllCores

// TraceOneByOne is what a trace finds, oldest first, by looking at every value of every completion.
func TraceOneByOne(s *Store, q trace.Query, m Meaning) (found []int64, err error) {
	err = s.view(func(tx *bbolt.Tx, x index) error {
		d, err := s.readOnce(x.top)
		if err != nil {
			return err
		}
		s.folds.mu.Lock()
		defer s.folds.mu.Unlock()
		t := tracing{x: x, folds: &s.folds, said: map[uint32]texts{}}
		if t.terms, err = s.folds.terms(tx, s.db.Guard, x, d, q, m); err != nil {
			return err
		}
		in := reading{x: x, checked: &s.folds.sound}
		return each(x.rows, func(k, rows []byte) error {
			for i := range len(rows) / rowSize {
				r := (*row)(rows[i*rowSize:])
				has, err := t.ofRow(r)
				if err != nil {
					return err
				}
				has |= t.ofStates(r, t.states)
				err = in.valuesOf(binary.BigEndian.Uint32(k)*rowsPerValue+uint32(i), func(v *value) error {
					of, err := t.ofValue(v)
					has |= of
					return err
				})
				if err != nil {
					return err
				}
				if (has^t.not)&t.all == t.all {
					found = append(found, r.position())
				}
			}
			return nil
		})
	})
	return found, err
}

// ExpiryOf is the day that the completion of a number in FillIndex says of its lot.
func ExpiryOf(n int) string { return firstFilled.AddDate(0, 0, n).Format(time.DateOnly) }

var firstFilled = time.Date(2016, 1, 1, 0, 0, 0, 0, time.UTC)

// AmendIndex changes a value of a completion of FillIndex.
func AmendIndex(s *Store, n int, at sop.Event) error {
	return s.db.Update(func(tx *bbolt.Tx) error {
		in, err := newIndexer(storedIndex(tx.Bucket(bucketDerived)))
		if err == nil {
			err = in.values.amend(uint32(n), at)
		}
		if err == nil {
			err = in.flush()
		}
		return err
	})
}

// SpoilIndex has a completion of FillIndex list exceptions.
func SpoilIndex(s *Store, n int) error {
	return s.db.Update(func(tx *bbolt.Tx) error {
		return changeRow(storedIndex(tx.Bucket(bucketDerived)).rows, int64(10*(n+1)), func(r *row) { r[37] |= flagExceptions })
	})
}

// SignIndex adds that somebody signed something about a completion of FillIndex.
func SignIndex(s *Store, n int, what What, by string) error {
	return s.db.Update(func(tx *bbolt.Tx) error {
		in, err := newIndexer(storedIndex(tx.Bucket(bucketDerived)))
		if err == nil {
			at := int64(10 * (n + 1))
			err = in.about(at, record.Placed{Position: at + 1 + int64(len(in.index.about(at))), Entry: &record.Entry{Person: by}}, what)
		}
		if err == nil {
			err = in.flush()
		}
		return err
	})
}

// BeginsAsWritten reports whether a state is told to be of this format by its first bytes.
func BeginsAsWritten(snapshot []byte) bool { return bytes.HasPrefix(snapshot, beginsSnapshot) }

// NotesBothWays are the checkpoints over some sizes as they are read by themselves, and one after
// the other.
func NotesBothWays(s *Store, sizes []int64) (alone, inTurn [][]byte, err error) {
	err = s.db.View(func(tx *bbolt.Tx) error {
		station, hashes := stationOf(tx), &peaks{tx: tx}
		for _, size := range sizes {
			hashes.next()
			one, err := noteAt(tx, station, size)
			other, err2 := noteOver(tx, station, size, hashes.hash)
			if err := errors.Join(err, err2); err != nil {
				return err
			}
			alone, inTurn = append(alone, one), append(inTurn, other)
		}
		return nil
	})
	return alone, inTurn, err
}
