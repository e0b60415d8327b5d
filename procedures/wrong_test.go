package procedures_test

import (
	"fmt"
	"strings"
	"testing"

	"soprun/sop"
	"soprun/sop/run"
)

// wrong is a walk of a page on which something is not as it should be.
type wrong struct {
	page string // its id
	// say are answers by field, one after the other; all else is as the page hopes for.
	say    map[string][]string
	linked run.Outcome // of the procedures that the page links; complete where it is ""

	outcome run.Outcome
	reason  string // a part of why the run ended, or of an exception
	done    string // steps that have to be done, by their ids
	not     string // steps that must not be
}

// wrongWalks are the scenarios in which a page has to say what must not pass: each ends as
// the page says.
var wrongWalks = []wrong{
	{
		page: "SOP-EQ-018", say: say("touched", "mucosa", "indicator", "failed|failed"),
		outcome: run.OutcomeEnded, reason: "Indicator", done: "high-level quarantine fault tell-ipc finish", not: "trace rinse image store",
	},
	{
		page: "SOP-EQ-018", say: say("touched", "broken skin", "indicator", "failed"),
		outcome: run.OutcomeComplete, reason: "Indicator", done: "trace store", not: "quarantine tell-ipc",
	},
	{
		page: "SOP-EQ-018", say: say("touched", "mucosa", "condition", "cable split"),
		outcome: run.OutcomeEnded, reason: "Probe condition", done: "quarantine fault", not: "clean high-level image store tell-ipc",
	},
	{
		page: "SOP-EQ-018", say: say("bands", "drop-out"),
		outcome: run.OutcomeEnded, reason: "Bands", done: "low-level quarantine", not: "store",
	},
	{
		page: "SOP-EQ-018", say: say("touched", "mucosa", "tracker", "differs"),
		outcome: run.OutcomeComplete, reason: "Tracker entry", done: "trace",
	},
	{
		page: "SOP-EQ-018", say: say("expiry", "2026-10-01"),
		outcome: run.OutcomeComplete, reason: "EXPIRED 1 Oct 2026", done: "clean store",
	},
	{
		page: "SOP-PS-033", say: say("consent", "no"),
		outcome: run.OutcomeEnded, reason: "Answer", done: "thank tell record hands", not: "watch comfort",
	},
	{
		page: "SOP-PS-033", say: say("consent", "unsure"),
		outcome: run.OutcomeEnded, reason: "Answer", done: "tell record", not: "watch thank",
	},
	{
		page: "SOP-PS-033", say: say("match", "0"),
		outcome: run.OutcomeEnded, reason: "Identifiers that match", done: "tell record", not: "explain consent watch",
	},
	{
		page: "SOP-PS-033", say: say("answered", "nobody"),
		outcome: run.OutcomeComplete, reason: "Answered by", done: "ask",
	},
	{
		page: "SOP-PS-033", say: say("decides", "somebody else or a child"),
		outcome: run.OutcomeComplete, reason: "Decides", done: "consent",
	},
	{
		page: "SOP-PS-033", say: say("back", "partly|clearly"),
		outcome: run.OutcomeComplete, reason: "Said back", done: "another-way consent",
	},
	{
		page: "SOP-PS-033", say: say("person", "distressed"),
		outcome: run.OutcomeEnded, reason: "Person", done: "comfort tell record", not: "thank",
	},
	{
		page: "SOP-PS-033", say: say("request", "differs"),
		outcome: run.OutcomeComplete, reason: "Request", done: "test",
	},
	{
		page: "SOP-HS-024", say: say("airflow", "not safe", "splash", "skin"),
		outcome: run.OutcomeEnded, reason: "Airflow", done: "report-extraction rinse-skin first-aider wash incident", not: "pour rinse-eyes absorb",
	},
	{
		page: "SOP-HS-024", say: say("task", "spill or splash", "spill", "yes", "sting", "yes"),
		outcome: run.OutcomeEnded, reason: "sting", done: "keep-out leave reopen wash incident", not: "extraction absorb scoop air monitor",
	},
	{
		page: "SOP-HS-024", say: say("task", "spill or splash", "spill", "yes", "ppm", "1.90"),
		outcome: run.OutcomeComplete, reason: "Formaldehyde", done: "absorb air monitor reopen incident", not: "keep-out",
	},
	{
		page: "SOP-HS-024", say: say("spill", "yes", "judged", "no monitor here"),
		outcome: run.OutcomeComplete, reason: "Formalin is spilt", done: "absorb air reopen", not: "monitor",
	},
	{
		page: "SOP-HS-024", say: say("task", "leaking pot received", "tested", "overdue"),
		outcome: run.OutcomeEnded, reason: "Test label", done: "bag report-extraction", not: "leaks pour",
	},
	{
		page: "SOP-IC-003", say: say("urine", "yes", "blood", "yes", "fumes", "yes"),
		outcome: run.OutcomeEnded, reason: "Eyes sting", done: "soak leave hands report", not: "product make-up cover contact wash",
	},
	{
		page: "SOP-IC-003", say: say("urine", "not sure", "soaked", "no|yes"),
		outcome: run.OutcomeComplete, reason: "Bulk gone", done: "soak disinfect wash", not: "cover contact",
	},
	{
		page: "SOP-IC-003", say: say("strength", "100"),
		outcome: run.OutcomeComplete, reason: "Available chlorine", done: "make-up contact wash", not: "soak",
	},
	{
		page: "SOP-IC-003", say: say("sting", "yes"),
		outcome: run.OutcomeEnded, reason: "Eyes sting", done: "leave hands report", not: "scoop wash",
	},
	{
		page: "SOP-IC-003", say: say("expiry", "2026-10-01"),
		outcome: run.OutcomeComplete, reason: "EXPIRED 1 Oct 2026", done: "make-up contact",
	},
	{
		page: "SOP-IC-003", say: say("hurt", "yes"),
		outcome: run.OutcomeComplete, reason: "Splashed or cut", done: "hurt team",
	},
	{
		page: "SOP-IC-003", say: say("size", "on carpet or fabric"),
		outcome: run.OutcomeComplete, reason: "Spill", done: "size team",
	},
	{
		page: "SOP-IC-003", say: say("surface", "still soiled|still soiled|still soiled"),
		outcome: run.OutcomeComplete, reason: "Surface", done: "wash team",
	},
}

// say reads answers: a field, its answers with a bar between them, the next field.
func say(words ...string) map[string][]string {
	out := map[string][]string{}
	for i := 0; i+1 < len(words); i += 2 {
		out[words[i]] = strings.Split(words[i+1], "|")
	}
	return out
}

func TestAWrongAnswerEndsAsThePageSays(t *testing.T) {
	if len(wrongWalks) == 0 {
		t.Fatal("no wrong answer is given")
	}
	procs := map[string]*sop.Procedure{}
	for _, p := range all(t) {
		proc := adopted(t, p)
		procs[proc.Meta.ID] = proc
	}
	for _, w := range wrongWalks {
		if proc := procs[w.page]; proc != nil {
			w.walk(t, proc)
		} else {
			t.Errorf("no page is %s", w.page)
		}
	}
}

func (w wrong) walk(t *testing.T, proc *sop.Procedure) {
	t.Helper()
	linked := w.linked
	if linked == "" {
		linked = run.OutcomeComplete
	}
	said, hope := map[string]int{}, hoped(proc)
	r, err := throughWith(proc, func(f sop.Field) run.Record {
		a := hope(f)
		if n := said[f.Name]; n < len(w.say[f.Name]) {
			a.Text = w.say[f.Name][n]
		}
		said[f.Name]++
		return a
	}, linked)
	name := fmt.Sprintf("%s with %v", w.page, w.say)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	for f := range w.say {
		if said[f] == 0 {
			t.Errorf("%s: %s is never asked", name, f)
		}
	}
	sum := r.Summarise()
	told := sum.Reason
	for _, e := range sum.Exceptions {
		told += "\n" + e.Text
	}
	if sum.Outcome != w.outcome || !strings.Contains(told, w.reason) || w.reason == "" {
		t.Errorf("%s ends %s, want %s with %q:\n%s", name, sum.Outcome, w.outcome, w.reason, told)
	}
	for _, s := range r.Steps() {
		switch is := s.State == run.Done; {
		case is && has(w.not, s.ID):
			t.Errorf("%s: #%s is done", name, s.ID)
		case !is && has(w.done, s.ID) && s.Item == "":
			t.Errorf("%s: #%s is %s", name, s.ID, s.State)
		}
	}
}

// has reports whether a list of words has one.
func has(words, word string) bool {
	return strings.Contains(" "+words+" ", " "+word+" ")
}
