package trace

import (
	"slices"
	"strings"
	"time"

	"soprun/sop"
)

// MostTerms is how many terms a query has at most: one a bit. What is typed beyond that is
// in Left.
const MostTerms = 16

// Query is what is looked for: all its terms hold for one record.
type Query struct {
	Terms []Term
	Left  []string // words that were not read, since there are too many
}

// Term is one condition.
type Term struct {
	Kind  Kind
	Not   bool
	Typed string // as it was typed

	Words []string // of a Word: any of them begins a token, folded; of a Text: it, as Plain writes it
	State State
	// Since and Until bound a Date: from an instant on, up to another; a zero one is open.
	Since, Until time.Time
	Field        string // of a Compare, folded
	Op           string // "=", "<", "<=", ">" or ">="
	Number       sop.Decimal
	Unit         string // of the number as it was typed, "" for any
	Key          Key    // of a Keyed word: where it is looked for
}

// Kind says how a term was read.
type Kind int

// The kinds of term.
const (
	Word Kind = iota + 1
	Text
	Phrase
	Date
	Compare
	Keyed
)

// Key narrows a word to a part of a record.
type Key string

// The keys.
const (
	By    Key = "by"    // who performed it
	Cs    Key = "cs"    // whose countersignature stands
	Page  Key = "page"  // its id and titles
	Step  Key = "step"  // a step of which a value was recorded, or that was not done as its page asks
	Asset Key = "asset" // what was scanned, and items
	Lot   Key = "lot"   // what was scanned
	Code  Key = "code"  // of the standard
)

var keys = []Key{By, Cs, Page, Step, Asset, Lot, Code}

// State is what a row of a record can say of it.
type State int

// The states.
const (
	ToReview State = iota + 1
	Countersigned
	SentBack
	Exceptions
	LateEntry
	Amended
	Disputed
	Complete
	CompleteExcept
	Ended
	Stopped
	OutOfLimits
	Above
	Below
)

// phrases are what a row says, the longest first.
var phrases = []struct {
	words string // folded, with spaces between
	state State
	read  string
}{
	{"complete except for", CompleteExcept, "complete except for"},
	{"out of limits", OutOfLimits, "out of limits"},
	{"complete except", CompleteExcept, "complete except for"},
	{"with exceptions", Exceptions, "with exceptions"},
	{"to countersign", ToReview, "to review"},
	{"to review", ToReview, "to review"},
	{"sent back", SentBack, "sent back"},
	{"late entry", LateEntry, "late entry"},
	{"ended early", Ended, "ended early"},
	{"countersigned", Countersigned, "countersigned"},
	{"exceptions", Exceptions, "with exceptions"},
	{"deviations", Exceptions, "with exceptions"}, // each is one, and so are most of the others
	{"exception", Exceptions, "with exceptions"},
	{"deviation", Exceptions, "with exceptions"},
	{"amended", Amended, "amended"},
	{"disputed", Disputed, "disputed"},
	{"complete", Complete, "complete"},
	{"stopped", Stopped, "stopped"},
	{"ended", Ended, "ended early"},
	{"above", Above, "above the limits"},
	{"below", Below, "below the limits"},
}

// Read says how a term was read. named tells what a word is the whole name of, "asset" for
// example; "" for nothing.
func (t Term) Read(named func(word string) string) string {
	out := ""
	switch t.Kind {
	case Word:
		out = t.readWord(named)
	case Text:
		out = "the text " + t.Typed
	case Phrase:
		for _, p := range phrases {
			if p.state == t.State {
				out = p.read
			}
		}
	case Date:
		out = readDates(t.Since, t.Until)
	case Compare:
		out = t.Typed + " " + map[string]string{"=": "is", "<": "below", "<=": "at most", ">": "above", ">=": "at least"}[t.Op] + " " + t.Number.String()
		if t.Unit != "" {
			out += " " + t.Unit
		}
	case Keyed:
		out = map[Key]string{
			By: "performed by ", Cs: "countersigned by ", Page: "of the page ", Step: "at the step ",
			Asset: "with ", Lot: "of the lot ", Code: "shows the code ",
		}[t.Key] + t.Typed
	}
	if t.Not {
		out = "not " + out
	}
	return out
}

func (t Term) readWord(named func(string) string) string {
	out := ""
	for i, word := range alternatives(t.Typed) {
		if i > 0 {
			out += " or "
		}
		if kind := named(word); kind != "" {
			out += word + ", " + kind
		} else {
			out += "the word " + word
		}
	}
	return out
}

// readDates says from which day to which day, both of them included.
func readDates(since, until time.Time) string {
	const day = "2 Jan 2006"
	last := until.AddDate(0, 0, -1)
	switch {
	case until.IsZero():
		return "from " + since.Format(day)
	case since.IsZero():
		return "up to " + last.Format(day)
	case since.Format(day) == last.Format(day):
		return last.Format(day)
	case since.Year() != last.Year():
		return since.Format(day) + " to " + last.Format(day)
	case since.Month() != last.Month():
		return since.Format("2 Jan") + " to " + last.Format(day)
	default:
		return since.Format("2") + " to " + last.Format(day)
	}
}

// Names are the words that may be the whole name of something, as they were typed.
func (q Query) Names() (out []string) {
	for _, t := range q.Terms {
		named := t.Kind == Word || t.Kind == Text || t.Kind == Keyed && slices.Contains([]Key{By, Cs, Page, Asset, Lot}, t.Key)
		switch {
		case !named || t.Not:
		case t.Kind == Text:
			out = append(out, t.Typed)
		default:
			out = append(out, alternatives(t.Typed)...)
		}
	}
	return out
}

// Shorter returns what was typed without its last term, as it was read at an instant.
func Shorter(typed string, now time.Time) string {
	pieces := split(typed)
	for n := len(pieces) - 1; n > 0; n-- {
		text := pieces[:n]
		if parts(typedAs(text), now) < parts(typed, now) {
			return typedAs(text)
		}
	}
	return ""
}

func parts(typed string, now time.Time) int {
	q := Parse(typed, now)
	return len(q.Terms) + len(q.Left)
}

// typedAs is what pieces are typed as.
func typedAs(pieces []piece) string {
	var out []string
	for _, p := range pieces {
		text := p.text
		if p.quoted {
			text = `"` + text + `"`
		}
		if p.not {
			text = "-" + text
		}
		out = append(out, text)
	}
	return strings.Join(out, " ")
}
