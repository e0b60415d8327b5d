package record_test

import (
	"slices"
	"strings"

	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// figured approves version 3.0 of the procedure, with the pictures that hold these words, and
// keeps them beside the log.
func figured(l *recordtest.Log, pictures ...string) *record.Approve {
	const text = "# Daily centrifuge check\n\n![The rotor](figures/rotor.svg)\n"
	b := recordtest.ApproveBody("3.0", hashOf(text))
	l.Texts[b.SHA256] = []byte(text)
	for _, p := range pictures {
		l.Texts[hashOf(p)] = []byte(p)
		b.Figures = append(b.Figures, hashOf(p))
	}
	slices.Sort(b.Figures)
	return b
}

// withFigures is an approval of two figures, whose payload is changed before it is signed.
func withFigures(change func(sums []string) string) func(*recordtest.Log) {
	said := func(sums []string) string { return `"figures":["` + strings.Join(sums, `","`) + `"]` }
	sums := []string{hashOf("a"), hashOf("b")}
	slices.Sort(sums)
	return respeltAct(boss, sop.Supervisor, func(l *recordtest.Log) record.Body { return figured(l, "a", "b") }, said(sums), change(sums))
}

// pictured are logs in which texts with figures are approved.
var pictured = map[string]scenario{
	"ok-figures": {"ok", "a text with one figure, and another version of it with two", func(l *recordtest.Log) {
		l.Append(l.Act(boss, sop.Supervisor, figured(l, "a")))
		again := figured(l, "a", "b")
		again.Version = "3.1"
		l.Append(l.Act(boss, sop.Supervisor, again))
	}},
	"ok-figures-again": {"ok", "a text with figures that is approved again as it is", func(l *recordtest.Log) {
		l.Append(l.Act(boss, sop.Supervisor, figured(l, "a", "b")))
		l.Append(l.Act(boss, sop.Supervisor, figured(l, "a", "b")))
	}},
	"approval-other-figures": {record.FaultApproval, "one text approved with figures, and again without", func(l *recordtest.Log) {
		l.Append(l.Act(boss, sop.Supervisor, figured(l, "a", "b")))
		l.Force(l.Act(boss, sop.Supervisor, figured(l)))
	}},
	"figure-missing": {record.FaultText, "a figure of an approved text that is not kept", func(l *recordtest.Log) {
		l.Append(l.Act(boss, sop.Supervisor, figured(l, "a", "b")))
		delete(l.Texts, hashOf("a"))
	}},
	"figure-changed": {record.FaultText, "a figure of an approved text that was changed", func(l *recordtest.Log) {
		l.Append(l.Act(boss, sop.Supervisor, figured(l, "a", "b")))
		l.Texts[hashOf("a")] = []byte("another picture")
	}},
	"schema-figures-empty":    {record.FaultSchema, "an approval of no figures that says so", withFigures(func([]string) string { return `"figures":[]` })},
	"schema-figures-twice":    {record.FaultSchema, "a figure that is named twice", withFigures(func(s []string) string { return `"figures":["` + s[0] + `","` + s[0] + `"]` })},
	"schema-figures-unsorted": {record.FaultSchema, "figures that are not sorted", withFigures(func(s []string) string { return `"figures":["` + s[1] + `","` + s[0] + `"]` })},
	"schema-figures-named":    {record.FaultSchema, "a figure that is named by its file", withFigures(func([]string) string { return `"figures":["figures/rotor.svg"]` })},
	"schema-figures-many": {record.FaultSchema, "more figures than a page has", withFigures(func([]string) string {
		var sums []string
		for _, p := range strings.Split("abcdefghijklmnopqrstu", "") {
			sums = append(sums, hashOf(p))
		}
		slices.Sort(sums)
		return `"figures":["` + strings.Join(sums, `","`) + `"]`
	})},
}
