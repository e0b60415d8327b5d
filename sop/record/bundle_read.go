package record

import (
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"slices"
	"strings"
)

// Bundled is a bundle to be read, once it was verified.
type Bundled struct {
	About      About
	Checkpoint []byte   // the station's note over the log that it was taken from
	Head       TreeHead // of that log

	check *bundleCheck
}

// OpenBundle opens a bundle that VerifyBundle found sound. What it holds is compared
// with the checkpoint again as it is read.
func OpenBundle(fsys fs.FS) (*Bundled, error) {
	c := newBundleCheck(fsys)
	if err := c.list(); err != nil {
		return nil, err
	}
	text, err := c.read(fileAbout)
	if err != nil {
		return nil, err
	}
	about, err := readAbout(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", fileAbout, err)
	}
	c.report.About = *about
	if err := errors.Join(c.openCheckpoint(), c.firstFault()); err != nil {
		return nil, err
	}
	return &Bundled{About: *about, Checkpoint: c.checkpoint, Head: c.head, check: c}, nil
}

// firstFault is the first thing that was found wrong.
func (c *bundleCheck) firstFault() error {
	if len(c.report.Faults) > 0 {
		return c.report.Faults[0]
	}
	return nil
}

// Entries yields the entries in order, without the hashes of the tree. After an error
// there is none.
func (b *Bundled) Entries() iter.Seq2[Stored, error] {
	if b.About.Whole() {
		return b.wholeEntries
	}
	return func(yield func(Stored, error) bool) {
		for _, at := range b.check.positions {
			e, err := b.check.stored(at)
			if err == nil {
				err = b.check.firstFault()
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

func (b *Bundled) wholeEntries(yield func(Stored, error) bool) {
	w, err := b.check.openWhole()
	if err != nil {
		yield(Stored{}, err)
		return
	}
	var tree Frontier
	for e, err := range w.Entries() {
		take(e, &tree, true)
		if !yield(e, err) || err != nil {
			_ = w.close() // only read
			return
		}
	}
	err = errors.Join(w.err, w.close(), b.check.firstFault())
	if head := tree.Head(); err == nil && head != b.Head {
		err = fmt.Errorf("the entries of the bundle have another root than its checkpoint: %s", head.Root)
	}
	if err != nil {
		yield(Stored{}, err)
	}
}

// Texts yields the approved texts that it has, and the files of their figures.
func (b *Bundled) Texts() iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		var names []string
		for name := range b.check.sums {
			if strings.HasPrefix(name, dirTexts) {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		for _, name := range names {
			text, err := b.check.read(name)
			if !yield(text, err) || err != nil {
				return
			}
		}
	}
}
