package hub

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/witness"
)

// ForkError is that a hub has another log under the name of this one: of the two, at least one
// was put back to an earlier copy and went on from there, or is at work twice. Nothing more is
// uploaded.
type ForkError struct {
	// Fork are both notes, each with the station's signature; nil where the hub has none over
	// what is different.
	Fork *witness.Fork
	Own  record.TreeHead
	Hub  record.TreeHead

	text string
}

// Error says what was found.
func (f *ForkError) Error() string {
	return "the hub has another log under this name, nothing more is sent to it: " + f.text
}

// Report is a text that needs nothing else: both notes, what is wrong, and what to do.
func (f *ForkError) Report() string {
	if f.Fork != nil {
		return f.Fork.Report()
	}
	return fmt.Sprintf("%s.\n\nThe log here: %s, root %s.\nThe hub's: %s, root %s.\n\nKeep this file, the log and its backups as they are.\n",
		f.Error(), entriesOf(f.Own.Size), f.Own.Root, entriesOf(f.Hub.Size), f.Hub.Root)
}

// forkOf compares the hub's last signed head with the log. An ErrHub says that it is no head
// of this station: then the hub proves nothing.
func forkOf(log Source, l local, head Head) (*ForkError, error) {
	f := &ForkError{Own: l.head, Hub: head.TreeHead}
	if head.Signature == nil {
		f.text = fmt.Sprintf("it has %s that are not of this log, and no signature of the station over them", entriesOf(head.Size))
		return f, nil
	}
	kept := record.Checkpoint(l.station, head.Signed, head.Signature)
	if _, err := record.OpenCheckpoint(l.station, kept); err != nil {
		return nil, fmt.Errorf("%w (%w)", ErrHub, err)
	}
	fork, err := witness.CheckKept(l.station, kept, l.note, func(size int64) (tlog.Hash, bool) {
		return rootAt(log, size)
	})
	if err != nil {
		return nil, err
	}
	if f.Fork = fork; fork == nil {
		f.text = fmt.Sprintf("of its %s, those after the first %s are not of this log", entriesOf(head.Size), sop.Thousands(head.Signed.Size))
		return f, nil
	}
	f.text = fork.What()
	return f, nil
}
