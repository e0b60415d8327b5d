package model

import (
	"time"

	"soprun/sop"
)

// PageRow is one procedure in the library: as the log has it in force, else as
// it stands in its folder.
type PageRow struct {
	ID       string
	Title    string
	Version  string
	File     string // the name of its file in words, "hand hygiene"
	Group    string // the folder it stands in, as words: "Equipment preparation"
	Codes    []sop.Code
	State    PageState
	Problem  string // why it cannot be run, in words; "" when it can
	Errors   int    // how many lint finds in it
	Approval *Approval
	Retired  *Retirement // of a page whose last approval was ended; nil else
	LastRun  time.Time   // when it was last signed here; zero for never
	SHA256   string      // of its text, "" where that cannot be read
	Revision *Revision   // its text in the folder, where that is not the one in force
	// Unchecked says that of the file only the front matter was read so far: what lint finds in it
	// is not known, nor whether it could be run.
	Unchecked bool
}

// PageState is where a page stands between its author and the bench.
type PageState string

// The states of a page.
const (
	PageApproved PageState = "approved"
	PageReview   PageState = "review overdue" // approved, past its review-by date
	PageReady    PageState = "not approved"
	PageLocal    PageState = "values to set" // local values are open
	PageDraft    PageState = "draft"
	PageRetired  PageState = "retired"
	PageBroken   PageState = "has errors"
	// PageUnchecked is the state of a text of which that is not known yet.
	PageUnchecked PageState = "not checked yet"
)

// Runnable reports whether a page in this state can be run for the record.
func (s PageState) Runnable() bool { return s == PageApproved || s == PageReview }

// Revision is the text of a page in its folder where the log has another one in
// force. It hides nothing of that one: it is announced beside it.
type Revision struct {
	Version string // "" where it cannot be read
	State   PageState
	Problem string // what is wrong with it, in words; "" for nothing
	Errors  int    // how many lint finds in it
	SHA256  string // "" where it cannot be read
	// Effective is the day on which it takes the other's place, 2006-01-02; "" for a
	// text that nobody approved.
	Effective string
}

// Approval is one approved version of a procedure.
type Approval struct {
	Entry               int64
	SOP, Version, Title string
	SHA256              string // of its text
	Effective           string // local day, 2006-01-02
	ReviewBy            string // local day, "" for none
	By                  Person
	At                  time.Time
	Retired             *Retirement // nil while it is not
	Disputed            bool        // signed with a key that was revoked later, as suspect from there on
	PastReview          bool        // in force, and was to be reviewed by a day that is past
}

// Retirement is the end of an approved version.
type Retirement struct {
	Entry  int64
	At     time.Time
	By     Person
	Reason string
}

// Page is one procedure, opened: what is read, shown and run.
type Page struct {
	PageRow
	Procedure *sop.Procedure
	Text      []byte
	Revised   *Revised // the revision that can be read, nil for none
}

// Revised is a text that would take the place of the one in force.
type Revised struct {
	Procedure *sop.Procedure
	Text      []byte
}

// ToApprove returns the text that a supervisor would approve, and the one that
// it takes the place of, nil for none.
func (p Page) ToApprove() (text Revised, inForce *sop.Procedure) {
	if p.Revised != nil {
		return *p.Revised, p.Procedure
	}
	return Revised{p.Procedure, p.Text}, nil
}

// FindBy returns the words that a page is found by.
func (p PageRow) FindBy() string { return p.Title + " " + p.ID + " " + p.File }

// Stands is the state of the text that a supervisor would approve: of its revision, where it has
// one.
func (p PageRow) Stands() PageState {
	if p.Revision != nil {
		return p.Revision.State
	}
	return p.State
}

// Approvable reports whether a supervisor could approve the page, or its
// revision, as it is.
func (p PageRow) Approvable() bool { return p.Stands() == PageReady }

// Texts names the texts that a page has now: it changes with either.
func (p PageRow) Texts() string {
	if p.Revision == nil {
		return p.SHA256
	}
	return p.SHA256 + " " + p.Revision.SHA256 + " " + p.Revision.Problem
}
