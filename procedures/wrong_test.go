package procedures_test

import (
	"fmt"
	"slices"
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
	done    string // steps that have to be done, of one item at least
	not     string // steps that must not be
}

// wrongTables are the scenarios in which a page has to say what must not pass: each ends as
// the page says.
var wrongTables = [][]wrong{
	wrongWalks,
	wrongSubstances,
	wrongInfection,
	wrongSafety,
	wrongWithPeople,
	wrongAtTheBench,
	wrongPairs,
}

// wrongWalks are those of the pages that were written first.
var wrongWalks = []wrong{
	{
		page: "SOP-EQ-018", say: say("touched", "mucosa", "indicator", "failed|failed"),
		outcome: run.OutcomeEnded, reason: "Indicator", done: "not-clean high-level quarantine fault tell-ipc finish", not: "trace rinse image store",
	},
	{
		page: "SOP-EQ-018", say: say("touched", "broken skin", "indicator", "failed"),
		outcome: run.OutcomeComplete, reason: "Indicator", done: "trace store", not: "quarantine tell-ipc",
	},
	{
		page: "SOP-EQ-018", say: say("touched", "mucosa", "condition", "cable split"),
		outcome: run.OutcomeEnded, reason: "Probe condition", done: "not-clean quarantine fault", not: "clean high-level image store tell-ipc",
	},
	{
		page: "SOP-EQ-018", say: say("bands", "drop-out"),
		outcome: run.OutcomeEnded, reason: "Bands", done: "disinfected low-level quarantine", not: "store",
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
		page: "SOP-EQ-014", say: say("highest", "15.0"),
		outcome: run.OutcomeComplete, reason: "ABOVE 8.0", done: "label reset tell form decide", not: "again move",
	},
	{
		page: "SOP-EQ-014", say: say("now", "12.5", "now-again", "9.1", "highest", "12.5"),
		outcome: run.OutcomeComplete, reason: "Second reading", done: "label door again move tell form decide service",
	},
	{
		page: "SOP-EQ-014", say: say("now", "12.5", "highest", "12.5", "now-again", "7.0", "door", "ajar", "power", "off"),
		outcome: run.OutcomeComplete, reason: "Power", done: "label again tell form decide service", not: "move",
	},
	{
		page: "SOP-EQ-014", say: say("memory", "no", "alarm", "off", "probe-due", "2026-10-01"),
		outcome: run.OutcomeComplete, reason: "Alarm", done: "reset service", not: "label tell",
	},
	{
		page: "SOP-EQ-015", linked: run.OutcomeEnded,
		outcome: run.OutcomeEnded, reason: "SOP-PS-033", done: "no-ecg clean", not: "consent limbs settings tag",
	},
	{
		page: "SOP-EQ-015", say: say("consent", "no"),
		outcome: run.OutcomeEnded, reason: "Answer", done: "identity no-ecg clean", not: "skin angle record",
	},
	{
		page: "SOP-EQ-015", say: say("now", "collapsed"),
		outcome: run.OutcomeEnded, reason: "The person is", done: "collapsed no-ecg", not: "identity limbs",
	},
	{
		page: "SOP-EQ-015", say: say("cable", "damaged"),
		outcome: run.OutcomeEnded, reason: "Cable", done: "tag no-ecg", not: "identity limbs",
	},
	{
		page: "SOP-EQ-015", say: say("lead-one", "fully inverted", "baseline", "wanders|trembles"),
		outcome: run.OutcomeComplete, reason: "Baseline", done: "trace record give", not: "no-ecg",
	},
	{
		page: "SOP-EQ-015", say: say("filter", "40", "chaperone", "not offered", "electrodes-expiry", "2026-10-01"),
		outcome: run.OutcomeComplete, reason: "EXPIRED 1 Oct 2026", done: "changed give",
	},
	{
		page: "SOP-EQ-011", say: say("mass", strings.Repeat("850.0|", 20)),
		outcome: run.OutcomeEnded, reason: "Mean volume", done: "weigh clean-seal withdraw nonconformance impact tidy", not: "label second",
	},
	{
		page: "SOP-EQ-011", say: say("mass", strings.Repeat("850.0|", 9)+"850.0"),
		outcome: run.OutcomeComplete, reason: "Mean volume", done: "clean-seal label second", not: "withdraw impact",
	},
	{
		page: "SOP-EQ-011", say: say("balance-passed", "no", "water-end", "22.0", "air-now", "21.0"),
		outcome: run.OutcomeComplete, reason: "Balance passed today", done: "weigh label",
	},
	{
		page: "SOP-EQ-019", say: say("pads-expiry", "2026-10-01"),
		outcome: run.OutcomeComplete, reason: "EXPIRED 1 Oct 2026", done: "more-pads open", not: "spare expired replace",
	},
	{
		page: "SOP-EQ-019", say: say("battery", "2026-10-01", "earliest", "2026-10-01"),
		outcome: run.OutcomeComplete, reason: "EXPIRED 1 Oct 2026", done: "spare expired", not: "more-pads no-spare",
	},
	{
		page: "SOP-EQ-019", say: say("ready", "not ready", "spare-is", "none to be found", "still", "1"),
		outcome: run.OutcomeComplete, reason: "Spare fetched", done: "spare no-spare open",
	},
	{
		page: "SOP-EQ-019", say: say("suction", "no", "whole", "broken", "missing", "2"),
		outcome: run.OutcomeComplete, reason: "Items missing", done: "drawers replace", not: "spare",
	},
	{
		page: "SOP-EQ-010", say: say("chamber", "95|95|95", "pressure", "20|20|20"),
		outcome: run.OutcomeComplete, reason: "Chamber", done: "cool open release",
	},
	{
		page: "SOP-EQ-010", say: say("hold-temp", "10.0"),
		outcome: run.OutcomeEnded, reason: "Hold temperature", done: "reject tell", not: "open release tag",
	},
	{
		page: "SOP-EQ-010", say: say("changed", "not changed"),
		outcome: run.OutcomeEnded, reason: "Indicator", done: "open reject tell", not: "release",
	},
	{
		page: "SOP-EQ-010", say: say("examined", "2026-10-01"),
		outcome: run.OutcomeEnded, reason: "EXPIRED 1 Oct 2026", done: "tag tell", not: "load start reject",
	},
	{
		page: "SOP-SC-027", say: say("cold", "broken", "short", "2"),
		outcome: run.OutcomeComplete, reason: "Packs short or damaged", done: "shortage cold-quarantine hold-back", not: "expired reject",
	},
	{
		page: "SOP-SC-027", say: say("expiry", "2026-10-01"),
		outcome: run.OutcomeComplete, reason: "EXPIRED 1 Oct 2026", done: "expired short-life verify", not: "hold-back",
	},
	{
		page: "SOP-SC-027", say: say("verdict", "some rejected", "recall", "these lots", "instructions", "changed"),
		outcome: run.OutcomeComplete, reason: "Version of the instructions", done: "reject isolate short-life",
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
	{
		page: "SOP-EQ-048", say: say("slots", "blocked", "slots-now", "blocked"),
		outcome: run.OutcomeEnded, reason: "Slots and room", done: "clear stop", not: "airflow work alarm",
	},
	{
		page: "SOP-EQ-048", say: say("indicator-end", "alarm"),
		outcome: run.OutcomeEnded, reason: "Indicator while you worked", done: "alarm stop", not: "finish",
	},
	{
		page: "SOP-EQ-048", say: say("label", "overdue"),
		outcome: run.OutcomeEnded, reason: "Test label", done: "stop", not: "inside strip alarm",
	},
	{
		page: "SOP-EQ-013", say: say("proof", "9.00|9.00"),
		outcome: run.OutcomeEnded, reason: "Reading less label", done: "clean proof tag tell discard store",
	},
	{
		page: "SOP-EQ-013", say: say("slope", "10.0", "expiry-check", "2026-10-01", "bulb", "dried out"),
		outcome: run.OutcomeComplete, reason: "EXPIRED 1 Oct 2026", done: "soak clean proof", not: "tag tell",
	},
	{
		page: "SOP-EQ-008", say: say("difference", "499.0|499.0|499.0"),
		outcome: run.OutcomeEnded, reason: "Difference", done: "balance withdraw", not: "run after settle",
	},
	{
		page: "SOP-EQ-008", say: say("bowl", "glass", "sound", "vibration"),
		outcome: run.OutcomeEnded, reason: "Sound", done: "settle-first clean-first withdraw", not: "after",
	},
	{
		page: "SOP-EQ-008", say: say("load", "not sure", "disinfectant-expiry", "2026-10-01"),
		outcome: run.OutcomeComplete, reason: "EXPIRED 1 Oct 2026", done: "settle buckets glass incident", not: "withdraw",
	},
	{
		page: "SOP-EQ-008", say: say("metal", "cracked"),
		outcome: run.OutcomeEnded, reason: "Metal", done: "withdraw", not: "tubes run",
	},
	{
		page: "SOP-EQ-016", say: say("volume", "2.80|2.80|2.80|2.80|2.80|2.80"),
		outcome: run.OutcomeEnded, reason: "Volume", done: "strokes stop tell printout clean", not: "chart",
	},
	{
		page: "SOP-EQ-016", say: say("dropped", "yes", "btps", "on"),
		outcome: run.OutcomeComplete, reason: "BTPS", done: "chart", not: "stop",
	},
	{
		page: "SOP-SD-030", say: say("category", "unsure"),
		outcome: run.OutcomeEnded, reason: "Category", done: "stop not-sent", not: "tube hand-over wet",
	},
	{
		page: "SOP-SD-030", say: say("tube", "wet"),
		outcome: run.OutcomeEnded, reason: "Tubes outside", done: "wet not-sent", not: "absorbent hand-over stop",
	},
	{
		page: "SOP-SD-030", say: say("ice", "2.0", "vented", "sealed|sealed"),
		outcome: run.OutcomeEnded, reason: "Outer", done: "not-sent", not: "hand-over",
	},
	{
		page: "SOP-SD-030", say: say("way", "post", "service", "another"),
		outcome: run.OutcomeComplete, reason: "Service that the carrier asks for", done: "by-road",
	},
	{
		page: "SOP-IC-004", say: say("reuse", "single use"),
		outcome: run.OutcomeEnded, reason: "Label", done: "discard hands", not: "wash label next tag",
	},
	{
		page: "SOP-IC-004", say: say("condition", "damaged"),
		outcome: run.OutcomeEnded, reason: "Condition", done: "wash tag certificate", not: "label next discard",
	},
	{
		page: "SOP-IC-004", say: say("touches", "mucosa or broken skin"),
		outcome: run.OutcomeEnded, reason: "It touches", done: "tag", not: "wash contact label next",
	},
	{
		page: "SOP-IC-004", say: say("ifu", "not found"),
		outcome: run.OutcomeComplete, reason: "Instructions", done: "agent",
	},
	{
		page: "SOP-IC-004", say: say("left", "yes|yes|no"),
		outcome: run.OutcomeComplete, reason: "Visible soil left", done: "wash label",
	},
	{
		page: "SOP-IC-004", say: say("soil", "blood", "strength", "0", "wet", "no"),
		outcome: run.OutcomeComplete, reason: "Available chlorine", done: "strength contact",
	},
	{
		page: "SOP-IC-004", say: say("soil", "vomit", "expiry", "2026-10-01"),
		outcome: run.OutcomeComplete, reason: "EXPIRED 1 Oct 2026", done: "soak product contact",
	},
	{
		page: "SOP-IC-001", say: say("bare", "no|yes"),
		outcome: run.OutcomeComplete, reason: "Forearms and wrists bare", done: "forearms",
	},
	{
		page: "SOP-IC-001", say: say("contact", "not sure", "wash", "12|45"),
		outcome: run.OutcomeComplete, reason: "BELOW 40 s", done: "dry", not: "rub-dry",
	},
	{
		page: "SOP-IC-001", say: say("rub", "9|8|9"),
		outcome: run.OutcomeComplete, reason: "BELOW 20 s", done: "rub-dry", not: "dry",
	},
	{
		page: "SOP-IC-001", say: say("skin", "sore"),
		outcome: run.OutcomeComplete, reason: "Skin", done: "sore", not: "cover",
	},
	{
		page: "SOP-EQ-020", say: say("expiry", "2026-10-01"),
		outcome: run.OutcomeEnded, reason: "EXPIRED 1 Oct 2026", done: "label reject tag report", not: "move open flow",
	},
	{
		page: "SOP-EQ-020", say: say("leak", "hisses"),
		outcome: run.OutcomeEnded, reason: "Valve", done: "reject tag", not: "flow store",
	},
	{
		page: "SOP-EQ-020", say: say("flow", "not felt", "flow-now", "not felt"),
		outcome: run.OutcomeEnded, reason: "Flow now", done: "no-flow reject", not: "store",
	},
	{
		page: "SOP-SI-039", say: say("fight", "yes", "burning", "gas"),
		outcome: run.OutcomeEnded, reason: "Burning", done: "choose route roll tell in-again report", not: "fight",
	},
	{
		page: "SOP-SI-039", say: say("fight", "yes", "burning", "flammable liquid", "named", "no"),
		outcome: run.OutcomeEnded, reason: "label names", done: "route roll in-again report", not: "fight",
	},
	{
		page: "SOP-SI-039", say: say("fight", "yes", "after", "still burning", "missing", "1"),
		outcome: run.OutcomeEnded, reason: "After one extinguisher", done: "route roll missing in-again report",
	},
	{
		page: "SOP-SI-039", say: say("area", "people remain", "repeated", "no", "route", "by lift"),
		outcome: run.OutcomeComplete, reason: "People in the area", done: "call-again remain adviser", not: "choose fight",
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
	for i, table := range wrongTables {
		if len(table) == 0 {
			t.Fatalf("table %d gives no wrong answer", i)
		}
	}
	procs := map[string]*sop.Procedure{}
	for _, p := range all(t) {
		proc := adopted(t, p)
		procs[proc.Meta.ID] = proc
	}
	for _, w := range slices.Concat(wrongTables...) {
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
	done := map[string]bool{}
	for _, s := range r.Steps() {
		done[s.ID] = done[s.ID] || s.State == run.Done
	}
	for _, id := range strings.Fields(w.done) {
		if !done[id] {
			t.Errorf("%s: #%s is not done", name, id)
		}
	}
	for _, id := range strings.Fields(w.not) {
		if is, known := done[id]; is || !known {
			t.Errorf("%s: #%s is done, or no step", name, id)
		}
	}
}
