package record

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
)

func TestWhatIsWrittenBesideComesInOrder(t *testing.T) {
	var got, want bytes.Buffer
	b := newBehind(&got)
	piece := make([]byte, 0, 100)
	for i := range 1000 {
		piece = fmt.Appendf(piece[:0], "%d ", i) // the next piece takes the place of this one
		want.Write(piece)
		if n, err := b.Write(piece); n != len(piece) || err != nil {
			t.Fatal(n, err)
		}
	}
	if err := b.Close(); err != nil || got.String() != want.String() {
		t.Errorf("%v, %d of %d bytes", err, got.Len(), want.Len())
	}
}

// full takes so many pieces.
type full struct{ left int }

var errFull = errors.New("no space left")

func (f *full) Write(p []byte) (int, error) {
	if f.left--; f.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestTheFirstErrorOfWhatIsWrittenBesideEndsIt(t *testing.T) {
	for room := range 3 * behindBy {
		b := newBehind(&full{room})
		var err error
		for i := 0; err == nil && i < 1000; i++ {
			_, err = b.Write([]byte("piece"))
		}
		if closed := b.Close(); !errors.Is(err, errFull) || !errors.Is(closed, errFull) {
			t.Errorf("with room for %d: %v, then %v", room, err, closed)
		}
	}
	b := newBehind(&full{0})
	if _, err := b.Write([]byte("the last")); err != nil {
		t.Error(err)
	}
	if err := b.Close(); !errors.Is(err, errFull) {
		t.Errorf("nobody heard that the last piece did not fit: %v", err)
	}
}
