package effects

import (
	"context"
	"errors"
	"time"

	"soprun/internal/model"
	"soprun/internal/session"
)

// ErrInspection is returned for whatever would be written during an inspection.
var ErrInspection = errors.New("this is an inspection: nothing is started, signed or changed here")

// Inspection is what is looked at without writing anything.
type Inspection struct {
	What  string   // required: "the log in /srv/bench-2"
	Notes []string // what has to be known of it
	// Part says that entries are missing, so that nothing can be told of what was due.
	Part bool
	// Verified is when it was found sound before it was shown, zero for not yet.
	Verified time.Time
	// Verify checks what is looked at; nil for the log that is open.
	Verify func(context.Context) (model.Verdict, error)
}

// Inspect has the place be looked at only.
func (b *Place) Inspect(i Inspection) { b.inspection = &i }

// inspected adds to what is said of the station that it is looked at only.
func (b *Place) inspected(out *model.Station) {
	if b.inspection == nil {
		return
	}
	out.Inspection, out.Part = b.inspection.What, b.inspection.Part
	if !b.inspection.Verified.IsZero() {
		out.Checked.At = b.inspection.Verified
	}
	out.Notes = append(append([]string{"INSPECTION, read-only: " + b.inspection.What + ". Nothing is started, signed or changed here."}, b.inspection.Notes...), out.Notes...)
}

// DueNow returns what waits to be done, and of a part of a log model.ErrPart.
func (b *Place) DueNow() ([]model.Slot, error) {
	if b.inspection != nil && b.inspection.Part {
		return nil, model.ErrPart
	}
	return b.Station.DueNow()
}

// Slots returns when a procedure was due, and of a part of a log model.ErrPart.
func (b *Place) Slots(sop string, from, to time.Time) ([]model.Slot, error) {
	if b.inspection != nil && b.inspection.Part {
		return nil, model.ErrPart
	}
	return b.Station.Slots(sop, from, to)
}

// looking is the Runner of an inspection: it refuses.
type looking struct{}

func (looking) StartRun(string, model.Person) (model.LoadedRun, error) {
	return model.LoadedRun{}, ErrInspection
}

func (looking) LoadRun(string) (model.LoadedRun, error) { return model.LoadedRun{}, ErrInspection }
func (looking) RunAt(string) (int, bool)                { return 0, false }
func (looking) Append(session.Append) error             { return ErrInspection }

func (looking) Prepare(string, model.Act) (model.Draft, error) { return model.Draft{}, ErrInspection }
func (looking) Sign(model.Draft, []byte) (int64, error)        { return 0, ErrInspection }

func (looking) Linked(string, string, time.Time) (model.LinkedRun, error) {
	return model.LinkedRun{}, ErrInspection
}
