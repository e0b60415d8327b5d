package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

// Settled is how far the values of completed runs were gone through for good: so many blocks of them,
// which were full, so that only what follows has to be gone through for later ones.
type Settled struct {
	Blocks int
	Sum    string // over the digests of these, hexadecimal
	Before uint32 // number of the first completion that may go on behind them: those before it count
}

// settled says how far the blocks are full, and whether they begin with those that were known: no
// value of these was amended meanwhile.
func (r *reading) settled(known *Settled) (now Settled, begins bool, err error) {
	sum := sha256.New()
	stands := func() bool {
		return known != nil && now.Blocks == known.Blocks && hex.EncodeToString(sum.Sum(nil)) == known.Sum
	}
	var last []byte
	err = each(r.x.values, func(_, stored []byte) error {
		if len(stored) != sha256.Size+valueSize*valuesPerBlock {
			return nil
		}
		begins = begins || stands()
		now.Blocks++
		sum.Write(stored[:sha256.Size])
		last = stored
		return nil
	})
	begins = begins || stands()
	now.Sum = hex.EncodeToString(sum.Sum(nil))
	if last != nil {
		now.Before = (*value)(last[len(last)-valueSize:]).row()
	}
	return now, begins, err
}

// between calls f with the values of the completions from one up to another, by their numbers.
func (r *reading) between(ctx context.Context, from, to uint32, f func(*value) error) error {
	chunk, ok := firstWith(r.x.values, from)
	for k := []byte(nil); ok; chunk++ {
		k = binary.BigEndian.AppendUint32(k[:0], chunk)
		stored := r.x.values.Get(k)
		if stored == nil {
			return nil
		}
		b, err := r.values.block(chunk, stored)
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		for ; len(b) >= valueSize; b = b[valueSize:] {
			switch v := (*value)(b); {
			case v.row() < from:
			case v.row() >= to:
				return nil
			default:
				if err := f(v); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
