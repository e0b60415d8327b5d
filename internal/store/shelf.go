package store

import (
	"bytes"
	"slices"
	"sort"
	"sync"

	"go.etcd.io/bbolt"
)

// shelf is one table of the index: a bucket of the log's file, or memory.
type shelf interface {
	Get(key []byte) []byte
	Put(key, value []byte) error
	cursor() cursor
}

// cursor goes over a shelf in the order of its keys; nil is the end.
type cursor interface {
	First() (key, value []byte)
	Last() (key, value []byte)
	Next() (key, value []byte)
	Prev() (key, value []byte)
	Seek(key []byte) (found, value []byte)
}

// index is everything that is derived from the entries: top holds the dictionary,
// the snapshot and the seal. The zero index is that of a log which has none yet.
type index struct {
	top, rows, runs, reviews shelf
	values, words, of        shelf // packed blocks
	numbers                  shelf // of the texts
	at                       version
}

// version tells apart what an index holds that is looked at: what a transaction left in the log, and
// what is kept in memory for it, to which more is added only once the log has more.
type version struct {
	tx int
	in *memory
}

// tables are the shelves of an index by name; top has none.
func (x index) tables() map[string]shelf {
	return map[string]shelf{
		"": x.top, string(bucketReviews): x.reviews, string(bucketRows): x.rows, string(bucketRuns): x.runs,
		string(bucketValues): x.values, string(bucketWords): x.words, string(bucketOf): x.of, string(bucketNumbers): x.numbers,
	}
}

// buckets are the tables of an index in a file.
var buckets = [][]byte{bucketRows, bucketRuns, bucketReviews, bucketValues, bucketWords, bucketOf, bucketNumbers}

// stored reports whether there is an index.
func (x index) there() bool { return x.top != nil }

// storedIndex returns the index in a bucket of the file.
func storedIndex(bucket *bbolt.Bucket) (x index) {
	if bucket == nil {
		return x
	}
	tables := make([]bucketShelf, len(buckets))
	for i, name := range buckets {
		if tables[i].Bucket = bucket.Bucket(name); tables[i].Bucket == nil {
			return x
		}
	}
	return index{
		top: bucketShelf{bucket}, rows: tables[0], runs: tables[1], reviews: tables[2],
		values: tables[3], words: tables[4], of: tables[5], numbers: tables[6],
	}
}

// madeIndex makes what is missing of the index in a bucket.
func madeIndex(bucket *bbolt.Bucket) (index, error) {
	for _, name := range buckets {
		if _, err := bucket.CreateBucketIfNotExists(name); err != nil {
			return index{}, err
		}
	}
	return storedIndex(bucket), nil
}

// bucketShelf is a bucket as a shelf.
type bucketShelf struct{ *bbolt.Bucket }

func (b bucketShelf) cursor() cursor { return b.Cursor() }

// memory is an index that cannot be written to the file, or may not be.
type memory struct {
	mu sync.RWMutex // held to read or to add
	index
	above bool // it has only what the index in the file lacks
}

func newMemory() *memory {
	return &memory{index: index{
		newTable(), newTable(), newTable(), newTable(), newTable(), newTable(), newTable(), newTable(), version{},
	}}
}

// table is a shelf in memory.
type table struct {
	values map[string][]byte
	keys   []string // sorted, but for those that were added since
	sorted int      // how many of them are
}

func newTable() *table { return &table{values: map[string][]byte{}} }

// Get returns nil where there is no such key.
func (t *table) Get(key []byte) []byte { return t.values[string(key)] }

// Put keeps a copy of the key.
func (t *table) Put(key, value []byte) error {
	k := string(key)
	if _, known := t.values[k]; !known {
		if t.sorted == len(t.keys) && (t.sorted == 0 || t.keys[t.sorted-1] < k) {
			t.sorted++
		}
		t.keys = append(t.keys, k)
	}
	t.values[k] = value
	return nil
}

// sort makes the table fit to be read by several.
func (t *table) sort() {
	if t.sorted < len(t.keys) {
		slices.Sort(t.keys)
		t.sorted = len(t.keys)
	}
}

func (t *table) cursor() cursor {
	t.sort()
	return &tableCursor{table: t}
}

type tableCursor struct {
	*table
	at int
}

func (c *tableCursor) here() (key, value []byte) {
	if c.at < 0 || c.at >= len(c.keys) {
		return nil, nil
	}
	return []byte(c.keys[c.at]), c.values[c.keys[c.at]]
}

func (c *tableCursor) First() (key, value []byte) {
	c.at = 0
	return c.here()
}

func (c *tableCursor) Last() (key, value []byte) {
	c.at = len(c.keys) - 1
	return c.here()
}

func (c *tableCursor) Next() (key, value []byte) {
	c.at++
	return c.here()
}

func (c *tableCursor) Prev() (key, value []byte) {
	c.at--
	return c.here()
}

func (c *tableCursor) Seek(key []byte) (found, value []byte) {
	c.at = sort.SearchStrings(c.keys, string(key))
	return c.here()
}

// each calls f with what a shelf holds, in order; a bucket inside it is left out.
func each(s shelf, f func(key, value []byte) error) error {
	c := s.cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		if v == nil {
			continue
		}
		if err := f(k, v); err != nil {
			return err
		}
	}
	return nil
}

// firstDifference returns the first key that two shelves do not have alike, but for
// the seal, and false when they are the same.
func firstDifference(a, b shelf) (key []byte, differ bool) {
	ca, cb := a.cursor(), b.cursor()
	ka, va := ca.First()
	kb, vb := cb.First()
	for ka != nil || kb != nil {
		switch {
		case ka != nil && (va == nil || bytes.Equal(ka, keySeal)):
			ka, va = ca.Next()
		case kb != nil && (vb == nil || bytes.Equal(kb, keySeal)):
			kb, vb = cb.Next()
		case ka == nil || kb != nil && bytes.Compare(kb, ka) < 0:
			return kb, true
		case kb == nil || !bytes.Equal(ka, kb) || !bytes.Equal(va, vb):
			return ka, true
		default:
			ka, va = ca.Next()
			kb, vb = cb.Next()
		}
	}
	return nil, false
}
