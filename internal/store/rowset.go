package store

import (
	"iter"
	bitsOf "math/bits"
)

// rowSet are some of the completions of a value of rows, by their places there.
type rowSet [rowsPerValue / 64]uint64

func (s *rowSet) add(i uint32)      { s[i/64] |= 1 << (i % 64) }
func (s *rowSet) drop(i uint32)     { s[i/64] &^= 1 << (i % 64) }
func (s *rowSet) has(i uint32) bool { return s[i/64]>>(i%64)&1 != 0 }
func (s *rowSet) any() bool         { return *s != rowSet{} }

// keep drops those that are not among others.
func (s *rowSet) keep(others *rowSet) {
	for i := range s {
		s[i] &= others[i]
	}
}

// fill makes it the first n.
func (s *rowSet) fill(n int) {
	*s = rowSet{}
	for i := range s[:n/64] {
		s[i] = ^uint64(0)
	}
	if n%64 > 0 {
		s[n/64] = 1<<(n%64) - 1
	}
}

// up yields them from the first on. What is dropped meanwhile may still come.
func (s *rowSet) up() iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		for w := range s {
			for left := s[w]; left != 0; left &= left - 1 {
				if !yield(uint32(64*w + bitsOf.TrailingZeros64(left))) {
					return
				}
			}
		}
	}
}

// down yields them from the last on.
func (s *rowSet) down() iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		for w := len(s) - 1; w >= 0; w-- {
			for left := s[w]; left != 0; {
				i := 63 - bitsOf.LeadingZeros64(left)
				if left &^= 1 << i; !yield(uint32(64*w + i)) {
					return
				}
			}
		}
	}
}
