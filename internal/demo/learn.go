package demo

import (
	"time"

	"soprun/internal/model"
	"soprun/sop"
	"soprun/sop/run"
)

// learner is the trainee who is on the way to a portfolio: supervisors watch their runs in
// turn, and they say what they think of it.
const learner = "l.green"

// watchedOf is of how many runs of the learner one is not watched.
const watchedOf = 5

// lapses is after how many months somebody is watched again in what they were found competent in.
const lapses = 24

// scheme says how somebody is found competent in what the department has approved.
func (d *department) scheme() error {
	var pages []string
	for i, p := range d.pages {
		if pages = append(pages, p.proc.Meta.ID); len(pages) < mostOfScheme && i < len(d.pages)-1 {
			continue
		}
		act := model.SetScheme{
			Scheme: model.Scheme{Pages: pages, Observations: 1, Assessors: 1, Methods: []string{"observed"}, Months: lapses, LeastPieces: 10, MostPieces: 18},
			Reason: "agreed by the department for its trainees",
		}
		if err := d.actNow(members[0].ID, act); err != nil {
			return err
		}
		pages = nil
	}
	return nil
}

// mostOfScheme is how many procedures a scheme has at most.
const mostOfScheme = 50

// What the learner says before a run, and what who watched says of it: the same in each year.
var (
	beforehand = []string{
		"I read the page again, lay everything out, and stop if a value is outside its limits",
		"I check the labels twice: taking the wrong item is what could go wrong",
		"I work in the order of the page; I could forget to wait long enough, so I set the timer",
		"I look at the dates first, because something out of date would spoil the run",
	}
	verdicts = []struct{ help, saw, next string }{
		{"prompted", "Calm and in order; needed a word about the wait before going on.", "Do it again without a word from anybody"},
		{"alone", "Worked in the order of the page and read every value aloud before entering it.", "Explain it to the next trainee"},
		{"helped", "Looked for the label for a long time, and was shown where it is.", "Find every label on the bench before the next run"},
		{"alone", "Saw a value close to its limit, read it again, and said why.", ""},
		{"teaches", "Explained each step while doing it, and answered what was asked.", "Show it to S. Ali"},
	}
	notAgreed = "I had found the label myself before it was shown to me"
)

// beWatched lets the learner say beforehand how they will do a run, and returns who watches;
// "" for nobody, as where they were found competent already.
func (w *walker) beWatched() (by string, err error) {
	can, found := w.competent[w.run.Procedure().Meta.ID]
	if w.who != learner || found && w.clock.Before(can.AddDate(0, lapses, 0)) {
		return "", nil
	}
	if w.learnt++; w.learnt%watchedOf == 0 {
		return "", nil
	}
	by = members[(w.learnt+1)%2].ID
	return by, w.do(run.Observe{Assessor: by, Said: beforehand[w.learnt%len(beforehand)]})
}

// assess says what somebody found who watched, and what the learner says of it. Who had a
// hand in the run meanwhile assesses nothing of it.
func (w *walker) assess(by string, sum run.Summary) error {
	if by == "" || w.hands[by] {
		return nil
	}
	n := w.assessed
	w.assessed++
	v := verdicts[n%len(verdicts)]
	help, outcome := v.help, "not yet"
	if sum.Outcome == run.OutcomeStopped {
		help = "prompted"
	}
	if sop.Unaided(help) {
		outcome = "competent"
		w.competent[w.run.Procedure().Meta.ID] = w.clock
	}
	found := model.Assess{
		Person: w.who, SOP: w.run.Procedure().Meta.ID, Outcome: outcome, Method: "observed", Independence: help, Comment: v.saw, Next: v.next,
	}
	return w.write(func() error {
		found.Run = *w.name
		entry, err := w.sign(by, found)
		if err != nil || n%7 == 6 { // the word of some is still to come
			return err
		}
		word := model.SayAssessed{Entry: entry, Agree: help != "helped"}
		if !word.Agree {
			word.Comment = notAgreed
		}
		_, err = w.sign(w.who, word)
		return err
	})
}

// talked is what the learner was asked, and how they were seen to behave.
var talked = []struct {
	by          string
	code        sop.Code
	method      string
	asked, said string
	ago         int // days
}{
	{"m.rossi", "K7", "question", "What do you do with a pack that is out of date?", "It comes off the shelf, apart from the others, and I log it before I open another one.", 40},
	{"m.rossi", "K16", "question", "Why is a value never typed from memory?", "Because the record has to say what was read, and memory makes it look better than it was.", 40},
	{"j.bell", "K22", "discussion", "What are you responsible for when the floor is wet at the centrifuge?", "To make it safe first, to tell the shift lead, and not to leave it for the next one.", 26},
	{"j.bell", "K26", "discussion", "When do you change gloves?", "Between samples that leaked and clean ones, when they are torn, and before I touch the door or the screen.", 26},
	{"j.bell", "K27", "discussion", "Why is a cracked tube not spun?", "It breaks, the rotor loses its balance, and what was in it is in the air.", 26},
	{"m.rossi", "B4", "employer", "How does L. Green deal with an own mistake?", "Said at once that a label was swapped, stopped, and wrote it down as it was.", 12},
	{"m.rossi", "B6", "employer", "Does L. Green work to the standard when nobody looks?", "The records of the early shift are as complete as those that somebody watched.", 12},
}

// learn records what was asked, and who states that it is the learner's own work.
func (d *department) learn() error {
	day := func(ago int) string { return d.clock.AddDate(0, 0, -ago).Format(time.DateOnly) }
	for _, t := range talked {
		act := model.RecordEvidence{Person: learner, Code: t.code, Method: t.method, Asked: t.asked, Said: t.said, Day: day(t.ago)}
		if err := d.actNow(t.by, act); err != nil {
			return err
		}
	}
	return d.actNow(members[1].ID, model.StateOwnWork{Person: learner, First: day(days), Last: day(0), Comment: "looked through with L. Green, record by record"})
}
