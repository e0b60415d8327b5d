package present

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"soprun/internal/model"
)

// Qualified is how somebody stands to a procedure: whether it is their duty, they have read
// it, and were assessed in it.
type Qualified struct {
	Person     model.Person
	SOP, Title string            // Title "" where no version is approved
	Duty       *model.Duty       // nil where it is not theirs
	Assessed   *model.Competence // the last in it; nil for none
	Observed   model.Observed    // in the version in force; zero where they were not assessed in it
	Scheme     model.Scheme      // in force for it; zero for none
}

// matrix is how everybody stands to every procedure that is theirs, or that they were
// assessed in.
var matrix = short(List{
	Name: "matrix", Key: "h", Command: "matrix", Does: "how everybody stands to the procedures that are theirs",
	Title: "Matrix", Rows: "Person and procedure", Row: "person and procedure", Opens: "standing",
	Empty: "Nobody was given a duty or assessed yet.", OfPages: true, Unfit: "Nobody stands so to a procedure.",
}, qualifiedKind, qualified)

// unread are the pages that somebody is to read and has not.
var unread = short(List{
	Name: "unread", Key: "f", Command: "unread", Does: "the pages that somebody is meant to carry out and has not read",
	Title: "Not read", Rows: "Not read", Row: "duty", Opens: "duty",
	Empty: "Everybody has read what they are meant to carry out.", OfPages: true, Unfit: "Nothing that is not read has these words.",
}, dutyKind, func(r Reader) ([]model.Duty, error) {
	d, err := r.Department()
	return slices.DeleteFunc(eachDuty(d.Duties), func(d model.Duty) bool { return d.Version == "" || d.Read != nil }), err
})

// qualified joins the duties of everybody with what they were assessed in, by their names
// and by procedure.
func qualified(r Reader) (out []Qualified, err error) {
	staff, err := r.Staff()
	if err != nil {
		return nil, err
	}
	d, err := r.Department()
	if err != nil {
		return nil, err
	}
	titles := titlesOf(d)
	type of struct{ person, sop string }
	all := map[of]*Qualified{}
	at := func(p model.Person, sopID string) *Qualified {
		q := all[of{p.ID, sopID}]
		if q == nil {
			q = &Qualified{Person: p, SOP: sopID, Title: titles[sopID]}
			all[of{p.ID, sopID}] = q
		}
		return q
	}
	for _, duty := range eachDuty(d.Duties) {
		at(duty.Person, cmp.Or(duty.SOP, "area "+duty.Area)).Duty = &duty
	}
	for _, m := range staff.Members {
		for _, c := range m.Competences { // in the order of the log
			at(m.Person, c.SOP).Assessed = &c
		}
		for _, o := range m.Observed {
			at(m.Person, o.SOP).Observed = o
		}
	}
	schemes := map[string]model.Scheme{}
	for _, s := range d.Schemes {
		schemes[s.SOP] = s.Scheme
	}
	for _, q := range all {
		q.Scheme = schemes[q.SOP]
		out = append(out, *q)
	}
	slices.SortFunc(out, func(a, b Qualified) int {
		return cmp.Or(cmp.Compare(a.Person.Name, b.Person.Name), cmp.Compare(a.Person.ID, b.Person.ID), cmp.Compare(a.SOP, b.SOP))
	})
	return out, nil
}

// observed words how often somebody was watched without help, of how often the scheme asks,
// "" where nothing is asked and nothing was watched.
func (q Qualified) observed() string { return oftenObserved(q.Observed, q.Scheme) }

func oftenObserved(o model.Observed, s model.Scheme) string {
	switch {
	case s.Observations > 0:
		return fmt.Sprintf("observed %d of %d", o.Runs, s.Observations)
	case o.Runs > 0:
		return fmt.Sprintf("observed %d", o.Runs)
	default:
		return ""
	}
}

// WithoutHelp words how often somebody was watched without help in the version in force, and
// by how many people, of how many a scheme asks for.
func WithoutHelp(o model.Observed, s model.Scheme) string {
	text := cmp.Or(oftenObserved(o, s), "observed 0") + " without help"
	if o.Version != "" {
		text += " in v" + o.Version
	}
	by := Number(o.Assessors, "assessor")
	if s.Assessors > 0 {
		by = fmt.Sprintf("%d of %s", o.Assessors, Number(s.Assessors, "assessor"))
	}
	if o.Disputed > 0 {
		by += fmt.Sprintf(", %d of them DISPUTED: signed with a key that was revoked later", o.Disputed)
	}
	return text + ", by " + by
}

// watched words it in full: by how many people, and what waits.
func (q Qualified) watched() []Said {
	o, s := q.Observed, q.Scheme
	if q.observed() == "" && o.Waiting == 0 {
		return nil
	}
	out := said(Quiet, Capital(WithoutHelp(o, s))+". A run counts once both have signed it, and the same assessor once.")
	if o.Runs >= s.Observations && o.Assessors >= s.Assessors {
		out[0].Tone = Sound
	}
	if o.Disputed > 0 {
		out[0].Tone = Danger
	}
	if o.Waiting > 0 {
		out = append(out, said(Awaited, fmt.Sprintf("%d more to count, with the word of who was watched.", o.Waiting))...)
	}
	return out
}

// notAssigned begins what is said of somebody whose duty it is not.
const notAssigned = "not assigned, "

// soonEnds is how long before a competence ends it is said that it does, in days.
const soonEnds = 30

// state words how somebody stands to it on a day; "" for today where that does not matter.
func (q Qualified) state(now time.Time) (text string, tone Tone) {
	c, d := q.Assessed, q.Duty
	switch {
	case c != nil && c.Disputed, d != nil && d.Disputed:
		text, tone = "DISPUTED", Danger
	case c != nil && !c.Holds && c.Outcome == "competent":
		text, tone = "LAPSED", Caution
	case c != nil && !c.Holds:
		text, tone = c.Outcome, Caution
	case c != nil && c.Expires != "" && !now.IsZero() && c.Expires <= now.AddDate(0, 0, soonEnds).Format(time.DateOnly):
		text, tone = "signed off, due by "+Day(c.Expires), Caution
	case c != nil:
		text, tone = "signed off", Sound
	case d.SOP == "": // an area, of which nothing is known here
		text, tone = "assigned", Quiet
	case d.Version == "":
		text, tone = "not approved", Quiet
	case d.Read != nil:
		text, tone = "read", Quiet
	default:
		text, tone = notRead(*d, now)
	}
	switch {
	case d == nil:
		text = notAssigned + text
	case c != nil && d.SOP != "" && d.Version != "" && d.Read == nil: // who may do it is told to read it all the same
		unread, awaited := notRead(*d, now)
		unread, _, _ = strings.Cut(unread, " by ") // two facts take the room on a narrow terminal; the row in full has the day
		if text += ", " + unread; tone == Sound {
			tone = awaited
		}
	}
	if c != nil && !c.Disputed && agrees(*c) == "no" {
		text, tone = text+", NOT AGREED", Caution
	}
	if n := q.observed(); n != "" {
		text += ", " + n
	}
	return text, tone
}

// notRead words that somebody has not read what is theirs, on a day; "" for today where that
// does not matter.
func notRead(d model.Duty, now time.Time) (text string, tone Tone) {
	if d.ReadBy != "" && !now.IsZero() && d.ReadBy < now.Format(time.DateOnly) {
		return "NOT READ by " + Day(d.ReadBy), Caution
	}
	return "not read", Awaited
}

func (q Qualified) name() string { return q.Person.ID + "/" + q.SOP }

// of names what it is about.
func (q Qualified) of() string { return entitled(q.SOP, q.Title) }

// entitled is a procedure with its title, where it has one.
func entitled(sopID, title string) string {
	if title == "" {
		return sopID
	}
	return sopID + "  " + title
}

// titlesOf are the titles of what is approved, by the ids of the procedures.
func titlesOf(d model.Department) map[string]string {
	titles := map[string]string{}
	for _, a := range d.Approvals {
		if a.Retired == nil {
			titles[a.SOP] = a.Title
		}
	}
	return titles
}

var qualifiedKind = kind[Qualified]{
	row: func(q Qualified) (int64, string) { return numberOf(q.name()), q.name() },
	cells: func(q Qualified, now time.Time) []Cell {
		text, tone := q.state(now)
		if q.observed() != "" { // that takes the room on a narrow terminal; the row in full says whether it is a duty
			text = strings.TrimPrefix(text, notAssigned)
		}
		return []Cell{{Text: q.Person.Name, Width: nameWidth + 4}, {Text: q.of(), At: Main, Lead: true}, {Text: text, Tone: tone, At: End}}
	},
	says: func(q Qualified, now time.Time) string {
		text, _ := q.state(now)
		return fmt.Sprintf("%s, %s: %s.", q.Person.Name, q.of(), text)
	},
	prints: func(q Qualified, now time.Time) string {
		text, _ := q.state(now)
		return fmt.Sprintf("%-14s  %-12s  %-50s  %s", q.Person.ID, q.SOP, text, q.Title)
	},
	opened: qualifiedDoc,
	columns: []column[Qualified]{
		{"id", func(q Qualified) any { return q.name() }},
		{"person", func(q Qualified) any { return q.Person.ID }},
		{"sop", func(q Qualified) any { return q.SOP }},
		{"state", func(q Qualified) any { text, _ := q.state(time.Time{}); return text }},
		{"assigned", func(q Qualified) any { return q.Duty != nil }},
		{"version", func(q Qualified) any { return q.duty().Version }}, // in force, of a duty
		{"read_at", func(q Qualified) any { return instant(whenRead(q.duty()).At) }},
		{"read_by", func(q Qualified) any { return q.duty().ReadBy }},
		{"assessed", func(q Qualified) any { return q.competence().Outcome }},
		{"assessed_entry", func(q Qualified) any { return q.competence().Entry }},
		{"independence", func(q Qualified) any { return q.competence().Independence }},
		{"assessed_version", func(q Qualified) any { return q.competence().Version }},
		{"expires", func(q Qualified) any { return q.competence().Expires }},
		{"holds", func(q Qualified) any { return q.competence().Holds }},
		{"scheme", func(q Qualified) any { return q.competence().Scheme }}, // its entry, 0 for none
		{"next", func(q Qualified) any { return q.competence().Next }},
		{"observed", func(q Qualified) any { return q.Observed.Runs }},           // without help, signed by both, each run once
		{"observations", func(q Qualified) any { return q.Scheme.Observations }}, // that the scheme asks for, 0 for none
		{"assessors", func(q Qualified) any { return q.Observed.Assessors }},     // who watched one of them
		{"assessors_asked", func(q Qualified) any { return q.Scheme.Assessors }},
		{"waiting", func(q Qualified) any { return q.Observed.Waiting }},            // more that wait for the word of who was watched
		{"agrees", func(q Qualified) any { return agrees(q.competence()) }},         // "yes", "no", or "" while they said nothing
		{"observed_disputed", func(q Qualified) any { return q.Observed.Disputed }}, // of those that count
	},
}

func (q Qualified) duty() (d model.Duty) {
	if q.Duty != nil {
		d = *q.Duty
	}
	return d
}

func (q Qualified) competence() (c model.Competence) {
	if q.Assessed != nil {
		c = *q.Assessed
	}
	return c
}

func qualifiedDoc(q Qualified, zone *time.Location) Opened {
	doc := Doc{{"Person", []Said{{Text: fmt.Sprintf("%s (%s)", q.Person.Name, q.Person.ID), Link: Link{List: people.Name, Row: q.Person.ID}}}}}
	if q.Duty == nil {
		doc = append(doc, Section{"Duty", said(Awaited, "It is no duty of theirs.")})
	} else {
		doc = append(doc, dutyKind.opened(*q.Duty, zone).Doc...)
	}
	doc = append(doc, Section{"Observed", q.watched()}).filled()
	c := q.Assessed
	if c == nil {
		return Opened{Title: q.of(), Which: q.SOP, Who: q.Person.ID, Doc: append(doc, Section{"Assessed", said(Awaited, "They were not assessed in it.")})}
	}
	return Opened{Title: q.of(), Which: q.SOP, Who: q.Person.ID, Doc: append(doc, Section{"Assessed", found(*c, zone)}, Section{"Their word", theirWord(*c, zone)})}
}
