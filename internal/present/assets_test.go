package present_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
)

// A thing says first what keeps it from being used, then what was wrong when it was.
func TestAThingSaysHowItStands(t *testing.T) {
	for want, a := range map[string]model.Asset{
		"OUT 3 h":             {ID: "F-12", Entry: 72, At: listed.Add(-3 * time.Hour), By: khan, Wrong: 2},
		"OUT 3 h, DISPUTED":   {ID: "F-12", Entry: 72, At: listed.Add(-3 * time.Hour), By: khan, Disputed: true},
		"EXPIRES 30 Nov 2026": {ID: "LOT7", Lot: true, Expiry: "2026-11-30", Soon: true, Wrong: 1},
		"to 30 Nov 2027":      {ID: "LOT7", Lot: true, Expiry: "2027-11-30"},
		"expired 1 Nov 2026":  {ID: "LOT7", Lot: true, Expiry: "2026-11-01"},
		"2 runs not clean":    {ID: "F-12", Wrong: 2, Runs: 9, Last: 41, LastAt: listed},
		"":                    {ID: "F-12", Runs: 9, Last: 41, LastAt: listed},
	} {
		b := full()
		b.things = []model.Asset{a}
		l := named(t, "assets")
		row := rows(t, l, b, "")[0]
		cells := l.Cells(row, listed)
		if got := cells[len(cells)-1].Text; got != want {
			t.Errorf("%q, want %q", got, want)
		}
		if says := l.Says(row, listed); !strings.HasPrefix(says, a.ID+": ") || want != "" && a.Entry == 0 && !strings.Contains(says, want) {
			t.Errorf("%q is said as %q", want, says)
		}
	}
}

// Today says that two lots expire soon: whoever opens the list for that has them on top.
func TestTheListOfThingsBeginsWithWhatIsToBeSeenTo(t *testing.T) {
	b := full()
	b.things = []model.Asset{
		{ID: "A-1", Runs: 3},
		{ID: "LOT1", Lot: true, Expiry: "2026-12-05", Soon: true},
		{ID: "LOT2", Lot: true, Expiry: "2026-12-02", Soon: true},
		{ID: "LOT3", Lot: true, Expiry: "2026-11-01"},
		{ID: "Z-9", Entry: 72, At: listed, By: khan},
	}
	var got []string
	for _, r := range rows(t, named(t, "assets"), b, "") {
		got = append(got, r.Name)
	}
	if want := "Z-9 LOT2 LOT1 A-1 LOT3"; strings.Join(got, " ") != want {
		t.Errorf("listed %q, want %s", got, want)
	}
}

// What has the name only somewhere in its words was not done with the thing.
func TestThePageOfAThingListsTheRunsThatNameIt(t *testing.T) {
	b := full()
	b.things = []model.Asset{{ID: "F-1", Runs: 1, Wrong: 1, Last: 42, LastAt: listed}}
	b.values = map[int64][]model.TracedValue{
		42: {{Field: "unit", Label: "Unit", Text: "F-1"}, {Field: "now", Label: "Now", Text: "8.6", Unit: "°C", Limits: "2.0 to 8.0", Mark: "ABOVE 8.0 °C"}},
		41: {{Field: "unit", Label: "Unit", Text: "F-12"}},
		40: {{Field: "now", Item: "F-1", Label: "Now", Text: "4.1", Unit: "°C"}},
	}
	o, err := named(t, "assets").Open(b.sources(), "F-1", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	text := docText(o.Doc)
	for _, want := range []string{"In service.", "Runs not as the page says since the last clean one: 1.", "22 Nov 2026 13:47 Look at a fridge, A. Khan: Unit F-1, Now 8.6 °C ABOVE 8.0 °C soprun show 42", "F-1 Now 4.1 °C soprun show 40"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if strings.Contains(text, "show 41") {
		t.Errorf("F-12 is taken for F-1:\n%s", text)
	}
	b.values[40] = append(b.values[40], model.TracedValue{Field: "now", Item: "F-3", Label: "Now", Text: "3.3", Unit: "°C"})
	b.values[41], b.steps = []model.TracedValue{{Field: "now", Item: "F-2", Label: "Now", Text: "2.2", Unit: "°C"}}, map[int64][]model.TracedStep{41: {{Step: "unit", Item: "F-1", Text: "F-1 was left out: it defrosts", Sought: true}}}
	if o, err = named(t, "assets").Open(b.sources(), "F-1", time.UTC); err != nil || !strings.Contains(docText(o.Doc), "J. Bell: F-1 was left out: it defrosts") {
		t.Errorf("a run that left it out is not in\n%s, %v", docText(o.Doc), err)
	}
	if text := docText(o.Doc); !strings.Contains(text, "F-1 Now 4.1 °C") || strings.Contains(text, "2.2") || strings.Contains(text, "3.3") {
		t.Errorf("it has what was read of others:\n%s", text)
	}
}

func TestLotsThatExpireSoonAreATaskOfTheSupervisor(t *testing.T) {
	b := full()
	b.things = append(b.things, model.Asset{ID: "LOT8", Lot: true, Expiry: "2026-11-28", Soon: true}, model.Asset{ID: "LOT9", Lot: true, Expiry: "2027-11-28"})
	tasks, err := present.Tasks(b)
	if err != nil {
		t.Fatal(err)
	}
	for _, task := range tasks {
		if task.List == "assets" {
			if text, _ := task.Words(listed); task.Group != present.GroupSupervisor || task.Text != "2 lots expire within 14 days" || text != "the first on 28 Nov 2026" {
				t.Errorf("%+v, %q", task, text)
			}
			return
		}
	}
	t.Error("there is none")
}

func TestPagesPastTheirReviewAreATaskOfTheSupervisor(t *testing.T) {
	b := full()
	b.department.Approvals = []model.Approval{
		{SOP: "SOP-X-001", ReviewBy: "2026-06-30", PastReview: true}, {SOP: "SOP-X-002", ReviewBy: "2026-05-31", PastReview: true}, {SOP: "SOP-X-003", ReviewBy: "2027-05-31"},
	}
	tasks, err := present.Tasks(b)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(tasks, func(task present.Task) bool { return task.Page == "SOP-X-002" && task.Slot == nil })
	if i < 0 {
		t.Fatal("there is none")
	}
	if text, _ := tasks[i].Words(listed); tasks[i].Text != "2 pages past review" || tasks[i].Group != present.GroupSupervisor || text != "since 31 May 2026" {
		t.Errorf("%+v, %q", tasks[i], text)
	}
}

func TestAVersionPastItsReviewSaysSoWhereItIsListedAndOpened(t *testing.T) {
	b := full()
	b.department.Approvals = []model.Approval{{Entry: 3, SOP: "SOP-X-001", Version: "1.0", Effective: "2026-01-01", ReviewBy: "2026-06-30", PastReview: true}}
	l := named(t, "approvals")
	row := rows(t, l, b, "")[0]
	cells := l.Cells(row, listed)
	if end := cells[len(cells)-1]; end.Text != "past review, 30 Jun 2026" || end.Tone != present.Caution {
		t.Errorf("%+v", end)
	}
	o, err := l.Open(b.sources(), "3", listed.Location())
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		l.Says(row, listed): "past its review on 30 Jun 2026", l.Prints(row, listed): "past its review on 30 Jun 2026", docText(o.Doc): "To be reviewed by 30 Jun 2026, which is past.",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q has no %q", text, want)
		}
	}
}

func TestVersionsThatWaitForAnApprovalAreATaskThatOpensTheFirst(t *testing.T) {
	b := full()
	for n, want := range map[int][2]string{1: {"1 version to approve", "SOP-X-002"}, 2: {"2 versions to approve", "the first SOP-X-002"}} {
		b.department.ToApprove = []model.PageRow{{ID: "SOP-X-002"}, {ID: "SOP-X-004"}}[:n]
		tasks, err := present.Tasks(b)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(tasks, func(task present.Task) bool { return task.Text == want[0] })
		if i < 0 {
			t.Fatalf("%q is not among %+v", want[0], tasks)
		}
		if text, _ := tasks[i].Words(listed); text != want[1] || tasks[i].Page != "SOP-X-002" || tasks[i].Group != present.GroupSupervisor {
			t.Errorf("%+v, %q", tasks[i], text)
		}
		o, err := named(t, "today").Open(b.sources(), "SOP-X-002", listed.Location())
		if err != nil || !strings.Contains(docText(o.Doc), "soprun run SOP-X-002") {
			t.Errorf("%v, %s", err, docText(o.Doc))
		}
	}
}

func TestPagesThatAreNotCheckedYetAreATaskUntilTheyAre(t *testing.T) {
	b := full()
	says := func() (out []string) {
		t.Helper()
		tasks, err := present.Tasks(b)
		if err != nil {
			t.Fatal(err)
		}
		for _, task := range tasks {
			if text, _ := task.Words(listed); strings.Contains(task.Text, "not checked") {
				out = append(out, task.Group+": "+task.Text+", "+text+", "+task.List)
			}
		}
		return out
	}
	if got := says(); len(got) > 0 {
		t.Errorf("where all are known: %q", got)
	}
	b.department.Unchecked = 9_872
	if got, want := says(), present.GroupSupervisor+": 9,872 pages not checked yet, some perhaps to approve, being read, approvals"; len(got) != 1 || got[0] != want {
		t.Errorf("says %q, want %q", got, want)
	}
}
