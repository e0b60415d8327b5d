package hub_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"math/rand/v2"
	"slices"
	"testing"

	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// TestAPageWithAsManyFiguresAsItMayHaveReachesItsReaders: an entry goes to a hub with all that
// was approved with it.
func TestAPageWithAsManyFiguresAsItMayHaveReachesItsReaders(t *testing.T) {
	d := newHub(t)
	b := newBench(t, origin)
	sumOf := func(text []byte) string {
		sum := sha256.Sum256(text)
		return hex.EncodeToString(sum[:])
	}
	text := bytes.Repeat([]byte("A line of a long page.\n"), 10_000)
	body, kept, noise := recordtest.ApproveBody("9.0", sumOf(text)), [][]byte{text}, rand.NewChaCha8([32]byte{1})
	for range page.MaxFigures {
		figure := make([]byte, page.MaxFigureBytes/page.MaxFigures)
		if _, err := noise.Read(figure); err != nil {
			t.Fatal(err)
		}
		body.Figures, kept = append(body.Figures, sumOf(figure)), append(kept, figure)
	}
	body.Effective, body.ReviewBy = "2027-01-01", "" // what is run is as it was
	slices.Sort(body.Figures)
	approval := b.Act(recordtest.Boss, sop.Supervisor, body)
	b.Log.Append(approval)
	if _, err := b.Store.Append([]record.Sealed{approval}, kept...); err != nil {
		t.Fatal(err)
	}
	b.work(1)
	mustUpload(t, b, enrol(t, d, origin, "north"))
	c := reader(t, d, "desk", "north")
	of := pulled(t, c)[origin]
	isSound(t, c, of, b)
	s := opened(t, c, of)
	for _, want := range kept {
		if got, ok := s.Text(sumOf(want)); !ok || !bytes.Equal(got, want) {
			t.Errorf("%d bytes of a figure come as %d", len(want), len(got))
		}
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
