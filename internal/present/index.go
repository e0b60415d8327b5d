package present

import (
	"errors"
	"fmt"
	"time"

	"soprun/internal/model"
)

// Untold words an error that says no more than that the index is built again, as far as it is
// now; ok is false for another one. A list is told whole or not at all.
func Untold(err error, now model.Indexing) (words string, ok bool) {
	switch {
	case !errors.As(err, new(model.Indexing)):
		return "", false
	case !now.Running():
		return indexed, true
	default:
		return Indexing(now) + " This is told from all of it, and comes by itself then: nothing is lost.", true
	}
}

// indexed is said while what was not told is read.
const indexed = "The index of the log is whole now. Reading ..."

// IndexingHere words on the first screen what is told later, and what need not wait.
func IndexingHere(now model.Indexing, inspected bool) string {
	words := Indexing(now) + " What waits for somebody, and what was used last, is told then."
	switch {
	case !now.Running():
		return indexed
	case inspected:
		return words
	default:
		return words + " Procedures are started, carried out and signed as always."
	}
}

// Indexing words how far the index is.
func Indexing(i model.Indexing) string {
	return "The index of the log is being built again: " + howFar(i) + "."
}

// Opening words, in paragraphs, how far a log is that has to be read before anything is known
// of it, or that is of the layout before and written anew.
func Opening(i model.Indexing, anew bool) []string {
	if !i.Running() {
		return []string{"Opening the log ..."}
	}
	if anew {
		return []string{
			"Writing the log anew: " + howFar(i) + ".",
			"An earlier version of soprun wrote it, in a file more than twice as large. It is checked, written anew, and checked again before it takes the old one's place. Nothing is lost, and whoever leaves now begins this again.",
		}
	}
	return []string{
		"Reading the log: " + howFar(i) + ".",
		"Its index is not there, is of another version of soprun, or is not as soprun left it. Who may sign, and which runs are open, is read from the entries themselves; the index is built again behind the screens then. Nothing is lost, and whoever leaves now begins this again.",
	}
}

func howFar(i model.Indexing) string {
	words := fmt.Sprintf("%d%%, %s of %s entries", i.Percent(), Thousands(i.Done), Thousands(i.Total))
	if i.Left > 0 {
		words += ", " + about(i.Left) + " more"
	}
	return words
}

// about words how long something takes, to be read and not to be measured by.
func about(d time.Duration) string {
	switch {
	case d < 10*time.Second:
		return "a few seconds"
	case d < 100*time.Second:
		return fmt.Sprintf("about %d s", int(d.Round(10*time.Second).Seconds()))
	default:
		return fmt.Sprintf("about %d min", int(d.Round(time.Minute).Minutes()))
	}
}
