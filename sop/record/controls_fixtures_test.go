package record_test

import (
	"fmt"
	"slices"
	"strings"

	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// bench measures controls in a log, and notes what it measured as a person would who reads it.
type bench struct {
	*recordtest.Log
	made []sop.Earlier // of completed runs, as they stand
	runs int
}

// measuring is a bench whose every run so far measured these values of one level.
func measuring(l *recordtest.Log, values ...string) *bench {
	b := &bench{Log: l}
	for _, v := range values {
		b.run(level("one", v, b.made...))
	}
	return b
}

// onAnalyser scans an analyser and measures a control on it.
func onAnalyser(value string, earlier ...sop.Earlier) []sop.Event {
	return []sop.Event{
		{Kind: sop.ValueRecorded, Step: "clean", Field: "analyser", Index: 1, Value: "AN-1"},
		as(level("one", value, earlier...), func(c *sop.Control) { c.Of, c.Scanned = "AN-1", "analyser" }),
	}
}

// movedAway is a bench that measured eleven controls on one analyser, of which the last was
// amended to have been on another.
func movedAway(l *recordtest.Log) *bench {
	b := measuring(l)
	var last int64
	for i := range 11 {
		last = b.run(onAnalyser(fmt.Sprintf("5.%d", i%3), b.made[max(0, i-9):]...)...)
	}
	b.amend(last, "analyser", "AN-1", "AN-2")
	return b
}

// level is the value of a control that is judged with earlier ones.
func level(name, value string, earlier ...sop.Earlier) sop.Event {
	return sop.Event{
		Kind: sop.ValueRecorded, Step: "clean", Field: name, Index: 1, Value: value, Unit: "mmol/L",
		Control: &sop.Control{Chooser: "lot", Lot: "4417", Target: "5.0", SD: "0.20", Fields: []string{"one", "two"}, Earlier: slices.Clone(earlier)},
	}
}

// as is the event with what it was judged with changed.
func as(e sop.Event, change func(*sop.Control)) sop.Event {
	c := *e.Control
	c.Earlier = slices.Clone(c.Earlier)
	change(&c)
	e.Control = &c
	return e
}

// start begins a run with events.
func (b *bench) start(events ...sop.Event) (run string) {
	b.runs++
	run = fmt.Sprintf("r-%04d", b.runs)
	b.Append(b.Start(worker, run, append(events, recordtest.Done("clean")[1])...)...)
	return run
}

// run performs one with these events, and notes the values of those that are recorded.
func (b *bench) run(events ...sop.Event) (at int64) {
	done := b.CompletionBody(b.start(events...))
	for _, e := range events {
		switch e.Kind {
		case sop.ValueCorrected:
			done.Exceptions = append(done.Exceptions, record.Exception{Kind: record.Corrected, Step: "clean", Text: "x"})
		case sop.StepReopened:
			done.Exceptions = append(done.Exceptions, record.Exception{Kind: record.DoneAgain, Step: "clean", Text: "x"})
		case sop.ValueRecorded:
			if c := e.Control; c != nil {
				b.made = append(b.made, sop.Earlier{Entry: b.Tree.Size(), Field: e.Field, Index: e.Index, Item: e.Item, Lot: c.Lot, Target: c.Target, SD: c.SD, Value: e.Value})
			}
		default:
		}
	}
	at = b.Tree.Size()
	b.Append(b.Act(worker, sop.Assistant, done))
	return at
}

// force begins a run with an event that only somebody with the station's key could append.
func (b *bench) force(e sop.Event) {
	b.Append(b.Start(worker, "r-9999")...)
	b.Force(b.Event(worker, "r-9999", e))
}

// amend says that a value of a completion should have been another.
func (b *bench) amend(at int64, field, old, value string) {
	a := amendment(b.Log, at, old, value)
	a.Field = field
	b.Append(b.Act(worker, sop.Assistant, a))
}

// judging is a log of three runs, of which the next control is judged with others.
func judging(change func(*sop.Control)) func(*recordtest.Log) {
	return func(l *recordtest.Log) {
		b := measuring(l, "5.1", "5.41", "4.9")
		b.force(as(level("one", "5.42", b.made...), change))
	}
}

// controls are logs in which the values of control materials were judged on entry.
var controls = map[string]scenario{
	"ok-controls": {"ok", "controls of two levels, judged with those of earlier runs; one was corrected, a round done again, a run is open", func(l *recordtest.Log) {
		b := measuring(l)
		b.run(level("one", "5.41"), level("two", "4.9"))
		again, reopened := level("one", "5.7", b.made...), sop.Event{Kind: sop.StepReopened, Step: "clean", Reason: "one 5.7"}
		slip := level("two", "5.0", b.made...)
		right := slip
		right.Kind, right.Old, right.Value, right.Reason = sop.ValueCorrected, "5.0", "5.3", "misread"
		b.run(again, reopened, level("one", "5.1", b.made...), slip, right)
		b.made[2].Again, b.made[4].Value = 1, "5.3"
		b.start(level("one", "5.2", b.made...))
		b.run(level("two", "5.1", b.made...))
	}},
	"ok-controls-nine": {"ok", "a level that is judged with its last nine, and one with nine of all and nine of its own", func(l *recordtest.Log) {
		b := measuring(l)
		for i := range 10 {
			last := b.made[max(0, i-9):]
			b.run(level("two", fmt.Sprintf("5.%02d", i), last...))
		}
		for i := range 10 {
			own := b.made[10:]
			all := b.made[max(0, len(b.made)-9):]
			if len(own) > 9 {
				own = own[len(own)-9:]
			}
			if len(own) > len(all) {
				all = own
			}
			b.run(level("one", fmt.Sprintf("4.%02d", i), all...))
		}
		b.run(level("two", "5.3", slices.Concat(b.made[1:10], b.made[11:20])...))
	}},
	"ok-controls-amended": {"ok", "controls that are judged with what others say since they were amended", func(l *recordtest.Log) {
		b := measuring(l)
		lot := sop.Event{Kind: sop.ValueRecorded, Step: "clean", Field: "lot", Index: 1, Value: "4417"}
		first := b.run(lot, level("one", "5.1"))
		b.run(level("one", "5.2", b.made...))
		b.amend(first, "one", "5.1", "5.15")
		b.made[0].Value = "5.15"
		b.run(level("one", "5.3", b.made...))
		b.amend(first, "lot", "4417", "4503")
		b.made[0].Lot, b.made[0].Target, b.made[0].SD = "4503", "5.2", "0.22" // as the page says
		b.run(level("one", "5.4", b.made...))
	}},
	"ok-controls-that-moved": {"ok", "a control that is judged with eight earlier ones, since a ninth was amended to another analyser and those before it had dropped out", func(l *recordtest.Log) {
		b := movedAway(l)
		b.run(onAnalyser("5.5", b.made[2:10]...)...)
	}},
	"ok-controls-apart": {"ok", "controls that were measured on two analysers, in whatever capitals", func(l *recordtest.Log) {
		b := measuring(l)
		on := func(analyser, value string, earlier ...sop.Earlier) sop.Event {
			return as(level("one", value, earlier...), func(c *sop.Control) { c.Of, c.Scanned = analyser, "analyser" })
		}
		scan := func(analyser string) sop.Event {
			return sop.Event{Kind: sop.ValueRecorded, Step: "clean", Field: "analyser", Index: 1, Value: analyser}
		}
		first := b.run(scan("AN-1"), on("AN-1", "5.1"))
		b.run(scan("AN-2"), on("AN-2", "5.2"))
		b.run(scan("an-1"), on("an-1", "5.3", b.made[0]))
		b.amend(first, "analyser", "AN-1", "AN-2")
		b.run(scan("AN-2"), on("AN-2", "5.4", b.made[0], b.made[1]))
	}},
	"ok-controls-of-items": {"ok", "items that are the controls of one assay, judged together", func(l *recordtest.Log) {
		b := measuring(l)
		b.run(of("low", level("one", "5.1")), of("high", level("one", "5.2")))
		b.run(of("high", level("one", "5.3", b.made...)))
	}},
	"ok-controls-no-number": {"ok", "a control that says no number any more since it was corrected", func(l *recordtest.Log) {
		b := measuring(l, "5.1")
		lost := sop.Event{Kind: sop.ValueCorrected, Step: "clean", Field: "one", Index: 1, Value: "unknown", Old: "5.2", Mark: "CANNOT BE COMPUTED", Reason: "misread"}
		b.run(level("one", "5.2", b.made...), lost)
		b.run(level("one", "5.3", b.made[0]))
	}},
	"ok-controls-disposed": {"ok", "after a disposal no control is judged with one from before its day, disposed of or not", func(l *recordtest.Log) {
		b := measuring(l, "5.1", "5.2")
		b.Append(b.Act(boss, sop.Supervisor, b.ReviewBody(b.made[0].Entry)))
		b.Now = b.Now.AddDate(8, 0, 20)
		b.run(level("one", "5.3", b.made...))
		at, list := b.Tree.Size(), b.Past.Due(b.Tree.Size(), retirementDay)
		b.Append(b.Act(admin, sop.Administrator, disposeBody(b.Log)))
		b.Append(b.Act(boss, sop.Supervisor, confirmBody(b.Log, at)))
		b.run(level("one", "5.4", b.made[2]))
		b.Destroy(at, list...)
	}},
	"control-of-nothing":       {record.FaultControl, "a control that is judged with a value that no run recorded", judging(func(c *sop.Control) { c.Earlier[2].Value = "5.0" })},
	"control-of-no-completion": {record.FaultControl, "a control that is judged with a value of an entry that is no completion", judging(func(c *sop.Control) { c.Earlier[2].Entry-- })},
	"control-out-of-order":     {record.FaultControl, "a control that is judged with others in another order", judging(func(c *sop.Control) { slices.Reverse(c.Earlier) })},
	"control-without-others":   {record.FaultControl, "a control that is judged alone, where there are others", judging(func(c *sop.Control) { c.Earlier = nil })},
	"control-without-the-newest": {record.FaultControl, "a control that leaves the newest out, without which a rule says nothing", func(l *recordtest.Log) {
		b := measuring(l, "5.1", "5.0", "5.41")
		b.force(level("one", "5.42", b.made[:2]...))
	}},
	"control-without-the-newest-of-ten": {record.FaultControl, "a control that leaves the newest out and names an older one in its place", func(l *recordtest.Log) {
		values := strings.Fields("5.1 5.1 5.1 5.1 5.1 5.1 5.1 5.1 5.1 4.9")
		b := &bench{Log: l}
		for i, v := range values {
			b.run(level("one", v, b.made[max(0, i-9):]...))
		}
		b.force(level("one", "5.1", b.made[:9]...))
	}},
	"control-of-another-field":    {record.FaultControl, "a control that is judged with a value of another field", judging(func(c *sop.Control) { c.Earlier[1].Field = "two" })},
	"control-of-another-item":     {record.FaultControl, "a control that is judged with a value of another item", judging(func(c *sop.Control) { c.Earlier[1].Item = "low" })},
	"control-of-another-lot":      {record.FaultControl, "a control that is judged with a value of another lot", judging(func(c *sop.Control) { c.Earlier[1].Lot = "4503" })},
	"control-of-another-target":   {record.FaultControl, "a control that is judged with a value by another target", judging(func(c *sop.Control) { c.Earlier[1].Target = "5.4" })},
	"control-of-another-sd":       {record.FaultControl, "a control that is judged with a value by another deviation", judging(func(c *sop.Control) { c.Earlier[1].SD = "0.90" })},
	"control-of-another-round":    {record.FaultControl, "a control that is judged with a value as if that had been done again", judging(func(c *sop.Control) { c.Earlier[1].Again = 1 })},
	"control-of-another-analyser": {record.FaultControl, "a control that is judged with those of another analyser", judging(func(c *sop.Control) { c.Of, c.Scanned = "AN-1", "analyser" })},
	"control-of-other-fields": {record.FaultControl, "a control of an assay that the others were not of", func(l *recordtest.Log) {
		b := measuring(l, "5.1")
		b.force(as(level("three", "5.42", b.made...), func(c *sop.Control) { c.Fields = []string{"three"} }))
	}},
	"control-of-another-unit": {record.FaultControl, "a control that is judged with a value in another unit", func(l *recordtest.Log) {
		b := measuring(l, "5.1")
		e := level("one", "5.42", b.made...)
		e.Unit = "mg/dL"
		b.force(e)
	}},
	"control-of-an-open-run": {record.FaultControl, "a control that is judged with a value of a run that nobody has signed", func(l *recordtest.Log) {
		b := measuring(l, "5.1")
		b.start(level("one", "5.2", b.made...))
		b.force(level("one", "5.42", b.made[0], sop.Earlier{Entry: b.Tree.Size() - 1, Field: "one", Index: 1, Lot: "4417", Target: "5.0", SD: "0.20", Value: "5.2"}))
	}},
	"control-of-another-page": {record.FaultControl, "a control that is judged with those of another procedure", func(l *recordtest.Log) {
		b := measuring(l, "5.1")
		other := recordtest.ApproveBody("2.1", recordtest.TextSHA256)
		other.SOP = "SOP-CEN-015"
		b.Append(b.Act(boss, sop.Supervisor, other))
		start := recordtest.StartBody("r-9999")
		start.SOP = other.SOP
		b.Append(b.Fact(worker, start))
		b.Force(b.Event(worker, "r-9999", level("one", "5.42", b.made...)))
	}},
	"control-that-had-dropped-out": {record.FaultControl, "a control that is judged with one that had dropped out of its row before another was amended", func(l *recordtest.Log) {
		b := movedAway(l)
		b.Append(b.Start(worker, "r-9999", onAnalyser("5.5")[0])...)
		b.Force(b.Event(worker, "r-9999", onAnalyser("5.5", b.made[1:10]...)[1]))
	}},
	"control-before-an-amendment": {record.FaultControl, "a control that is judged with what another said before it was amended", func(l *recordtest.Log) {
		b := measuring(l, "5.1", "5.41")
		b.amend(b.made[1].Entry, "one", "5.41", "5.01")
		b.force(level("one", "5.42", b.made...))
	}},
	"control-corrected-with-others": {record.FaultControl, "a correction of a control that is judged with fewer than the log has", func(l *recordtest.Log) {
		b := measuring(l, "5.1", "5.41")
		b.start(level("one", "5.42", b.made...))
		e := level("one", "5.0", b.made[:1]...)
		e.Kind, e.Old, e.Reason = sop.ValueCorrected, "5.42", "misread"
		b.Force(b.Event(worker, "r-0003", e))
	}},
	"control-of-the-disposed": {record.FaultControl, "a control that is judged with those of before a disposal", func(l *recordtest.Log) {
		b := measuring(l, "5.1", "5.2")
		b.Append(b.Act(boss, sop.Supervisor, b.ReviewBody(b.made[0].Entry)))
		b.Now = b.Now.AddDate(8, 0, 20)
		at := b.Tree.Size()
		b.Append(b.Act(admin, sop.Administrator, disposeBody(b.Log)))
		b.Append(b.Act(boss, sop.Supervisor, confirmBody(b.Log, at)))
		b.force(level("one", "5.4", b.made[1]))
	}},
	"schema-control-of-a-step":          {record.FaultSchema, "a step that is done with what a control was judged with", miscontrolled(`"kind":"value"`, `"kind":"step.done"`)},
	"schema-control-of-no-step":         {record.FaultSchema, "a control of no step", miscontrolled(`,"step":"clean"`, ``)},
	"schema-control-without-its-field":  {record.FaultSchema, "a control that is not among those that are judged together", miscontrolled(`"fields":["one","two"]`, `"fields":["two"]`)},
	"schema-control-with-a-field-twice": {record.FaultSchema, "a control that is judged with itself", miscontrolled(`"fields":["one","two"]`, `"fields":["one","one"]`)},
	"schema-control-of-no-deviation":    {record.FaultSchema, "a control that is measured in deviations of zero", miscontrolled(`"sd":"0.20","target":"5.0"},"field"`, `"sd":"0.00","target":"5.0"},"field"`)},
	"schema-control-of-no-number":       {record.FaultSchema, "a control that says no number", miscontrolled(`"value":"5.41"}`, `"value":"high"}`)},
	"schema-control-with-an-empty-list": {record.FaultSchema, "a control that is judged with none, and says so", func(l *recordtest.Log) {
		measuring(l, "5.1").forge(`[`+judgedWithOne+`]`, `[]`)
	}},
	"schema-control-of-no-entry":         {record.FaultSchema, "a control that is judged with a value of the genesis", miscontrolled(`"entry":7`, `"entry":0`)},
	"schema-control-with-a-lot-too-long": {record.FaultSchema, "a control of a lot whose name is too long", miscontrolled(`"lot":"4417","sd":"0.20","target":"5.0"},"field"`, `"lot":"`+strings.Repeat("4", 101)+`","sd":"0.20","target":"5.0"},"field"`)},
	"schema-control-with-too-many-others": {record.FaultSchema, "a control that is judged with more than any rule looks at", func(l *recordtest.Log) {
		b := measuring(l, "5.1")
		b.forge(judgedWithOne, strings.TrimSuffix(strings.Repeat(judgedWithOne+",", 19), ","))
	}},
}

// judgedWithOne is how the first control of measuring stands in the one after it.
const judgedWithOne = `{"entry":7,"field":"one","index":1,"lot":"4417","sd":"0.20","target":"5.0","value":"5.1"}`

// miscontrolled is a control whose event is changed before it is logged.
func miscontrolled(old, replacement string) func(*recordtest.Log) {
	return func(l *recordtest.Log) { measuring(l, "5.1").forge(old, replacement) }
}

// forge appends a control of which a part of the payload is another.
func (b *bench) forge(old, replacement string) {
	b.Append(b.Start(worker, "r-9999")...)
	payload := string(b.Event(worker, "r-9999", level("one", "5.41", b.made...)).Payload)
	if !strings.Contains(payload, old) {
		b.T.Fatalf("no %q in %s", old, payload)
	}
	b.Force(record.Sealed{Payload: []byte(strings.Replace(payload, old, replacement, 1))})
}
