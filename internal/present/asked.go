package present

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"soprun/internal/model"
	"soprun/internal/session"
	"soprun/sop"
	"soprun/sop/run"
)

// Recorded is a value of a run that could be corrected.
type Recorded struct {
	Step, Field string
	Item        string // of a section that is done once for each; "" elsewhere
	Named       string // how that is named now
	Index       int
	Number      int // of the step
	Label, Text string
}

// Row is the value in a list, with the step that it belongs to.
func (r Recorded) Row() string {
	return fmt.Sprintf("Step %s, %s: %s", Which(r.Number, r.Named), r.Label, r.Text)
}

// ItemStep words the step that an open item of a hand-over is about: who takes over may
// not have read it. It is "" where the item is about the whole run.
func ItemStep(p session.Prompt) string {
	if p.Of.ID == "" {
		return ""
	}
	return fmt.Sprintf("Step %s: %s", Which(p.Of.Number, p.Of.Named), Do(p.Of.Step))
}

// Which words which step it is by its number, with the item that it is done for: "5 of
// FR-003".
func Which(number int, item string) string {
	if item == "" {
		return fmt.Sprint(number)
	}
	return fmt.Sprintf("%d of %s", number, Safe(item))
}

// ToCorrect lists what was recorded and can be corrected, newest first: a file
// cannot, because a hash is not mistyped, nor what is computed from the others.
func ToCorrect(r run.Run) []Recorded {
	var out []Recorded
	for _, s := range r.Steps() {
		for _, f := range s.Fields {
			if !f.Amendable() {
				continue
			}
			for _, v := range s.ValuesOf(f.Name) {
				out = append(out, Recorded{
					Step: s.ID, Field: f.Name, Item: s.Item, Named: s.Named, Index: v.Index, Number: s.Number, Label: labelOf(f, v), Text: Reading(f, v.Text),
				})
			}
		}
	}
	slices.Reverse(out)
	return out
}

// labelOf is a field's label, with which of its readings a value is.
func labelOf(f sop.Field, v run.Value) string {
	if f.Repeat > 1 {
		return fmt.Sprintf("%s, reading %d", Label(f), v.Index)
	}
	return Label(f)
}

// NamedValue returns a value of a record as one that can be amended, named as in a run.
func NamedValue(v model.Standing) Recorded {
	return Recorded{
		Step: v.Step.ID, Field: v.Field.Name, Item: v.Step.Item, Named: v.Step.Named, Index: max(1, v.Value.Index), Number: v.Step.Number,
		Label: labelOf(v.Field, v.Value), Text: Reading(v.Field, v.Text()),
	}
}

// FieldOf returns the field of a recorded value.
func FieldOf(r run.Run, v Recorded) sop.Field {
	for _, s := range r.Steps() {
		for _, f := range s.Fields {
			if s.ID == v.Step && s.Item == v.Item && f.Name == v.Field {
				return f
			}
		}
	}
	return sop.Field{}
}

// Exception words an exception with the printed name of whoever is in it: the
// record has short names.
func Exception(e run.Exception, names map[string]string) string {
	if e.Kind == run.IsCorrected {
		return strings.Replace(e.Text, " -> ", " corrected to ", 1) // a voice would name an arrow, or leave it out
	}
	if e.Kind != run.IsDecided && e.Kind != run.IsTakenOver {
		return e.Text
	}
	before, reason, _ := strings.Cut(e.Text, ": ")
	words := strings.Fields(before)
	for i, w := range words {
		if name := names[w]; name != "" {
			words[i] = name
		}
	}
	return strings.Join(words, " ") + ": " + reason
}

// Exceptions are those of a run as they are listed. That its page ended it for a value stands below
// the value, once: not also as what was done about it, and not with the value as its reason.
func Exceptions(sum run.Summary) []run.Exception {
	out := slices.Clone(sum.Exceptions)
	for i, e := range out {
		what, _, _ := strings.Cut(e.Text, ":") // "the run ended"
		for j, d := range out {
			if e.Kind == run.IsEnded && d.Kind == run.IsDeviation && d.Step == e.Step && d.Item == e.Item &&
				strings.HasSuffix(e.Text, ": "+d.Text) && strings.HasPrefix(d.Action, what) {
				out[i].Text, out[j].Action, out[j].Deviation = d.Action, "", 0
			}
		}
	}
	return out
}

// WhyShort says why a run went no further, "" where one of its exceptions does.
func WhyShort(sum run.Summary) string {
	ended := slices.ContainsFunc(sum.Exceptions, func(e run.Exception) bool { return e.Kind == run.IsEnded })
	if sum.Reason == "" || sum.Outcome == run.OutcomeEnded && ended {
		return ""
	}
	return sum.Reason
}

// WhoEnded says who stopped a run, or ended it before its last step, when, and why where no
// exception does; "" for neither. It may have been at another terminal.
func WhoEnded(work session.Work, now time.Time) string {
	by, text := work.Run.Stopped(), "Stopped by "
	if end := work.Run.Ended(); by == nil && end != nil {
		by, text = &end.By, "Ended by "
	}
	if by == nil {
		return ""
	}
	text += Name(work, by.Person) + " at " + DoneAt(*by, now)
	if why := WhyShort(work.Run.Summarise()); why != "" {
		text += ": " + why
	}
	return Sentence(text)
}

// StillOpen says how many exceptions wait for words.
func StillOpen(sum run.Summary) string {
	n := 0
	for _, e := range sum.Exceptions {
		if e.Open() {
			n++
		}
	}
	if n == 1 {
		return "One exception is still open."
	}
	return Number(n, "exception") + " are still open."
}

// SuggestID makes a short name for records from a printed name: "Asha Khan" and
// "A. Khan" give a.khan. It is a suggestion; the person can type another.
func SuggestID(name string) string {
	fields := strings.FieldsFunc(plainLetters(name), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	for len(fields) > 0 && fields[0][0] < 'a' { // a short name begins with a letter
		fields = fields[1:]
	}
	if len(fields) == 0 {
		return ""
	}
	last := fields[len(fields)-1]
	if len(fields) == 1 {
		return last[:min(len(last), longestID)]
	}
	id := fields[0][:1] + "." + last
	return id[:min(len(id), longestID)]
}

// longestID is how long a short name may be.
const longestID = 32

// apart are letters that Unicode does not take apart into a plain one and a mark.
var apart = strings.NewReplacer("ł", "l", "ø", "o", "đ", "d", "ð", "d", "þ", "th", "ß", "ss", "æ", "ae", "œ", "oe", "ı", "i", "ħ", "h", "ŋ", "n", "ŧ", "t",
	"'", "", "’", "", "ʼ", "", "`", "")

// plainLetters returns a name in lower case with the nearest letter of the plain
// alphabet for each, and without what stands inside a word, as in O'Brien.
func plainLetters(name string) string {
	marked := norm.NFKD.String(apart.Replace(strings.ToLower(name)))
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, marked)
}

// Interruptions are the reasons that are one key away (H11).
var Interruptions = []string{"Telephone", "Called away", "Urgent sample", "A colleague needs help", "Equipment", "Break"}

// Decision is what a supervisor can decide about an overdue run.
type Decision struct{ Value, Text string }

// Decisions lists what a supervisor can decide.
var Decisions = []Decision{
	{sop.Continue, "Continue: it goes on where it stands"},
	{sop.Restart, "Restart: this run ends, and is begun again from the library"},
	{sop.Abandon, "Abandon: this run ends"},
}

// EarlierDay says of which day the time of a late entry is taken to be, "" for today.
func EarlierDay(at, now time.Time) string {
	if at = at.In(now.Location()); at.YearDay() == now.YearDay() && at.Year() == now.Year() {
		return ""
	}
	return at.Format("That was yesterday, on 2 Jan 2006, at 15:04.")
}

// EarlierTime reads the time of a late entry: the last time that a clock showed
// it, today or yesterday. An error says what to write.
func EarlierTime(text string, now time.Time) (time.Time, error) {
	clock, zone, _ := strings.Cut(strings.TrimSpace(text), " ")
	clock, err := sop.ParseClock(clock)
	if err != nil {
		return time.Time{}, err
	}
	return sop.Past(strings.TrimSpace(clock+" "+strings.TrimSpace(zone)), now)
}

// Passed returns the step that was closed last and those passed since then: the steps of a
// branch that stays closed are one part (H33).
func Passed(r run.Run) (parts [][]run.Step) {
	var last []run.Step
	for _, s := range r.Past() {
		if last != nil && sameBranch(r, last[0], s) {
			last = append(last, s)
			parts[len(parts)-1] = last
			continue
		}
		last = []run.Step{s}
		parts = append(parts, last)
	}
	return parts
}

// sameBranch reports whether two steps were passed because the condition of their section
// was false.
func sameBranch(r run.Run, a, b run.Step) bool {
	return a.Section == b.Section && a.Item == b.Item && r.Procedure().Sections[a.Section].If != nil &&
		a.State == run.NotRequired && b.State == run.NotRequired && a.Closed.Reason == b.Closed.Reason
}

// WhichOf words which steps these are by their numbers: "Step 5 of FR-003", "Steps 6 to 10".
func WhichOf(part []run.Step) string {
	first, last := part[0], part[len(part)-1]
	if first.Number == last.Number {
		return "Step " + Which(first.Number, first.Named)
	}
	return fmt.Sprintf("Steps %d to %s", first.Number, Which(last.Number, last.Named))
}
