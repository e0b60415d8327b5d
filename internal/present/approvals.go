package present

import (
	"fmt"
	"slices"
	"time"

	"soprun/internal/model"
)

// approvals are the versions that were ever put in force.
var approvals = ofDepartment(List{
	Name: "approvals", Key: "p", Command: "log approvals", Does: "every approved version of a procedure",
	Title: "Approvals", Rows: "Approved versions", Row: "approval", Opens: "approval",
	Empty: "No procedure was approved yet.", Unfit: "No approval has these words.", Forms: []Form{retiring},
}, approvalKind, func(d model.Department) []model.Approval { return newestFirst(d.Approvals) })

// newestFirst turns a list that is in the order of the log.
func newestFirst[F any](all []F) []F {
	all = slices.Clone(all)
	slices.Reverse(all)
	return all
}

var approvalKind = kind[model.Approval]{
	row:   func(a model.Approval) (int64, string) { return a.Entry, named(a.Entry) },
	about: func(a model.Approval, c *Case) { c.Approval = a },
	cells: func(a model.Approval, now time.Time) []Cell {
		state := Cell{Text: "from " + Day(a.Effective), Tone: Sound, At: End}
		switch {
		case a.Retired != nil:
			state.Text, state.Tone = "retired", Quiet
		case a.PastReview:
			state.Text, state.Tone = "past review, "+Day(a.ReviewBy), Caution
		}
		if a.Disputed {
			state.Text, state.Tone = state.Text+", DISPUTED", Danger
		}
		return []Cell{
			{Text: When(a.At, now), Tone: Quiet, Width: whenWidth},
			{Text: a.By.Name, Width: nameWidth},
			{Text: fmt.Sprintf("%s v%s  %s", a.SOP, a.Version, a.Title), At: Main, Lead: true},
			state,
		}
	},
	says: func(a model.Approval, now time.Time) string {
		return fmt.Sprintf("%s v%s, %s: approved by %s, %s, in force from %s%s.", a.SOP, a.Version, a.Title, a.By.Name, Minute(a.At, now.Location()), Day(a.Effective), approvalEnd(a))
	},
	prints: func(a model.Approval, now time.Time) string {
		return fmt.Sprintf("%7d  %s  %-14s  %-12s v%-5s from %s%s  %s", a.Entry, a.At.In(now.Location()).Format("2006-01-02 15:04"), a.By.ID, a.SOP, a.Version, a.Effective, approvalEnd(a), a.Title)
	},
	opened: func(a model.Approval, zone *time.Location) Opened {
		return Opened{Title: a.Title, Which: a.SOP + " v" + a.Version, Doc: approvalDoc(a, zone)}
	},
	columns: []column[model.Approval]{
		{"entry", func(a model.Approval) any { return a.Entry }},
		{"at", func(a model.Approval) any { return a.At.UTC() }},
		{"person", func(a model.Approval) any { return a.By.ID }},
		{"sop", func(a model.Approval) any { return a.SOP }},
		{"version", func(a model.Approval) any { return a.Version }},
		{"title", func(a model.Approval) any { return a.Title }},
		{"sha256", func(a model.Approval) any { return a.SHA256 }},
		{"effective", func(a model.Approval) any { return a.Effective }},
		{"review_by", func(a model.Approval) any { return a.ReviewBy }},
		{"past_review", func(a model.Approval) any { return a.PastReview }},
		{"disputed", func(a model.Approval) any { return a.Disputed }},
		{"retired_entry", func(a model.Approval) any { return retirement(a).Entry }}, // 0 for a version that was not retired
		{"retired_at", func(a model.Approval) any { return instant(retirement(a).At) }},
		{"retired_by", func(a model.Approval) any { return retirement(a).By.ID }},
		{"retired_reason", func(a model.Approval) any { return retirement(a).Reason }},
	},
}

func retirement(a model.Approval) (r model.Retirement) {
	if a.Retired != nil {
		r = *a.Retired
	}
	return r
}

// instant is a time as a column has it, "" for none.
func instant(at time.Time) any {
	if at.IsZero() {
		return ""
	}
	return at.UTC()
}

// approvalEnd words what became of an approval, "" for nothing.
func approvalEnd(a model.Approval) string {
	text := ""
	if a.Retired != nil {
		text = ", retired in entry " + named(a.Retired.Entry)
	}
	if a.PastReview {
		text += ", past its review on " + Day(a.ReviewBy)
	}
	if a.Disputed {
		text += ", DISPUTED"
	}
	return text
}

func approvalDoc(a model.Approval, zone *time.Location) Doc {
	signed := []Said{{Text: fmt.Sprintf("Approved by %s (%s) on %s.", a.By.Name, a.By.ID, Minute(a.At, zone)), Link: Link{List: "people", Row: a.By.ID}}}
	if a.Disputed {
		signed = append(signed, said(Danger, Disputed)...)
	}
	text := []Said{
		{Text: fmt.Sprintf("%s v%s, %s", a.SOP, a.Version, a.Title), Link: Link{Page: a.SOP}},
		{Text: "In force from " + Day(a.Effective) + "."},
	}
	switch {
	case a.PastReview:
		text = append(text, Said{Text: "To be reviewed by " + Day(a.ReviewBy) + ", which is past.", Tone: Caution})
	case a.ReviewBy != "":
		text = append(text, Said{Text: "To be reviewed by " + Day(a.ReviewBy) + "."})
	}
	text = append(text, Said{Text: "SHA-256 of its text: " + a.SHA256, Tone: Quiet})
	ended := said(Quiet, "It was not retired.")
	if r := a.Retired; r != nil {
		ended = []Said{{
			Text: fmt.Sprintf("Retired by %s (%s) on %s, entry %d: %s", r.By.Name, r.By.ID, Minute(r.At, zone), r.Entry, r.Reason),
			Tone: Caution, Link: Link{List: "people", Row: r.By.ID},
		}}
	}
	return Doc{{"Signed", signed}, {"Text", text}, {"Retired", ended}}
}
