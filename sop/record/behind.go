package record

import (
	"io"
	"sync"
)

// behind writes beside who fills it: hashing, packing and writing what goes to a bundle takes
// as long as reading the log. Its first error is that of the next Write, or of Close.
type behind struct {
	to    io.Writer
	full  chan []byte
	empty chan []byte
	gone  chan struct{} // closed with the first error
	err   error         // once it is gone, or closed
	done  sync.WaitGroup
}

// behindBy is how many pieces may wait to be written.
const behindBy = 8

func newBehind(to io.Writer) *behind {
	b := &behind{to: to, full: make(chan []byte, behindBy), empty: make(chan []byte, behindBy), gone: make(chan struct{})}
	b.done.Go(func() {
		for piece := range b.full {
			if b.err != nil {
				continue
			}
			if _, b.err = b.to.Write(piece); b.err != nil {
				close(b.gone)
			}
			select {
			case b.empty <- piece[:0]:
			default:
			}
		}
	})
	return b
}

func (b *behind) Write(p []byte) (int, error) {
	var piece []byte
	select {
	case <-b.gone:
		return 0, b.err
	case piece = <-b.empty:
	default:
	}
	b.full <- append(piece, p...)
	return len(p), nil
}

// Close waits until all is written.
func (b *behind) Close() error {
	close(b.full)
	b.done.Wait()
	return b.err
}
