package present

import (
	"time"

	"soprun/internal/model"
)

// Rehearsing says where an unfinished rehearsal is, and since when nobody went on with it.
func Rehearsing(o model.OpenRun, now time.Time) string {
	text := Place(o) + ", " + Ago(now.Sub(o.Last))
	if o.Practises == "" {
		text += ", from the library"
	}
	return text
}

// IsUnfinished says of a rehearsal that it can be gone on with.
func IsUnfinished(o model.OpenRun, now time.Time) string {
	return "A rehearsal of " + Plain(o.Title) + " is unfinished: " + Rehearsing(o, now) + "."
}

// What is said of rehearsals that are unfinished, and once one has ended.
var (
	AnewEnds          = "To begin anew ends this one."
	RehearsalsCleared = "A rehearsal that nobody goes on with is cleared after " + Number(int(model.RehearsalsKept/(24*time.Hour)), "day") + "."
	RehearsalEnded    = "The rehearsal has ended. Nothing of it is a record."
)

// RehearsalAct is what becomes of an unfinished rehearsal.
type RehearsalAct struct {
	Key          string // on the screen
	Letter, Word string // in the dialogue
	Does         string
}

// The acts, in the order in which they are offered.
var (
	GoesOnWithIt = RehearsalAct{"enter", "g", "go", "go on with it"}
	BeginsAnew   = RehearsalAct{"n", "n", "anew", "begin anew"}
	EndsIt       = RehearsalAct{"x", "e", "end", "end it"}
)

// UnfinishedOf returns the rehearsal of a page that can be gone on with, nil for none.
func UnfinishedOf(all []model.OpenRun, page string) *model.OpenRun {
	for i := range all {
		if all[i].SOP == page && all[i].Practises != "" {
			return &all[i]
		}
	}
	return nil
}
