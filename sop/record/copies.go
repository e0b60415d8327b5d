package record

import (
	"errors"
	"fmt"

	"soprun/sop"
)

// Export is the fact that a bundle left the station.
type Export struct {
	Entries  int64   // that the bundle holds
	Filter   *Filter // what was selected; nil for the whole log
	Manifest string
	Size     int64 // of the log that was exported
}

// Filter says which runs a bundle holds. At least one member is set.
type Filter struct {
	Code   string
	Person string
	Run    string
	Since  string // local day, inclusive
	SOP    string
	Until  string // local day, inclusive
}

// Backup is the fact that the log's file was copied.
type Backup struct {
	Entries int64 // before this one
}

// Restore is the fact that the log goes on from a backup.
type Restore struct {
	Backup  string // of the backup's file
	Entries int64  // that were put back
}

func (*Export) kind() Kind  { return KindExport }
func (*Backup) kind() Kind  { return KindBackup }
func (*Restore) kind() Kind { return KindRestore }

func (b *Export) code(f *codec) {
	forNumber(f, "entries", &b.Entries)
	forOptObject(f, "filter", &b.Filter)
	forText(f, "manifest_sha256", &b.Manifest)
	forNumber(f, "size", &b.Size)
}

func (f *Filter) code(to *codec) {
	forOptText(to, "code", &f.Code)
	forOptText(to, "person", &f.Person)
	forOptText(to, "run", &f.Run)
	forOptText(to, "since", &f.Since)
	forOptText(to, "sop", &f.SOP)
	forOptText(to, "until", &f.Until)
}

func (b *Backup) code(f *codec) { forNumber(f, "entries", &b.Entries) }

func (b *Restore) code(f *codec) {
	forText(f, "backup_sha256", &b.Backup)
	forNumber(f, "entries", &b.Entries)
}

func (b *Export) check() error {
	return errors.Join(
		checkNumber("entries", b.Entries), checkNumber("size", b.Size), checkHex("manifest_sha256", b.Manifest, 32), b.Filter.check(),
	)
}

func (f *Filter) check() (err error) {
	if f == nil {
		return nil
	}
	if *f == (Filter{}) {
		return errors.New("filter: selects nothing")
	}
	for _, m := range []struct {
		value string
		check func(string) error
	}{
		{f.Code, func(s string) error { return match("code", codeID, s, "a letter S, K or B and a number up to 99") }},
		{f.Person, CheckPersonID},
		{f.Run, checkRun},
		{f.Since, func(s string) error { return checkDay("since", s) }},
		{f.SOP, func(s string) error {
			return match("sop id", sopID, s, "1 to 64 letters, digits, dots, hyphens and underscores")
		}},
		{f.Until, func(s string) error { return checkDay("until", s) }},
	} {
		if m.value != "" {
			err = errors.Join(err, m.check(m.value))
		}
	}
	if err != nil {
		return fmt.Errorf("filter: %w", err)
	}
	return nil
}

// Check tells whether a bundle can be selected so; a nil filter selects the
// whole log.
func (f *Filter) Check() error { return f.check() }

func (b *Backup) check() error { return checkNumber("entries", b.Entries) }

func (b *Restore) check() error {
	return errors.Join(checkNumber("entries", b.Entries), checkHex("backup_sha256", b.Backup, 32))
}

func checkExport(_ *State, p Placed, past Past) *Fault {
	b := p.Entry.Body.(*Export)
	switch {
	case b.Size > p.Position, b.Size < 1, !past.Covers(b.Size):
		return faultf(FaultCopy, "it says that a log of %s was exported, and no checkpoint before it covers so many", sop.Counted(b.Size, "entry", "entries"))
	case b.Entries < 1, b.Entries > b.Size:
		return faultf(FaultCopy, "it says that %s were exported of a log of %s", sop.Counted(b.Entries, "entry", "entries"), sop.Thousands(b.Size))
	case b.Filter == nil && b.Entries != b.Size:
		return faultf(FaultCopy, "it says that the whole log was exported, with %s of its %s", sop.Thousands(b.Entries), sop.Counted(b.Size, "entry", "entries"))
	}
	return nil
}

func checkBackup(_ *State, p Placed, _ Past) *Fault {
	return checkCopied(p, p.Entry.Body.(*Backup).Entries)
}

func checkRestore(_ *State, p Placed, _ Past) *Fault {
	return checkCopied(p, p.Entry.Body.(*Restore).Entries)
}

func checkCopied(p Placed, entries int64) *Fault {
	if entries != p.Position {
		return faultf(FaultCopy, "it counts %s before it, and there are %s", sop.Counted(entries, "entry", "entries"), sop.Thousands(p.Position))
	}
	return nil
}
