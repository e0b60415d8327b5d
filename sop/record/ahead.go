package record

import (
	"crypto/sha256"
	"sync"

	"golang.org/x/mod/sumdb/tlog"
)

// ahead are the batches of a source, read beside those who look at them.
type ahead struct {
	batches chan readBatch
	stop    chan struct{}
	done    sync.WaitGroup
}

// readBatch is some entries, the tree behind them, and what is wrong with the entry that
// comes next.
type readBatch struct {
	entries []taken
	head    TreeHead
	fault   *Fault
}

// taken is a stored entry at its place in the tree of its log.
type taken struct {
	Stored
	digest [sha256.Size]byte // of its payload
	leaf   tlog.Hash         // that the log was built on
	head   TreeHead          // of the tree that ends here, where there is a checkpoint

	altered bool // it is not the entry of that leaf
	faults  []*Fault
}

// readAhead reads a source, from the entry behind a tree on. The first batch is of one entry.
func readAhead(src Source, tree Frontier, noHashes bool) *ahead {
	a := &ahead{batches: make(chan readBatch, 4), stop: make(chan struct{})}
	a.done.Go(func() {
		defer close(a.batches)
		batch, size := make([]taken, 0, batchSize), 1
		send := func(f *Fault) bool {
			select {
			case a.batches <- readBatch{batch, tree.Head(), f}:
				batch, size = make([]taken, 0, batchSize), batchSize
				return true
			case <-a.stop:
				return false
			}
		}
		for stored, err := range src.Entries() {
			if f := readable(stored, err, tree.Size()); f != nil {
				send(f)
				return
			}
			if batch = append(batch, take(stored, &tree, noHashes)); len(batch) == size && !send(nil) {
				return
			}
		}
		if len(batch) > 0 {
			send(nil)
		}
	})
	return a
}

// end leaves nothing of the source in use.
func (a *ahead) end() {
	close(a.stop)
	a.done.Wait()
}

// take puts an entry at the end of a tree.
func take(stored Stored, tree *Frontier, noHashes bool) taken {
	t := taken{Stored: stored}
	if stored.Erased != nil {
		t.leaf = tlog.RecordHash(stored.Erased.Leaf)
	} else {
		t.digest = sha256.Sum256(stored.Payload)
		t.leaf = tlog.RecordHash(appendLeaf(make([]byte, 0, 192), t.digest, stored.Signature))
	}
	if noHashes {
		tree.Add(t.leaf)
	} else {
		t.compare(tree)
	}
	if len(stored.Checkpoint) > 0 {
		t.head = tree.Head()
	}
	return t
}

// compare adds the entry to the tree and compares what was stored with it. Where the stored
// leaf differs from the entry's own, the stored one is believed, so that one changed entry does
// not put the blame on all that follow.
func (t *taken) compare(tree *Frontier) {
	if len(t.Hashes) > 0 && t.Hashes[0] != t.leaf {
		t.fault(FaultLeaf, "its payload, its signature or its leaf hash was changed after it was logged")
		t.leaf, t.altered = t.Hashes[0], true
	}
	want := tree.Add(t.leaf)
	if len(want) != len(t.Hashes) {
		t.fault(FaultTree, "it has %d tree hashes stored with it instead of %d", len(t.Hashes), len(want))
		return
	}
	for level := 1; level < len(want); level++ {
		if want[level] != t.Hashes[level] {
			t.fault(FaultTree, "the tree hash stored with it at level %d was changed", level)
		}
	}
}

func (t *taken) fault(code FaultCode, format string, args ...any) {
	t.faults = append(t.faults, NewFault(code, t.Position, format, args...))
}
