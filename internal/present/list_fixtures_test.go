package present_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/sop"
	"soprun/sop/run"
)

// errGone is a log that cannot be read.
var errGone = errors.New("the disk is gone")

var listed = time.Date(2026, 11, 22, 13, 47, 0, 0, time.UTC)

// log is a log in memory, of which everything can be read or nothing.
type log struct {
	present.Station
	present.Library
	present.Runs
	completions []model.Completion // newest first
	rec         model.Record
	members     []model.Member
	soFar       model.LoadedRun
	slots       []model.Slot
	exposed     model.Exposure
	things      []model.Asset
	department  model.Department
	asked       []model.Query
	values      map[int64][]model.TracedValue
	steps       map[int64][]model.TracedStep
	err         error
}

func (l *log) FourWords() string { return "copper lantern violet harbour" }

func (l *log) TraceFrom(ctx context.Context, q model.Query, from model.From) (out model.Part[model.Traced], err error) {
	part, err := l.CompletionsFrom(ctx, q, from)
	out = model.Part[model.Traced]{Next: part.Next, More: part.More, Looked: part.Looked, Of: part.Of, ReadAs: []string{"read as: the word " + q.Words}}
	for _, c := range part.Rows {
		out.Rows = append(out.Rows, model.Traced{Completion: c, Values: l.values[c.Entry], Steps: l.steps[c.Entry]})
	}
	return out, err
}

// CompletionsFrom reads two at a time, or fewer where fewer are wanted.
func (l *log) CompletionsFrom(_ context.Context, q model.Query, from model.From) (part model.Part[model.Completion], err error) {
	l.asked = append(l.asked, q)
	part.Of = len(l.completions)
	for i, c := range l.completions {
		if most := 2; from.Entry != 0 && c.Entry >= from.Entry {
			continue
		} else if len(part.Rows) == most || q.Limit > 0 && len(part.Rows) == q.Limit {
			part.More = true
			break
		}
		part.Rows, part.Next, part.Looked = append(part.Rows, c), c.Entry, i+1
	}
	return part, l.err
}

func (l *log) Record(int64) (model.Record, error) { return l.rec, l.err }
func (l *log) Enrolled() (model.Enrolled, error) {
	out := model.Enrolled{Shown: "as shown", Rules: l.department.Rules.Rules}
	for _, m := range l.members {
		out.People = append(out.People, m.Person)
	}
	return out, l.err
}

func (l *log) Staff() (model.Staff, error)              { return model.Staff{Members: l.members}, l.err }
func (l *log) RunSoFar(string) (model.LoadedRun, error) { return l.soFar, l.err }
func (l *log) DueNow() ([]model.Slot, error)            { return l.slots, l.err }
func (l *log) Exposure() (model.Exposure, error)        { return l.exposed, l.err }

func (l *log) Things(context.Context, model.Which) ([]model.Asset, error) {
	return l.things, l.err
}

func (l *log) Department() (model.Department, error) { return l.department, l.err }

func (l *log) sources() present.Sources {
	return present.Sources{Reader: l, Library: l, Runs: l, Station: l, Roll: l}
}

// full is a log with something in every list.
func full() *log {
	hand := func(p model.Person, disputed bool) model.Hand { return model.Hand{By: p, Disputed: disputed} }
	return &log{
		completions: []model.Completion{
			{
				Entry: 42, At: listed, Person: khan, Role: sop.Assistant, SOP: "SOP-X-001", Title: "Look at a fridge", Version: "2.1", Run: "r-2", Outcome: run.OutcomeExcept,
				Counts: run.Counts{NotDone: 1}, Codes: []sop.Code{"S16", "K7"}, Exceptions: []run.Exception{{Kind: run.ExceptionKind("not-done"), Step: "sweep", Text: "no broom", Action: "ordered one"}},
				Countersigned: []model.Hand{hand(bell, false), hand(bell, true)}, Amended: []model.Hand{hand(khan, false)},
			},
			{Entry: 41, At: listed.AddDate(-1, 0, 0), Person: bell, SOP: "SOP-X-001", Title: "Look at a fridge", Version: "2.1", Run: "r-1", Outcome: run.OutcomeComplete, Disputed: true},
			{Entry: 40, At: listed.AddDate(-2, 0, 0), Person: khan, SOP: "SOP-X-002", Title: "Wipe it", Version: "1.0", Run: "r-0", Outcome: run.OutcomeComplete},
		},
		rec: model.Record{Completion: model.Completion{Entry: 42, Person: khan, SOP: "SOP-X-001", Title: "Look at a fridge", Version: "2.1", Run: "r-2", Statement: "I did it."}},
		members: []model.Member{
			{
				Person: khan, State: model.KeyRevoked, Failures: 2, Keys: []model.Key{{Fingerprint: "SHA256:one", Bound: 2, Revoked: 30}},
				Competences: []model.Competence{
					{Entry: 63, SOP: "SOP-X-002", Version: "1.0", Outcome: "not yet", Method: "questions", By: bell, At: listed},
					{
						Entry: 64, SOP: "SOP-X-001", Version: "2.1", Outcome: "competent", Method: "observed", Independence: "alone", Run: "r-2", By: bell, At: listed, Comment: "calm", Holds: true,
						Word: &model.Word{Entry: 65, At: listed, Comment: "=I was told twice"},
					},
				},
				Observed: []model.Observed{{SOP: "SOP-X-001", Version: "2.1", Runs: 1, Assessors: 1}},
			},
			{Person: bell, State: model.KeyLive, Keys: []model.Key{{Fingerprint: "SHA256:bell", Bound: 1}}},
		},
		slots: []model.Slot{
			{SOP: "SOP-X-001", Title: "Look at a fridge", Item: "F-11", Name: "2026-11-20", Due: listed.AddDate(0, 0, -2), State: "missed"},
			{SOP: "SOP-X-001", Title: "Look at a fridge", Item: "F-12", Name: "2026-11-22", Due: listed.Add(-41 * time.Minute), State: "late", Late: 41 * time.Minute},
		},
		things: []model.Asset{
			{Entry: 72, ID: "F-12", Reason: "the door", By: khan, At: listed.Add(-3 * time.Hour), Disputed: true, Runs: 2, Last: 42, LastAt: listed},
			{ID: "LOT7", Lot: true, Expiry: "2026-11-30", Soon: true, Runs: 1, Wrong: 1, Last: 41, LastAt: listed},
		},
		department: model.Department{
			Running: []model.OpenRun{
				{ID: "r-7", SOP: "SOP-X-001", Title: "Look at a fridge", Version: "2.1", Person: khan, Started: listed.Add(-time.Hour), Last: listed.Add(-12 * time.Minute), Step: 2, Steps: 5, Need: run.NeedRelease, Who: sop.BySupervisor},
			},
			Approvals: []model.Approval{
				{
					Entry: 3, SOP: "SOP-X-001", Version: "2.0", Title: "Look at a fridge", SHA256: "0f0f", Effective: "2025-11-01", ReviewBy: "2027-11-01", By: bell, At: listed,
					Retired: &model.Retirement{Entry: 60, At: listed, By: rossi, Reason: "the limits were wrong"},
				},
				{Entry: 61, SOP: "SOP-X-001", Version: "2.1", Title: "Look at a fridge", Effective: "2026-11-01", By: bell, At: listed, Disputed: true},
			},
			Disposals: []model.Disposal{
				{Entry: 80, At: listed, By: rossi, Before: "2017-11-22", Entries: 1, Reason: "kept for eight years", Confirmed: &model.Hand{Entry: 81, By: bell, Disputed: true}},
				{Entry: 90, At: listed, By: rossi, Before: "2018-11-22", Entries: 402, Reason: "=kept again", Disputed: true},
			},
			Incidents: []model.Incident{{Entry: 70, SOP: "SOP-X-001", Run: "r-2", Step: "spin", Reference: "W-1", What: "a tube broke", By: khan, At: listed.Add(-50 * time.Hour)}},
			Notes:     []model.Note{{Entry: 71, By: khan, At: listed, Text: "rotor 2 squeaks"}},
			Terminals: []model.Terminal{{Entry: 77, Name: "bench-3", Key: "SHA256:its", Host: "SHA256:ours", Person: khan, Reason: "new tablet", By: rossi, At: listed, Disputed: true}},
			Duties:    []model.Duty{{Entry: 73, Person: khan, SOP: "SOP-X-001", Title: "Look at a fridge", Version: "2.1", ReadBy: "2026-11-30", Reason: "new here", By: bell, At: listed}},
			Days:      []model.Days{{Entry: 74, First: "2026-12-24", Last: "2027-01-03", Reason: "we move", By: bell, At: listed}},
			Schemes: []model.SchemeInForce{{
				Scheme: model.Scheme{Pages: []string{"SOP-X-001", "SOP-X-002"}, Observations: 3, Assessors: 2, Methods: []string{"observed", "questions"}, Months: 24, LeastPieces: 10, MostPieces: 18},
				SOP:    "SOP-X-001", Entry: 76, By: bell, At: listed, Reason: "agreed", Disputed: true,
			}},
			Evidence: []model.Evidence{{
				Entry: 91, Person: khan, Code: "K27", Method: "question", Asked: "why balance it?", Said: "=or it shakes", Day: "2026-11-21", By: bell, At: listed, Disputed: true,
			}},
			Statements: []model.Statement{{Entry: 92, Person: khan, First: "2025-11-22", Last: "2026-11-22", Comment: "=seen", By: bell, At: listed, Disputed: true}},
			Rules:      model.RulesInForce{Rules: model.Rules{BlockLapsed: true, Nation: "scotland"}, Entry: 75, By: bell, At: listed, Reason: "agreed"},
		},
		exposed: model.Exposure{By: "bench-2", At: listed.Add(-time.Hour), Entries: 9},
	}
}

// named returns the list of a name.
func named(t *testing.T, name string) present.List {
	t.Helper()
	l, ok := present.ListNamed(name)
	if !ok {
		t.Fatalf("there is no list %q", name)
	}
	return l
}

// rows returns the rows of a list that have some words.
func rows(t *testing.T, l present.List, from *log, words string) (out []present.Row) {
	t.Helper()
	for row, err := range l.Each(t.Context(), from, model.Query{Words: words}) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, row)
	}
	return out
}
