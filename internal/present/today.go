package present

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"soprun/internal/model"
)

// Task is something that waits for somebody. Tasks stand together by whom they wait for.
type Task struct {
	Group  string      // "LATE"
	Text   string      // what it is about
	Slot   *model.Slot // that is due, nil for none
	More   int         // slots before that one that were missed too
	Since  time.Time   // since when it waits, zero where that does not matter
	By     string      // local day by when, "" for none
	Person model.Person
	N      int    // how many there are of it, 0 for one
	Page   string // that is opened, or
	List   string // a list, with
	Row    string // a row of it, "" for the whole list
}

// The groups of tasks, in the order in which they stand.
const (
	GroupLate       = "LATE"
	GroupDue        = "DUE"
	GroupMissed     = "MISSED, TO BE EXPLAINED"
	GroupSupervisor = "FOR A SUPERVISOR"
	GroupBack       = "SENT BACK"
	GroupWatched    = "WATCHED, TO ASSESS"
	GroupAssessed   = "ASSESSED, TO ANSWER"
	GroupRead       = "TO READ"
	GroupNotes      = "NOTES"
)

// Tasks returns what waits for somebody, in groups, but for the runs that are open.
func Tasks(r Reader) ([]Task, error) {
	slots, err := r.DueNow()
	if err != nil && !errors.Is(err, model.ErrPart) {
		return nil, err
	}
	d, err := r.Department()
	if err != nil {
		return nil, err
	}
	all := append(ofSlots(slots, slotLate, GroupLate), ofSlots(slots, slotDue, GroupDue)...)
	all = append(all, missedTasks(slots)...)
	waits, err := reviewTask(r)
	if err != nil {
		return nil, err
	}
	if waits != nil {
		all = append(all, *waits)
	}
	expiring, err := expiringTask(r)
	if err != nil {
		return nil, err
	}
	if expiring != nil {
		all = append(all, *expiring)
	}
	if n := len(d.ToApprove); n > 0 {
		all = append(all, Task{Group: GroupSupervisor, Text: Number(n, "version") + " to approve", N: n, Page: d.ToApprove[0].ID})
	}
	if n := d.Unchecked; n > 0 { // which of them could be approved is not known
		all = append(all, Task{Group: GroupSupervisor, Text: Number(n, "page") + " not checked yet, some perhaps to approve", N: n, List: approvals.Name})
	}
	if t := pastReviewTask(d.Approvals); t != nil {
		all = append(all, *t)
	}
	for _, i := range d.Incidents {
		all = append(all, Task{Group: GroupSupervisor, Text: "Incident: " + referred(i) + i.What, Since: i.At, List: incidents.Name, Row: named(i.Entry)})
	}
	for _, b := range d.SentBack {
		all = append(all, Task{Group: GroupBack, Text: b.Title + ": " + b.Reason, Person: b.To, Since: b.At, List: completions.Name, Row: named(b.Entry)})
	}
	for _, w := range d.ToAssess {
		all = append(all, Task{Group: GroupWatched, Text: w.Title + ", by " + w.Person.Name, Person: w.Assessor, Since: w.At, List: completions.Name, Row: named(w.Entry)})
	}
	for _, a := range d.ToAnswer {
		all = append(all, Task{
			Group: GroupAssessed, Text: fmt.Sprintf("%s v%s: %s, by %s", a.SOP, a.Version, a.Outcome, a.By.Name), Person: a.Person, Since: a.At, List: assessmentsName, Row: named(a.Entry),
		})
	}
	for _, n := range d.Notes {
		all = append(all, Task{Group: GroupNotes, Text: n.Text, Person: n.By, Since: n.At, List: notes.Name, Row: named(n.Entry)})
	}
	return append(all, readTasks(eachDuty(d.Duties))...), nil
}

// expiringTask is the task of the lots that expire soon, nil for none.
func expiringTask(r Reader) (t *Task, err error) {
	all, err := r.Things(context.Background(), model.Expiring)
	for _, a := range all {
		if !a.Soon {
			continue
		}
		if t == nil {
			t = &Task{Group: GroupSupervisor, List: assetsName, By: a.Expiry}
		}
		t.N, t.By = t.N+1, min(t.By, a.Expiry)
	}
	if t != nil {
		t.Text = Number(t.N, "lot") + map[bool]string{true: " expires", false: " expire"}[t.N == 1] + " within 14 days"
	}
	return t, err
}

// pastReviewTask is the task of the pages that are past their review, nil for none.
func pastReviewTask(approved []model.Approval) (t *Task) {
	for _, a := range approved {
		if !a.PastReview {
			continue
		}
		if t == nil {
			t = &Task{Group: GroupSupervisor, List: approvals.Name, Page: a.SOP, By: a.ReviewBy}
		}
		if t.N++; a.ReviewBy < t.By {
			t.Page, t.By = a.SOP, a.ReviewBy
		}
	}
	if t != nil {
		t.Text = Number(t.N, "page") + " past review"
	}
	return t
}

func ofSlots(slots []model.Slot, state, group string) (out []Task) {
	for _, s := range slots {
		if s.State == state {
			out = append(out, Task{Group: group, Text: slotTitle(s), Slot: &s, Page: s.SOP})
		}
	}
	return out
}

// missedTasks are one task for all slots of a procedure and an item: many misses are one row.
func missedTasks(slots []model.Slot) (out []Task) {
	at := map[string]int{}
	for _, s := range slots {
		if s.State != slotMissed {
			continue
		}
		of := s.SOP + " " + s.Item
		i, known := at[of]
		if !known {
			at[of] = len(out)
			out = append(out, Task{Group: GroupMissed, Text: slotTitle(s), Slot: &s, More: s.More, List: due.Name, Row: nameOfSlot(s)})
			continue
		}
		out[i].Slot, out[i].Row = &s, nameOfSlot(s)
		out[i].More++
	}
	return out
}

// readTasks are what people are to read, one task a person.
func readTasks(all []model.Duty) (out []Task) {
	for _, d := range all {
		if d.Version == "" || d.Read != nil || d.Person.Gone { // whose key was revoked signs that they read nothing
			continue
		}
		if n := len(out); n > 0 && out[n-1].Person.ID == d.Person.ID {
			out[n-1].N++
			if d.ReadBy != "" && (out[n-1].By == "" || d.ReadBy < out[n-1].By) {
				out[n-1].By = d.ReadBy
			}
			continue
		}
		out = append(out, Task{Group: GroupRead, Text: d.Person.Name, Person: d.Person, By: d.ReadBy, N: 1, List: duties.Name})
	}
	return out
}

// Words returns what stands at the right of a task.
func (t Task) Words(now time.Time) (text string, tone Tone) {
	switch t.Group {
	case GroupLate, GroupDue:
		return DueWords(*t.Slot, now)
	case GroupMissed:
		text = missedDay(t.Slot.Due, now)
		if t.More > 0 {
			text += ", and " + Number(t.More, "slot") + " before"
		}
		return text, Caution
	case GroupRead:
		text = Number(t.N, "page")
		switch {
		case t.By == "":
			return text, Quiet
		case t.By < now.Format(time.DateOnly):
			return text + ", NOT READ by " + Day(t.By), Caution
		}
		return text + ", by " + Day(t.By), Quiet
	case GroupSupervisor:
		switch t.List {
		case reviewName:
			return "oldest " + age(now.Sub(t.Since)), Quiet
		case assetsName:
			return "the first on " + Day(t.By), Caution
		case approvals.Name:
			if t.By == "" {
				return "being read", Quiet
			}
			return "since " + Day(t.By), Caution
		case "":
			return approvalWaits(t), Quiet
		}
		return age(now.Sub(t.Since)), Quiet
	default:
		text = age(now.Sub(t.Since))
		if t.Person.Name != "" {
			text = t.Person.Name + ", " + text
		}
		return text, Quiet
	}
}

// approvalWaits says with which page those begin that wait for an approval.
func approvalWaits(t Task) string {
	if t.N == 1 {
		return t.Page
	}
	return "the first " + t.Page
}

// today is what waits for somebody, as a list.
var today = short(List{
	Name: "today", Key: "d", Command: "today", Does: "what waits for somebody, by whom it waits for",
	Title: "Today", Rows: "Waiting", Row: "task", Opens: "task",
	Empty: "Nothing waits for anybody.", Unfit: "Nothing that waits has these words.", Beside: []string{RunningList},
	OfPages: true, Whole: true,
}, taskKind, Tasks)

var taskKind = kind[Task]{
	row: func(t Task) (int64, string) { name := t.name(); return numberOf(name), name },
	cells: func(t Task, now time.Time) []Cell {
		text, tone := t.Words(now)
		return []Cell{{Text: strings.ToLower(t.Group), Tone: Quiet, Width: 24, Narrow: 12}, {Text: t.Text, At: Main, Lead: true}, {Text: text, Tone: tone, At: End}}
	},
	says: func(t Task, now time.Time) string {
		text, _ := t.Words(now)
		return fmt.Sprintf("%s: %s, %s.", Capital(strings.ToLower(t.Group)), t.Text, text)
	},
	prints: func(t Task, now time.Time) string {
		text, _ := t.Words(now)
		return fmt.Sprintf("%-32s %-24s %s: %s", t.name(), strings.ToLower(t.Group), t.Text, text)
	},
	opened: func(t Task, zone *time.Location) Opened {
		where := Said{Text: "See " + t.List + "."}
		if t.Row != "" || t.Page != "" {
			where = Said{Text: "Done here:", Link: Link{Page: t.Page, List: t.List, Row: t.Row}}
		}
		return Opened{Title: t.Text, Doc: Doc{{Capital(strings.ToLower(t.Group)), said(Normal, Sentence(t.Text))}, {"Where", []Said{where}}}}
	},
	columns: []column[Task]{
		{"id", func(t Task) any { return t.name() }},
		{"group", func(t Task) any { return strings.ToLower(t.Group) }},
		{"text", func(t Task) any { return t.Text }},
		{"sop", func(t Task) any { return slotOf(t).SOP }},
		{"item", func(t Task) any { return slotOf(t).Item }},
		{"slot", func(t Task) any { return slotOf(t).Name }},
		{"due", func(t Task) any { return instant(slotOf(t).Due) }},
		{"person", func(t Task) any { return t.Person.ID }},
		{"since", func(t Task) any { return instant(t.Since) }},
		{"list", func(t Task) any { return t.List }},
		{"row", func(t Task) any { return t.Row }},
	},
}

// name is what a task is typed as: the row that it leads to.
func (t Task) name() string {
	switch {
	case t.Slot != nil:
		return nameOfSlot(*t.Slot)
	case t.Row != "":
		return t.Row
	default:
		return cmp.Or(t.Person.ID, t.List, t.Page)
	}
}

func slotOf(t Task) (s model.Slot) {
	if t.Slot != nil {
		s = *t.Slot
	}
	return s
}
