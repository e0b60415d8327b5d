package witness

import (
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"soprun/sop/record"
)

// Fork is two checkpoints of one station that cannot both be of one log. Each
// is signed by the station, so that whoever holds both needs nothing else to
// show it.
type Fork struct {
	Origin      string
	Earlier     []byte // the checkpoint that was kept outside the log
	EarlierHead record.TreeHead
	Now         []byte // the log's own
	NowHead     record.TreeHead
	// Root is the root of the log, as it is now, over the tree of the earlier
	// size; meaningless when the log is shorter than that.
	Root tlog.Hash
	// Proof is the consistency proof of RFC 6962 that was to lead from the
	// earlier tree to the log's own, and does not; nil where there is none.
	Proof tlog.TreeProof
}

// Error says what was found.
func (f *Fork) Error() string { return f.What() }

// CheckKept compares a checkpoint that was kept outside the log with the log's
// own. root returns the root of the log over a tree of an earlier size, false
// when no checkpoint was written over it. The result is nil when the log goes on
// from what was kept, and a *Fork when it was put back or grown anew.
func CheckKept(station note.Verifier, kept, now []byte, root func(size int64) (tlog.Hash, bool)) (*Fork, error) {
	earlier, err := record.OpenCheckpoint(station, kept)
	if err != nil {
		return nil, fmt.Errorf("the checkpoint that was kept: %w", err)
	}
	head, err := record.OpenCheckpoint(station, now)
	if err != nil {
		return nil, fmt.Errorf("the log's own checkpoint: %w", err)
	}
	f := &Fork{Origin: station.Name(), Earlier: kept, EarlierHead: earlier, Now: now, NowHead: head}
	if earlier.Size <= head.Size {
		var ok bool
		if f.Root, ok = root(earlier.Size); ok && f.Root == earlier.Root {
			return nil, nil
		}
	}
	return f, nil
}

// RolledBack reports whether the log is shorter than what was kept: an earlier
// copy was put in its place.
func (f *Fork) RolledBack() bool { return f.NowHead.Size < f.EarlierHead.Size }

// What says in one sentence what was found.
func (f *Fork) What() string {
	if f.RolledBack() {
		return fmt.Sprintf("the log had %d entries, and has %d now: an earlier copy was put in its place", f.EarlierHead.Size, f.NowHead.Size)
	}
	return fmt.Sprintf("the first %d entries of the log are not those that were signed for: entries were changed, dropped or written anew", f.EarlierHead.Size)
}

// Report writes the fork as a text that needs nothing else: what was found,
// both notes, and how to check them.
func (f *Fork) Report() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Two checkpoints of the log %s contradict each other.\n\n%s.\n\n", f.Origin, strings.ToUpper(f.What()[:1])+f.What()[1:])
	fmt.Fprintf(&b, "Kept outside the log, over %d entries:\n\n%s\n", f.EarlierHead.Size, f.Earlier)
	fmt.Fprintf(&b, "The log's own, over %d entries:\n\n%s\n", f.NowHead.Size, f.Now)
	if f.Root != (tlog.Hash{}) && !f.RolledBack() {
		fmt.Fprintf(&b, "The root of the log over its first %d entries is now %s;\nthe first note says that it was %s.\n\n", f.EarlierHead.Size, f.Root, f.EarlierHead.Root)
	}
	if len(f.Proof) > 0 {
		fmt.Fprintf(&b, "The consistency proof (RFC 6962) from %d to %d entries, which leads to the second note\nand does not begin at the first:\n\n", f.EarlierHead.Size, f.NowHead.Size)
		for _, h := range f.Proof {
			fmt.Fprintln(&b, h)
		}
		b.WriteString("\n")
	}
	b.WriteString("Both notes are signed by the station's key, in the C2SP signed-note format. One log\n" +
		"cannot have both: a log only grows. Keep this file, the log and its backups as they\n" +
		"are. Nothing more is signed until the right log is back in its place.\n")
	return b.String()
}
