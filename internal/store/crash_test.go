package store_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"testing"

	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// A power cut or a failed write or sync leaves any of the pages of a commit on
// disk and any part of its last one. bbolt writes the pages, waits for them, and
// then writes one of the two pages that say where the rest is.

// commit is a log's file before and after one append.
type commit struct {
	before, after []byte
	sizes         [2]int64
}

// commits returns the commits of a few acts, facts and batches.
func commits(t *testing.T) []commit {
	t.Helper()
	file := written(t)
	s := open(t, file)
	p := resumed(t, s)
	var all []commit
	step := func(batch ...record.Sealed) {
		c := commit{before: slurp(t, file)}
		c.sizes[0] = s.Head().Size
		p.append(batch...)
		c.after, c.sizes[1] = slurp(t, file), s.Head().Size
		all = append(all, c)
	}
	step(p.Start(recordtest.Worker, "r-0100", recordtest.Done("clean")...)...)
	step(p.Act(recordtest.Worker, sop.Assistant, p.CompletionBody("r-0100")))
	step(p.Start(recordtest.Worker, "r-0101")...)
	if err := s.CatchUp(); err != nil {
		t.Fatal(err)
	}
	step(p.Event(recordtest.Worker, "r-0101", recordtest.Done("clean")[0]))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return all
}

func slurp(t *testing.T, file string) []byte {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// cut returns what is on disk when the power goes during a commit. Before the
// pages are synced none of them need be there; the page that makes them count is
// written after that, and may be torn.
func (c commit) cut(r *rand.Rand) (disk []byte, atLeast int64) {
	const sector = 512
	page := os.Getpagesize()
	disk = make([]byte, max(len(c.before), len(c.after)))
	copy(disk, c.before)
	synced := r.IntN(2) == 0
	for at := 2 * page; at+page <= len(c.after); at += page {
		if synced || r.IntN(2) == 0 {
			copy(disk[at:at+page], c.after[at:])
		}
	}
	if !synced {
		return disk, c.sizes[0]
	}
	for at := 0; at < 2*page; at += sector {
		if r.IntN(2) == 0 {
			copy(disk[at:at+sector], c.after[at:])
		}
	}
	return disk, c.sizes[0]
}

func TestWhateverIsOnDiskAfterAPowerCutIsTheLogBeforeOrAfter(t *testing.T) {
	all := commits(t)
	r := rand.New(rand.NewPCG(7, 11))
	before, after := 0, 0
	for round := range rounds(40) {
		c := all[round%len(all)]
		disk, atLeast := c.cut(r)
		file := path(t)
		if err := os.WriteFile(file, disk, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := store.Open(file, recordtest.Station())
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		switch size := s.Head().Size; size {
		case atLeast:
			before++
		case c.sizes[1]:
			after++
		default:
			t.Errorf("round %d: %d entries, neither %d nor %d", round, size, atLeast, c.sizes[1])
		}
		mustVerify(t, s)
		resumed(t, s).perform("r-after") // and it goes on
		mustVerify(t, s)
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	if !testing.Short() && (before == 0 || after == 0) {
		t.Errorf("%d times the log before, %d times the one after: not every case was tried", before, after)
	}
}

func TestTheCommitsThatAreCutChangeTheFile(t *testing.T) {
	for i, c := range commits(t) {
		if bytes.Equal(c.before, c.after) || c.sizes[0] >= c.sizes[1] {
			t.Errorf("commit %d writes nothing", i)
		}
	}
}
