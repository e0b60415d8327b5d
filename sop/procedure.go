// Package sop is the vocabulary of soprun: what a standard operating procedure
// (SOP) is once it has been read, and what can happen while a person works
// through it. It imports the standard library only, so that a page can be
// parsed, run and checked anywhere, without a terminal and without a clock.
//
// Sub-packages add one thing each: page reads and writes the markdown form,
// standard holds the occupational standard, run walks a procedure as a value,
// schedule says what is due, control judges rows of figures, recall makes
// questions from a page, record signs and proves what happened.
package sop

// Procedure is one page, read. A Procedure is never changed after parsing: a
// run and a signed record point at the text by its hash.
type Procedure struct {
	Meta      Meta
	Intro     string  // prose between the title and the first section, markdown
	Tables    []Table // that are looked up, in page order; the prose has them too
	Sections  []Section
	Questions []Question
	Figures   []Figure // that the prose shows, in page order
	// CheckIntro is prose under the knowledge check's heading, markdown.
	CheckIntro string
	// SHA256 is the lower-case hexadecimal SHA-256 of the page's normalised
	// bytes (no byte order mark, newlines as LF). Approvals name it.
	SHA256 string
}

// Section is a "## Heading" with the steps under it.
type Section struct {
	Title string // as written, with its own number if it has one
	Pos   Pos
	If    *Condition // nil when the section always counts
	Intro string     // prose before the section's first step, markdown
	// DoConfirm says that its steps are done together, from memory or with wet hands,
	// and confirmed afterwards, one by one.
	DoConfirm bool
	Each      *Each // nil where its steps are done once
	Steps     []Step
	More      string // prose after the section's last step, markdown
}

// Each says that a section's steps are done once for each of several items: fridges,
// bottles, tests.
type Each struct {
	// Field is the name of the field that names the item. The section's first step asks
	// it first.
	Field string
	List  string // the name of the list that holds all items; "" where any may come
}

// String writes it as a page does: "unit of fridges"; "" for nil.
func (e *Each) String() string {
	switch {
	case e == nil:
		return ""
	case e.List == "":
		return e.Field
	default:
		return e.Field + " of " + e.List
	}
}

// Step is one thing to do.
type Step struct {
	ID     string // unique on the page, without the leading '#'
	Number int    // as printed; 1-based and continuous over the page
	Pos    Pos
	Before string // prose between the step before and this one, markdown
	Text   string // the instruction as markdown, without condition and tag
	More   string // further paragraphs under the step, markdown
	Alerts []Alert
	If     *Condition // nil when the step always counts
	Fields []Field
	Codes  []Code

	Critical bool
	AnyOrder bool      // may swap with neighbours that are also AnyOrder
	NAOk     bool      // "n/a: ok": not applicable needs no reason
	Wait     *Duration // minimum time, nil for none
	// WaitBefore is the id of a later step that does not start before the wait is over
	// and this step is closed; other work goes on meanwhile. "" where nothing does.
	WaitBefore string
	Within     *Within      // maximum time since another step, nil for none
	Verify     Who          // second person, "" for none
	Hold       Who          // stops the run until this role releases it, "" for none
	Do         string       // id of another SOP to run here, "" for none
	DoOr       *Consequence // what follows when that does not end complete; nil for nothing more
	Always     bool         // still required once the run has ended
}

// Within is the longest time that may pass since another step was done.
type Within struct {
	Time Duration
	Of   string // id of an earlier step
}

// Who names the kind of person a step waits for.
type Who string

// The people that a tag can name.
const (
	BySecondPerson Who = "second person"
	BySupervisor   Who = "supervisor"
	ByPractitioner Who = "practitioner" // a registered professional
)

// Alert is a notice that belongs to the step after it and is acknowledged
// before that step can start.
type Alert struct {
	Kind AlertKind
	Text string // markdown
	Pos  Pos
}

// AlertKind says what an alert protects.
type AlertKind string

// The alert words, most severe first.
const (
	Warning   AlertKind = "WARNING"   // harm to people
	Caution   AlertKind = "CAUTION"   // harm to samples, equipment or data
	Important AlertKind = "IMPORTANT" // PPE and must-know
	Note      AlertKind = "NOTE"      // information
	Tip       AlertKind = "TIP"       // technique
)

// AlertKinds lists every alert word, most severe first.
var AlertKinds = []AlertKind{Warning, Caution, Important, Note, Tip}

// MustAcknowledge reports whether a step cannot start before the alert was
// acknowledged: the three kinds that warn (rule H7).
func (k AlertKind) MustAcknowledge() bool {
	return k == Warning || k == Caution || k == Important
}

// Question is one prompt of the knowledge check.
type Question struct {
	Text    string   // markdown
	Steps   []string // ids of the steps it is about, as named
	Codes   []Code
	Answer  string   // open answer, "" when there are options
	Options []Option // none for an open question
	Pos     Pos
}

// Option is one answer to choose from.
type Option struct {
	Text  string
	Right bool
	Why   string // what to say when it is chosen, "" for nothing
}

// Pos is a place in the page's source, 1-based; columns count bytes. The zero
// Pos means that the place is not known.
type Pos struct{ Line, Column int }

// Code is a code of an occupational standard, for example S26, K7 or B1.
type Code string

// Step returns the step with this id and true, or a zero Step and false.
func (p *Procedure) Step(id string) (Step, bool) {
	for _, s := range p.Sections {
		for i := range s.Steps {
			if s.Steps[i].ID == id {
				return s.Steps[i], true
			}
		}
	}
	return Step{}, false
}

// StepCount returns how many steps the procedure has over all its sections.
func (p *Procedure) StepCount() int {
	n := 0
	for _, s := range p.Sections {
		n += len(s.Steps)
	}
	return n
}

// ConfirmsAfter reports whether the steps of a section are done together and confirmed
// afterwards: the section says so, or the whole page does.
func (p *Procedure) ConfirmsAfter(section int) bool {
	return p.Meta.Mode == DoConfirm || p.Sections[section].DoConfirm
}

// Locals lists what the department must still set before the page can be
// approved: one entry per value written "local": lists first, then the cells of tables, then
// what is at the steps, each in page order.
func (p *Procedure) Locals() []Local {
	out := append(p.Meta.localLists(), p.localCells()...)
	add := func(st Step, what string, hint string) {
		out = append(out, Local{Step: st.ID, What: what, Hint: hint, Pos: st.Pos})
	}
	for _, s := range p.Sections {
		for _, st := range s.Steps {
			if st.Wait != nil && st.Wait.Local != "" {
				add(st, "wait", st.Wait.Local)
			}
			if st.Within != nil && st.Within.Time.Local != "" {
				add(st, "within", st.Within.Time.Local)
			}
			for _, f := range st.Fields {
				if f.Local != "" {
					add(st, f.Name, f.Local)
				}
			}
		}
	}
	return out
}

// Local is a value that the department has to set.
type Local struct {
	Step string // step id; "" for a list, and for a cell of a table
	Row  string // the row of a cell; "" for all else
	What string // "wait", "within", the name of the field, the list or the column
	Hint string // where the department finds the value
	Pos  Pos
}
