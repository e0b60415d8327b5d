package present

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"soprun/internal/model"
	"soprun/internal/session"
	"soprun/sop"
	"soprun/sop/run"
)

// Disputed words that an act was signed with a key that was revoked as suspect.
const Disputed = "DISPUTED: signed with a key that was revoked later, as suspect from before this entry on."

// Record words one completion in full: the screen, the dialogue and "show" say the
// same, so that no view can leave out that something is disputed or was amended.
func Record(rec model.Record, zone *time.Location) Doc {
	t := TellerOf(rec, zone)
	return Doc{
		{"Signed", t.signature(rec)},
		{"Performed", said(Normal, t.Run(rec.Walked)...)},
		{"Countersigned", t.reviews(rec)},
		{"Sent back", t.returns(rec)},
		{"Assessed", t.assessments(rec)},
		{"Exceptions", t.wrongOf(rec)},
		{"Incidents", t.incidents(rec)},
		{"Steps", t.steps(rec)},
		{"Shows", shows(rec)},
	}.filled()
}

// filled leaves out the sections that are about nothing.
func (d Doc) filled() Doc {
	return slices.DeleteFunc(d, func(s Section) bool { return len(s.Lines) == 0 })
}

func said(tone Tone, texts ...string) (out []Said) {
	for _, text := range texts {
		out = append(out, Said{Text: text, Tone: tone})
	}
	return out
}

// signature words what was signed and whether it holds.
func (t Teller) signature(rec model.Record) []Said {
	out := said(Normal, rec.Statement)
	if rec.Signature == "" {
		out = append(out, said(Sound, "The signature was checked just now and holds.")...)
	} else {
		out = append(out, said(Danger, "THE SIGNATURE DOES NOT HOLD: "+rec.Signature+". Run soprun verify and tell the quality lead.")...)
	}
	if rec.Disputed {
		out = append(out, said(Danger, Disputed)...)
	}
	if n := len(rec.Amendments); n > 0 {
		a := rec.Amendments[n-1]
		text := fmt.Sprintf("AMENDED since it was signed: %s, the last by %s (%s) in entry %d. The values below are as amended.", Number(n, "time"), a.By.Name, a.By.ID, a.Entry)
		out = append(out, said(Caution, text)...)
	}
	if rec.PastReview != "" {
		out = append(out, said(Caution, "Begun past the page's review date, "+Day(rec.PastReview)+".")...)
	}
	return append(out, said(Caution, rec.Unfit...)...)
}

// reviews words every countersignature, and whether one stands.
func (t Teller) reviews(rec model.Record) (out []Said) {
	switch {
	case rec.SentBack != nil:
		out = said(Caution, "Not yet: it was sent back, and waits for an answer.")
	case len(rec.Reviews) == 0 && !rec.Awaited():
		out = said(Quiet, "Nobody has to: the page asks for no supervisor, and there is no exception.")
	case len(rec.Reviews) == 0:
		out = said(Caution, "Not yet: to review.")
	case !rec.Reviewed():
		out = said(Caution, "Not since it was amended: to review.")
	}
	for _, r := range rec.Reviews {
		text := fmt.Sprintf("%s (%s), %s, entry %d", r.By.Name, r.By.ID, t.day(r.At), r.Entry)
		if r.Comment != "" {
			text += ": " + r.Comment
		}
		line := Said{Text: text, Tone: Sound}
		if !r.Stands {
			line.Tone, line.Text = Quiet, stopped(text)+" SUPERSEDED: amended since."
		}
		if r.Disputed {
			line.Tone, line.Flag = Danger, Disputed
		}
		out = append(out, line)
	}
	return out
}

// wrongOf words what was not as the page says when a record was signed, and each amendment
// since: whoever reviews by exception has to see what it changed, out of limits or into them.
// What it was done with that was out of service then stands with them.
func (t Teller) wrongOf(rec model.Record) []Said {
	var beside []Said
	for _, s := range rec.Walked.Steps() {
		for _, v := range rec.ValuesOf(s) {
			for _, a := range v.Amended {
				beside = append(beside, Said{Number: s.Number, Item: s.Named, Text: amendedText(a, v.Field), Tone: Caution})
			}
		}
	}
	for _, o := range rec.Outages {
		beside = append(beside, Said{Text: outageText(o, t.Zone) + ".", Tone: Caution})
	}
	if out := exceptions(rec.Summary, rec.Names); len(beside) == 0 || len(rec.Summary.Exceptions) > 0 || rec.Summary.Reason != "" {
		return append(out, beside...)
	}
	return beside
}

// amendedText words an amendment of a value of a field as an exception.
func amendedText(a model.Amendment, of sop.Field) string {
	what := cmp.Or(labelOf(of, run.Value{Index: a.Index}), a.Field) // of a page that is not known
	text := fmt.Sprintf("%s %s amended to %s by %s", what, Reading(of, a.Old), strings.TrimSpace(Reading(of, a.New)+" "+a.Mark), a.By.Name)
	if a.Disputed {
		text += " (DISPUTED)"
	}
	return text + ": " + a.Reason
}

// doneAbout is what an action is said to be: a line that stands below another is not heard to.
const doneAbout = "Done about it"

func exceptions(sum run.Summary, names map[string]string) (out []Said) {
	switch why := WhyShort(sum); {
	case why != "":
		out = said(Caution, Outcome(sum)+": "+why)
	case len(sum.Exceptions) == 0:
		return said(Sound, "None.")
	}
	for _, e := range Exceptions(sum) {
		out = append(out, Said{Number: e.Number, Item: e.Named, Text: Exception(e, names), Tone: Caution})
		if e.Action != "" {
			out = append(out, Said{Level: 1, Label: doneAbout, Text: e.Action, Tone: Quiet})
		}
	}
	return out
}

// StepsAndValues words every step of a run that nobody has signed yet, as it
// stands, with its values beside their limits: to be looked through before the
// signature. What was done on the day of now is told by its time.
func StepsAndValues(work session.Work, now time.Time) Section {
	t := Teller{Names: work.Names, Zone: now.Location(), On: now}
	lines := t.steps(model.Record{Walked: work.Run})
	for _, s := range work.Run.Steps() {
		at := slices.IndexFunc(lines, func(l Said) bool { return l.Level == 0 && l.Number == s.Number && l.Item == s.Named })
		if s.Closed == nil && at >= 0 && !work.Run.Finished() {
			lines[at].Mark, lines[at].State, lines[at].Ended = Mark(s.State), string(s.State), Quiet
		}
	}
	return Section{"Steps and values", lines}
}

// SoFar words the steps of a run that are closed, with their values beside their
// limits.
func SoFar(work session.Work, now time.Time) []Said {
	var out []Said
	closed, steps := false, work.Run.Steps()
	for _, line := range StepsAndValues(work, now).Lines {
		if line.Level == 0 { // one for each step, in their order
			closed, steps = steps[0].Closed != nil, steps[1:]
		}
		if closed {
			out = append(out, line)
		}
	}
	return out
}

// HiddenValue stands for a value that is kept from whoever reads it for themself.
const HiddenValue = "recorded, hidden until it is checked"

// hiddenExceptions stands for what may be exceptional at the steps that are still to be
// read blind, whether anything is or not: that there is an exception tells of a value.
func hiddenExceptions(r run.Run) (out []string) {
	for _, s := range r.Steps() {
		if len(s.Values) > 0 && r.Unread(s) {
			out = append(out, fmt.Sprintf("Whether step %s has an exception is hidden until it is checked.", Which(s.Number, s.Named)))
		}
	}
	return out
}

// veils reports whether it tells a value that is still to be read blind that there is an
// exception of a field of a step, "" for none in particular.
func veils(r run.Run, step, item, field string) bool {
	s, _ := r.Step(step, item)
	return s.ID != "" && r.Veils(s, s.FieldNamed(field))
}

// Blind reports whether the values of the step that is asked about are not shown now: who is
// at the bench reads them for themself, or may be somebody who will (H27).
func Blind(r run.Run, asked session.PromptKind, s run.Step) bool {
	switch asked {
	case session.AskSecond, session.AskReading:
		return true
	case session.AskCard, session.AskTaker, session.AskItem, session.AskDecision:
		return r.Unread(s)
	default:
		return false
	}
}

// steps words how each step ended, with its values and who else had a part in it.
func (t Teller) steps(rec model.Record) (out []Said) {
	if len(rec.Walked.Steps()) == 0 {
		return []Said{{Level: 1, Text: "None was done: every item was left out.", Tone: Caution}}
	}
	for _, s := range rec.Walked.Steps() {
		line := Said{Mark: Mark(s.State), Number: s.Number, Item: s.Named, Text: Do(s.Step), State: string(s.State), Ended: Quiet}
		veiled := rec.Walked.Veiled(s)
		switch {
		case s.State == run.Done:
			line.State = "done " + t.at(s.Closed.Done())
			if len(rec.Walked.Takeovers()) > 0 {
				line.State += " by " + t.name(s.Closed.Person)
			}
		case s.State == run.ToDo, s.State == run.Current, veiled:
			line.Mark, line.State, line.Ended = Mark(run.ToDo), unfinished(s, veiled), Caution
		}
		out = append(out, line)
		if why := WhyClosed(rec.Walked, s); s.State == run.NotRequired && why != "" && !veiled {
			out = append(out, Said{Level: 1, Text: Sentence(why), Tone: Quiet})
		}
		for _, v := range rec.ValuesOf(s) {
			if rec.Walked.Veils(s, v.Field) {
				out = append(out, Said{Level: 1, Label: Label(v.Field), Text: HiddenValue, Tone: Quiet})
				continue
			}
			out = append(out, t.value(rec.Walked, v)...)
		}
		for _, text := range t.Step(rec.Walked, s) {
			out = append(out, Said{Level: 1, Text: text, Tone: toneOf(text)})
		}
	}
	return out
}

// unfinished says how far a step came that is open: of one that is to be read blind nothing.
func unfinished(s run.Step, veiled bool) string {
	if !veiled && len(s.Values)+len(s.Timing.Waits) > 0 {
		return "not finished"
	}
	return "not reached"
}

// toneOf is quiet but for what is said to be disputed.
func toneOf(text string) Tone {
	if strings.Contains(text, "DISPUTED") {
		return Danger
	}
	return Quiet
}

// value words a value as it stands, and each amendment of it: all of them stay.
func (t Teller) value(r run.Run, v model.Standing) []Said {
	line := Said{Level: 1, Label: Label(v.Field), Text: Reading(v.Field, v.Text()), Limits: Limits(v.Field), Flag: v.Mark()}
	if len(v.Amended) == 0 {
		line.Text = Entered(v.Field, v.Value, t.Zone)
	}
	more := t.recordedBy(r, v.Field, v.Value, v.Step.Closed)
	if v.Field.Calc != nil {
		more = append(more, "computed: "+Figures(r, v.Step, v.Field))
	}
	if len(v.Amended) == 0 {
		for _, words := range []string{Look(r, v.Step, v.Value), Judgement(v.Value)} {
			if words != "" {
				more = append(more, words)
			}
		}
	}
	for i := range v.Value.Old {
		more = append(more, t.corrected(r, v.Field, v.Value, i))
	}
	line.More = strings.Join(more, "; ")
	out := []Said{line}
	for i, a := range v.Amended {
		text := fmt.Sprintf("amended by %s on %s, entry %d, from %s to %s: %s",
			a.By.Name, t.day(a.At), a.Entry, Reading(v.Field, a.Old), Reading(v.Field, a.New), a.Reason)
		was := Said{Level: 2, Text: text, Tone: Caution}
		if i < len(v.Amended)-1 {
			was.Text = stopped(text) + " SUPERSEDED: amended again since."
		}
		if a.Disputed {
			was.Tone, was.Flag = Danger, Disputed
		}
		out = append(out, was)
	}
	return out
}

func shows(rec model.Record) (out []Said) {
	for _, c := range Codes(rec.Codes) {
		out = append(out, Said{Label: string(c.Code), Text: c.Text})
	}
	if len(out) == 0 {
		return said(Quiet, "No code: no step that carries one was done.")
	}
	return out
}

// Review words how the review of a completion stands, in a column.
func Review(c model.Completion) string {
	switch {
	case c.Disputed:
		return "DISPUTED"
	case c.SentBack != nil && c.SentBack.Disputed:
		return "back DISPUTED"
	case c.SentBack != nil:
		return "sent back"
	case len(c.Countersigned) > 0 && c.Reliable():
		return "countersigned"
	case len(c.Countersigned) > 0:
		return "rev. DISPUTED"
	case c.AmendDisputed():
		return "am. DISPUTED"
	case len(c.Answered) > 0 && len(c.Amended) == 0:
		return "answered"
	case len(c.Amended) > 0:
		return "amended"
	case c.Awaited():
		return "to review"
	default:
		return ""
	}
}

// ReviewBy words the same in full: who countersigned, by their printed or their short
// names, and all that is disputed.
func ReviewBy(c model.Completion, name func(model.Person) string) string {
	var parts []string
	if c.Disputed {
		parts = append(parts, "DISPUTED")
	}
	if len(c.Amended) > 0 {
		text := "amended"
		if c.AmendDisputed() {
			text += " (DISPUTED)"
		}
		parts = append(parts, text)
	}
	if by := signedBy(c.Answered, name); by != "" {
		parts = append(parts, "answered by "+by)
	}
	switch by := signedBy(c.Countersigned, name); {
	case c.SentBack != nil:
		parts = append(parts, "SENT BACK by "+signedBy([]model.Hand{*c.SentBack}, name))
	case by != "":
		parts = append(parts, "countersigned by "+by)
	case !c.Disputed && c.Awaited() && len(c.Answered)+len(c.Superseded) > 0:
		parts = append(parts, "to review again")
	case !c.Disputed && c.Awaited():
		parts = append(parts, "to review")
	}
	if by := signedBy(c.Superseded, name); by != "" {
		parts = append(parts, "SUPERSEDED: countersigned by "+by)
	}
	return strings.Join(parts, ", ")
}

// SignedBy names who signed, by their printed names, and says of each what is disputed.
func SignedBy(hands []model.Hand) string { return signedBy(hands, Printed) }

func signedBy(hands []model.Hand, name func(model.Person) string) string {
	names := make([]string, len(hands))
	for i, h := range hands {
		if names[i] = name(h.By); h.Disputed {
			names[i] += " (DISPUTED)"
		}
	}
	return strings.Join(names, ", ")
}
