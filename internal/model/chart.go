package model

import (
	"time"

	"soprun/sop"
)

// Numbers are the fields of a procedure that can be charted, by all its approved versions.
type Numbers struct {
	SOP, Title string
	Fields     []NumberField // in the order of the newest page that has them
	Scheduled  bool          // it is due at times
}

// NumberField is a field that takes, or computes, a number.
type NumberField struct {
	Name, Label, Unit string // as the newest version that has it says
}

// Readings are all that a field of a procedure was ever recorded as, in completed runs.
type Readings struct {
	SOP, Title string
	Field      NumberField
	Places     int       // the most decimals of a limit, or of a reading
	Items      []string  // that it was read for, sorted; none where it was read for nothing in particular
	All        []Reading // the oldest first; of every item
	OtherUnits int       // readings in another unit, which are not among them
	Unread     int       // values that are no number, which are not among them either
	Open       int       // runs of the procedure that are open: nothing of them is in it
	// Together says that the items are the controls of one assay, and are seen together.
	Together bool
}

// Control is what a reading of a control material is measured by.
type Control struct {
	Name       string // of those that belong together: the field's label, or the item
	Row        string // that it is in over the runs: that of its field, or of the item
	Nth        int    // its place among all: by completion and, in a run, by its first recording
	Lot        string // the row of the table
	Target, SD sop.Decimal
}

// Reading is one value, as it stands since its last amendment.
type Reading struct {
	Entry      int64 // of the completion
	At         time.Time
	Version    string // of the page by which it was read
	Step, Item string
	Text       string
	Number     sop.Decimal
	Accepted   sop.Range // that held for it
	Control    *Control  // nil for no control
	Mark       string    // "ABOVE 8.0", "" for one within its limits
	Person     Person    // who recorded it
	Amended    bool
	Redone     int    // how often its step was opened again after it, 0 for what stands; 15 for more too
	Stands     string // of one that was done again: what stands instead, "" for nothing
	Disputed   bool   // signed, or amended, with a key that was revoked later as suspect
}
