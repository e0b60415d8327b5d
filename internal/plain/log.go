package plain

import (
	"errors"
	"fmt"
	"slices"

	"soprun/internal/model"
	"soprun/internal/present"
)

// log lists the signed completions, newest first.
func (p *program) log() {
	l := &listing{}
	p.sayNext(l)
	if checked := present.Checked(p.bench.Here().Checked, p.cfg.Now()); checked != "" {
		p.d.sayf("The signatures of the log: %s.", checked)
	}
	if exposed, err := p.bench.Exposure(); !p.trouble(err) {
		p.d.say(present.Exposed(exposed, p.cfg.Now()))
	}
	look := func(words string) outcome {
		*l = listing{words: words}
		p.sayNext(l)
		return stay
	}
	forms := formCommands(p, present.LogForms)
	p.menu(func() menu {
		return menu{
			prompt: "Log. Type a number, words to filter, v to verify, b to go back, ? for help",
			help:   "A number opens what was said with it. Words filter by title, person, run, code or outcome.",
			commands: append([]command{
				{"m", "more", "say the next ones", func() outcome { return p.then(func() { p.sayNext(l) }) }},
				{"a", "all", "say all again from the newest", func() outcome { return look("") }},
				{"v", "verify", "check every entry of the log again", func() outcome { return p.then(p.verify) }},
				back,
			}, forms...),
			answer: func(line string) outcome {
				n := number(line)
				switch {
				case n == 0:
					return look(line)
				case n > len(l.said):
					p.d.say(l.beyond(n))
				default:
					p.record(l.said[n-1])
				}
				return stay
			},
		}
	})
}

func (p *program) completionWords(c model.Completion) string {
	result, _ := present.Result(c)
	return fmt.Sprintf("%s: %s, %s, %s, %s.", c.Title, c.Person.Name, p.when(c.At), result, present.ReviewBy(c, present.Printed))
}

// verify checks the whole log and says what was found.
func (p *program) verify() {
	p.d.say("Checking every entry of the log.")
	p.d.flush()
	verdict, err := p.bench.Verify(p.d.ctx, func(int64, int64) {})
	if p.trouble(err) {
		return
	}
	if verdict.OK() {
		p.d.sayf("The log verifies: %d entries.", verdict.Entries)
		return
	}
	p.d.sayf("THE LOG DOES NOT VERIFY. Faults: %d.", len(verdict.Faults))
	for _, f := range verdict.Faults {
		place := fmt.Sprintf("Entry %d", f.Entry)
		if f.Entry < 0 {
			place = "The log"
		}
		p.d.sayf("%s: %s %s", place, f.What, f.Do)
	}
}

// record says one completion in full; a supervisor countersigns it here.
func (p *program) record(entry int64) {
	if p.sayRecord(entry) {
		p.recordMenu(entry)
	}
}

// recordMenu asks what to do with a completion.
func (p *program) recordMenu(entry int64) {
	p.menu(func() menu {
		commands := []command{
			{"r", "read", "say the whole record", func() outcome { return p.then(func() { p.sayRecord(entry) }) }},
			back,
		}
		for i, f := range slices.Backward(present.RecordForms(present.Case{})) {
			commands = append([]command{{f.Key, f.Name, f.Does, func() outcome {
				p.fillRecord(entry, i)
				return stay
			}}}, commands...)
		}
		return menu{prompt: fmt.Sprintf("Entry %d. Type r to read it, c to countersign, a to amend a value, b to go back, ? for help", entry), commands: commands}
	})
}

// fillRecord fills in one of the forms about a record that was read.
func (p *program) fillRecord(entry int64, form int) {
	f := present.RecordForms(present.Case{})[form]
	if !p.heard[entry] {
		p.d.say("Read it first: type r. Nobody signs for a record that they did not read.")
		return
	}
	rec, err := p.bench.Record(entry)
	if p.trouble(err) {
		return
	}
	people, err := p.bench.People()
	if p.trouble(err) {
		return
	}
	c := present.Case{People: people, Record: rec}
	if f.Picks {
		p.during(f.Undone, func() {
			if c.Value, err = p.pickValue(rec); err == nil {
				p.fill(present.RecordForms(c)[form], c)
			}
		})
		return
	}
	p.fill(f, c)
}

// errNotPicked is that somebody went back, or that there is nothing to pick.
var errNotPicked = errors.New("no value was picked")

// pickValue asks which recorded value it is about.
func (p *program) pickValue(rec model.Record) (model.Standing, error) {
	values := rec.Amendable()
	if len(values) == 0 {
		p.d.say("There is no recorded value to amend.")
		return model.Standing{}, errNotPicked
	}
	rows := make([]string, len(values))
	for i, v := range values {
		rows[i] = fmt.Sprintf("Step %d. %s: %s.", v.Step.Number, present.Label(v.Field), present.Reading(v.Field, v.Text()))
	}
	n, ok := p.choose("Number of the value that is to be amended", rows, nil)
	if !ok {
		return model.Standing{}, errNotPicked
	}
	return values[n], nil
}

// sayRecord says one completion in full and reports whether it could be read.
func (p *program) sayRecord(entry int64) bool {
	rec, err := p.bench.Record(entry)
	if p.trouble(err) {
		return false
	}
	p.d.sayf("Entry %d. %s, %s version %s, run %s.", entry, rec.Title, rec.SOP, rec.Version, rec.Run)
	p.saySections(present.Record(rec, p.cfg.Now().Location()))
	p.heard[entry] = true
	return true
}

// saySections says a document: each heading, then its lines as sentences.
func (p *program) saySections(doc []present.Section) {
	for _, s := range doc {
		p.d.say(s.Heading + ":")
		for _, l := range s.Lines {
			p.d.say(lineWords(l))
		}
	}
}

// lineWords makes one sentence after the other of a line.
func lineWords(l present.Said) string {
	text := l.Text
	if l.Label != "" {
		text = l.Label + ": " + text
	}
	if l.Mark == "" && l.Number > 0 {
		text = fmt.Sprintf("Step %d. %s", l.Number, text)
	}
	if l.Limits != "" {
		text += " (" + l.Limits + ")"
	}
	out := present.Sentence(text)
	if l.Mark != "" {
		out = fmt.Sprintf("%s Step %d. %s %s", l.Mark, l.Number, present.Sentence(l.State), out)
	}
	if l.Flag != "" {
		out += " " + present.Sentence(l.Flag)
	}
	if l.More != "" {
		out += " " + present.Sentence(l.More)
	}
	return out
}
