package record

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"soprun/sop"
)

// sentences holds what a person reads and signs, one a kind of act.
var sentences = map[Kind]func(s *State, e *Entry, past Past) string{
	KindGenesis:    sayGenesis,
	KindClose:      sayClose,
	KindEnrol:      sayEnrol,
	KindRole:       sayAssign,
	KindRotate:     sayRotate,
	KindRevoke:     sayRevoke,
	KindUnlock:     sayUnlock,
	KindApprove:    sayApprove,
	KindRetire:     sayRetire,
	KindAccess:     sayAccess,
	KindCompetence: sayCompetence,
	KindAssessed:   sayAssessed,
	KindScheme:     sayScheme,
	KindEvidence:   sayEvidence,
	KindStatement:  sayOwnWork,
	KindCompletion: sayCompletion,
	KindReview:     sayReview,
	KindReturn:     sayReturn,
	KindAnswer:     sayAnswer,
	KindAmend:      sayAmend,
	KindMissed:     sayMissed,
	KindAsset:      sayAsset,
	KindCalendar:   sayCalendar,
	KindDuty:       sayDuty,
	KindTerminal:   sayTerminal,
	KindRead:       sayRead,
	KindSettings:   saySettings,
	KindIncident:   sayCloseIncident,
	KindDispose:    sayDispose,
	KindConfirm:    sayConfirm,
	KindCheck:      sayCheck,
	KindRelease:    sayRelease,
	KindOffer:      sayOffer,
	KindTake:       sayTake,
	KindDecide:     sayDecide,
}

// Say sets what an act says: what its signature means, and the sentence that its signer
// has to have seen. Both follow from the log and the rest of the entry.
func (s *State) Say(e *Entry, past Past) {
	e.Meaning, e.Statement = s.meaning(e), s.Statement(e, past)
}

// Statement derives the sentence that an act's signer has to have seen.
func (s *State) Statement(e *Entry, past Past) string {
	return sentences[e.Type](s, e, past)
}

func sayGenesis(_ *State, e *Entry, _ Past) string {
	b := e.Body.(*Genesis)
	who := fmt.Sprintf("%s (%s, %s)", b.Name, e.Person, e.Role)
	after := ""
	if c := b.Continues; c != nil {
		after = fmt.Sprintf(", continuing %s of %d entries", c.Log, c.Size)
	}
	return fmt.Sprintf("I, %s, opened the log %s of %s, %s, %s%s. %s", who, e.Log, b.Station, b.Site, when(e), after, b.Declaration)
}

func sayEnrol(s *State, e *Entry, _ Past) string {
	b := e.Body.(*Enrol)
	return fmt.Sprintf("I, %s, enrolled %s (%s) as %s %s.", s.who(e), b.Name, b.Person, joined(b.Roles), when(e))
}

func sayAssign(s *State, e *Entry, _ Past) string {
	b := e.Body.(*Assign)
	return fmt.Sprintf("I, %s, assigned %s the roles %s %s, because: %s", s.who(e), s.named(b.Person), joined(b.Roles), when(e), b.Reason)
}

func sayUnlock(s *State, e *Entry, _ Past) string {
	b := e.Body.(*Unlock)
	return fmt.Sprintf("I, %s, unlocked the key of %s %s, because: %s", s.who(e), s.named(b.Person), when(e), b.Reason)
}

func sayApprove(s *State, e *Entry, _ Past) string {
	b := e.Body.(*Approve)
	with := ""
	if n := len(b.Figures); n > 0 {
		with = " with " + count(n, "figure")
	}
	out := fmt.Sprintf("I, %s, approved %s v%s \"%s\"%s %s, effective %s", s.who(e), b.SOP, b.Version, b.Title, with, when(e), day(b.Effective))
	if b.ReviewBy != "" {
		out += ", review by " + day(b.ReviewBy)
	}
	return out + "."
}

func sayCompletion(s *State, e *Entry, _ Past) string {
	b, c := e.Body.(*Completion), e.Body.(*Completion).Counts
	parts := append([]string{count(c.Done, "step") + " done"}, s.doneByOthers(b.Run, e.Person)...)
	for _, p := range []struct {
		n    int
		word string
	}{
		{c.NotRequired, fmt.Sprintf("%d not required", c.NotRequired)},
		{c.NotApplicable, fmt.Sprintf("%d not applicable", c.NotApplicable)},
		{c.NotDone, fmt.Sprintf("%d not done", c.NotDone)},
		{c.LeftOut, count(c.LeftOut, "item") + " left out"},
		{c.Deviations, count(c.Deviations, "deviation")},
		{c.Corrections, count(c.Corrections, "correction")},
	} {
		if p.n > 0 {
			parts = append(parts, p.word)
		}
	}
	outcome := string(b.Outcome)
	switch b.Outcome {
	case Complete:
	case CompleteExcept:
		outcome = "complete except " + count(c.NotDone, "item")
	case Ended, Stopped:
	}
	out := fmt.Sprintf("I, %s, %s %s v%s, run %s, %s. Outcome: %s. %s.",
		s.who(e), s.meaning(e), b.SOP, b.Version, b.Run, when(e), outcome, strings.Join(parts, ", "))
	return out + inWords(" Reason: ", b.Reason)
}

// meaning returns what the signature of an act means. Who signs a run after others did
// every step of it that is done has not performed it.
func (s *State) meaning(e *Entry) string {
	b, ok := e.Body.(*Completion)
	if !ok || s.Open[b.Run] == nil {
		return kinds[e.Type].meaning
	}
	doers := slices.Collect(maps.Values(s.Open[b.Run].Tally.Doers))
	if len(doers) > 0 && !slices.Contains(doers, e.Person) {
		return signedOff
	}
	return kinds[e.Type].meaning
}

// doneByOthers counts the steps of a run that earlier owners did, in the order in which
// they had it.
func (s *State) doneByOthers(run, signer string) (parts []string) {
	r := s.Open[run]
	if r == nil { // Check refuses it
		return nil
	}
	did := map[string]int{}
	for _, person := range r.Tally.Doers {
		did[person]++
	}
	for _, person := range r.Owners {
		if n := did[person]; n > 0 && person != signer {
			parts = append(parts, fmt.Sprintf("%d by %s", n, s.named(person)))
		}
	}
	return parts
}

func sayReview(s *State, e *Entry, past Past) string {
	b := e.Body.(*Review)
	done, _ := past.Performed(b.Position)
	out := fmt.Sprintf("I, %s, reviewed entry %d, %s v%s, run %s, %s by %s, %s.",
		s.who(e), b.Position, done.SOP, done.Version, done.Run, done.Meaning, s.named(done.Person), when(e))
	return out + inWords(" Comment: ", b.Comment)
}

// told returns what the sentence about a signed event names: the event, its run,
// and who owned that before it.
func (s *State) told(e *Entry) (event sop.Event, run, owner string) {
	b := e.Body.(*RunAct)
	r := s.Open[b.Run]
	if r == nil { // Check refuses it
		r = &OpenRun{}
	}
	return b.Event, fmt.Sprintf("%s v%s, run %s", r.SOP, r.Version, b.Run), s.named(r.Person)
}

func sayCheck(s *State, e *Entry, _ Past) string {
	event, run, _ := s.told(e)
	out := fmt.Sprintf("I, %s, checked step %s of %s, %s, as %s.", s.who(e), stepOf(event.Step, event.Item), run, when(e), event.Mark)
	return out + inWords(" Own readings: ", event.Value)
}

func sayRelease(s *State, e *Entry, _ Past) string {
	event, run, _ := s.told(e)
	out := fmt.Sprintf("I, %s, released the hold at step %s of %s, %s, as %s.", s.who(e), stepOf(event.Step, event.Item), run, when(e), event.Mark)
	if event.Value == sop.EndRun {
		page, run, _ := strings.Cut(run, ", ")
		what := run
		if event.Item != "" {
			what = "item " + quoted(event.Item) + " of " + run
		}
		out = fmt.Sprintf("I, %s, ended %s at the hold of step %s of %s, %s, as %s.", s.who(e), what, event.Step, page, when(e), event.Mark)
	}
	return out + inWords(" Note: ", event.Reason)
}

func sayOffer(s *State, e *Entry, _ Past) string {
	event, run, _ := s.told(e)
	return fmt.Sprintf("I, %s, handed over %s, %s. Note: %s", s.who(e), run, when(e), event.Reason)
}

func sayTake(s *State, e *Entry, _ Past) string {
	event, run, owner := s.told(e)
	return fmt.Sprintf("I, %s, took over %s, from %s %s.", s.who(e), run, owner, when(e)) + inWords(" Reason: ", event.Reason)
}

func sayDecide(s *State, e *Entry, _ Past) string {
	event, run, owner := s.told(e)
	return fmt.Sprintf("I, %s, decided to %s %s, of %s %s. Reason: %s", s.who(e), event.Value, run, owner, when(e), event.Reason)
}

// stepOf names a step in a sentence, with the item that it was done for.
func stepOf(step, item string) string {
	if item == "" {
		return step
	}
	return step + ", item " + quoted(item) + ","
}

// inWords ends a sentence with a person's own words, if there are any. Nothing
// follows them, so that they cannot pass for the rest of it.
func inWords(label, words string) string {
	if words == "" {
		return ""
	}
	return label + words
}

func (s *State) who(e *Entry) string {
	return s.name(e.Person) + " (" + e.Person + ", " + string(e.Role) + ")"
}

func (s *State) named(id string) string {
	return s.name(id) + " (" + id + ")"
}

func (s *State) name(id string) string {
	if p := s.People[id]; p != nil {
		return p.Name
	}
	return id
}

func when(e *Entry) string {
	return e.Clock.local(e.At.Time).Format("on 2 Jan 2006 at 15:04 (UTC-07:00)")
}

// day writes 2026-11-22 as 22 Nov 2026.
func day(s string) string {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return s
	}
	return t.Format("2 Jan 2006")
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func joined(roles []sop.Role) string {
	words := make([]string, len(roles))
	for i, r := range roles {
		words[i] = string(r)
	}
	return strings.Join(words, " and ")
}
