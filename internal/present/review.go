package present

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"soprun/internal/model"
	"soprun/sop/run"
)

const reviewName = "review"

// review is the queue of the records that wait for a supervisor: those with exceptions
// first, each from the oldest on.
var review = func() List {
	l := of(List{
		Name: reviewName, Key: "w", Command: "review", Does: "the records that wait for a supervisor, exceptions first, then the oldest",
		Title: "Review", Rows: "To review", Row: "record", Opens: "record", Queue: true, Long: true,
		Empty: "Nothing waits for a supervisor. A record waits here where its page asks for one, or where something in it was not as the page says.",
		Unfit: "No record that waits has these words.", Together: []Form{countersigning(Case{})}, Marked: signingMarked, Aside: sendingBack, Open: openReview,
	}, completionKind)
	l.Read = readQueue
	l.Cells, l.Says = func(r Row, now time.Time) []Cell { return queueCells(r.fact.(model.Completion), now) }, func(r Row, now time.Time) string {
		c := r.fact.(model.Completion)
		return fmt.Sprintf("%s: %s, %s, %s, waits for %s.", c.Title, c.Person.Name, Minute(c.At, now.Location()), wrongWords(c), age(now.Sub(c.At)))
	}
	return l
}()

// A place in the queue is a number that falls from its top to its end: of a record with
// exceptions below ofWrong, of another one below ofClean. Either is the top of its part.
const (
	ofWrong int64 = 1 << 62
	ofClean int64 = 1 << 61
)

// placeOf returns where a record stands in the queue.
func placeOf(c model.Completion) int64 {
	if c.Wrong() {
		return ofWrong - c.Entry
	}
	return ofClean - c.Entry
}

// readQueue reads a part of the queue. Either half is read from the log as it is.
func readQueue(ctx context.Context, r Reader, q model.Query, from model.From) (out model.Part[Row], err error) {
	q.Open = true
	wrong, clean := q, q
	wrong.Exceptions, clean.Clean = true, true
	counted := func(q model.Query) (int, error) {
		q.Limit = 1
		part, err := r.CompletionsFrom(ctx, q, model.From{})
		return part.Of, err
	}
	place, inWrong := from.Entry, from.Entry > ofClean || from.Entry == 0 && !from.Oldest
	half, of := clean, ofClean
	if inWrong {
		half, of = wrong, ofWrong
	}
	at := model.From{Oldest: !from.Oldest} // the oldest stands on top
	if place > 0 {
		at.Entry = of - place
	}
	part, err := r.CompletionsFrom(ctx, half, at)
	if err != nil {
		return out, err
	}
	slices.Reverse(part.Rows)
	out = model.Part[Row]{Next: of - part.Next, More: part.More, Looked: part.Looked, Of: part.Of}
	for _, c := range part.Rows {
		row := completionKind.rowOf(c)
		row.Entry = placeOf(c)
		out.Rows = append(out.Rows, row)
	}
	other, next := wrong, ofWrong
	if inWrong {
		other, next = clean, ofClean
	}
	n, err := counted(other)
	if out.Of += n; inWrong == from.Oldest { // it came by the other half
		out.Looked += n
	} else if !out.More && n > 0 {
		out.Next, out.More = next, true
	}
	return out, err
}

// wrongWords says how a record ended, and in how many ways not as the page says.
func wrongWords(c model.Completion) string {
	text := string(c.Outcome)
	switch n := len(counted(c)); {
	case c.Disputed:
		text = "DISPUTED"
	case c.Outcome == run.OutcomeEnded, c.Outcome == run.OutcomeStopped:
	case n > 0:
		text = Number(n, "exception")
	case len(c.Amended) > 0:
		text = "amended"
	case len(c.Answered) > 0:
		text = "answered"
	}
	return text
}

func queueCells(c model.Completion, now time.Time) []Cell {
	what := Cell{Text: wrongWords(c), Tone: Quiet, At: End, Width: 13}
	if c.Wrong() {
		what.Tone = Caution
	}
	if c.Disputed {
		what.Tone = Danger
	}
	return []Cell{
		{Text: c.Person.Name, Width: nameWidth},
		{Text: c.Title, At: Main, Lead: true},
		what,
		{Text: age(now.Sub(c.At)), Tone: Quiet, At: End, Width: ageWidth},
	}
}

// ageWidth is how wide an age is, in cells.
const ageWidth = len("999 days")

// openReview opens a record on what is wrong with it.
func openReview(s Sources, name string, zone *time.Location) (Opened, error) {
	o, err := openRecord(s, name, zone)
	o.Doc = reviewing(o.Case.Record, zone)
	return o, err
}

// reviewing words a record for who reviews it: what is wrong first, then every value beside
// its limits, then who signed what.
func reviewing(rec model.Record, zone *time.Location) Doc {
	all := Record(rec, zone)
	if why := Alone(rec); why != "" {
		all = append(Doc{{"By itself", said(Caution, "It is signed for alone: "+why+".")}}, all...)
	}
	for i := range all {
		if all[i].Heading == "Steps" {
			all[i].Lines = withoutNotRequired(all[i].Lines)
		}
	}
	all = slices.DeleteFunc(all, func(s Section) bool { return s.Heading == "Shows" })
	first := []string{"By itself", "Exceptions", "Incidents", "Sent back", "Steps", "Performed", "Signed", "Countersigned"}
	slices.SortStableFunc(all, func(a, b Section) int { return rankIn(first, a.Heading) - rankIn(first, b.Heading) })
	page := said(Quiet, fmt.Sprintf("%s v%s, text %s", rec.SOP, rec.Version, short16(rec.SHA256)))
	return append(all, Section{"Page", page})
}

// withoutNotRequired leaves out the steps of a record that nobody had to do, and says how many
// they are: what has to be read is read.
func withoutNotRequired(lines []Said) (out []Said) {
	left, leaves := 0, false
	for _, l := range lines {
		if l.Level == 0 {
			if leaves = l.State == string(run.NotRequired); leaves {
				left++
			}
		}
		if !leaves {
			out = append(out, l)
		}
	}
	if left > 0 {
		out = append(out, Said{Text: Number(left, "step") + map[bool]string{true: " was", false: " were"}[left == 1] + " not required.", Tone: Quiet})
	}
	return out
}

func rankIn(list []string, heading string) int {
	if i := slices.Index(list, heading); i >= 0 {
		return i
	}
	return len(list)
}

func short16(sum string) string { return sum[:min(16, len(sum))] }

// Alone says why a record is countersigned by itself, never among others; "" where it need
// not be.
func Alone(rec model.Record) string {
	is := func(kinds ...run.ExceptionKind) bool {
		return slices.ContainsFunc(rec.Summary.Exceptions, func(e run.Exception) bool { return slices.Contains(kinds, e.Kind) })
	}
	switch {
	case rec.Signature != "":
		return "its signature does not hold"
	case rec.Disputed, len(rec.DisputedActs) > 0, rec.AmendDisputed():
		return "somebody's signature in it is disputed"
	case rec.Outcome == run.OutcomeEnded:
		return "its page ended it"
	case rec.Outcome == run.OutcomeStopped:
		return "it was stopped"
	case slices.ContainsFunc(rec.Walked.Steps(), func(s run.Step) bool { return s.Critical && (s.State == run.NotDone || s.State == run.NotApplicable) }):
		return "a critical step was not done"
	case is(run.IsDoneAgain):
		return "a step was done again"
	case is(run.IsTakenOver):
		return "it was taken over"
	}
	return ""
}

// The words that stand for what was found about exceptions, by how they are typed.
var remarks = []struct{ short, words string }{{"1", "discussed"}, {"2", "action is enough"}}

// Remark is the comment that was typed: one of the remarks by its number, or the words.
func Remark(typed string) string {
	typed = strings.TrimSpace(typed)
	for _, r := range remarks {
		if typed == r.short {
			return r.words
		}
	}
	return typed
}

// AskRemark is what is asked of who countersigns a record with exceptions.
const AskRemark = "1 discussed, 2 action is enough, or your own words, like: raised as INC-204."

// errRemark refuses a countersignature without one.
func errRemark() error {
	return fmt.Errorf("there are exceptions: say in the comment what you found (discussed, action is enough, raised as INC-204)")
}

// MostTogether is how many records are signed for with one passphrase.
const MostTogether = 25

// signingMarked countersigns what was looked through, each with what was said of it then.
var signingMarked = func() Form {
	f := countersigning(Case{})
	f.Asks = f.Asks[:1]
	return f
}()

// ReadingTime is how long a record takes to read before it is countersigned: what is wrong,
// and every value (H34).
func ReadingTime(rec model.Record, zone *time.Location) time.Duration {
	words := 0
	for _, s := range Record(rec, zone) {
		for _, l := range s.Lines {
			if s.Heading == "Exceptions" || s.Heading == "Incidents" || s.Heading == "Steps" && l.Level > 0 {
				words += len(strings.Fields(l.Label + " " + l.Text))
			}
		}
	}
	return max(time.Second, time.Duration(words)*time.Second/wordsPerSecond)
}

const wordsPerSecond = 5

// MostFast is how many records in a row, each marked faster than it can be read, are asked
// about.
const MostFast = 3

// RemarkOn is what is asked of who marks a record: what they found about its exceptions,
// and why so fast. It has no label where nothing is asked.
func RemarkOn(rec model.Record, fast int) Ask {
	switch wrong := rec.Wrong(); {
	case fast >= MostFast && wrong:
		return Ask{Label: "Why so fast", Help: fastHelp + " There are exceptions: say what you found, too."}
	case fast >= MostFast:
		return Ask{Label: "Why so fast", Help: fastHelp}
	case wrong:
		return Ask{Label: "What you found", Help: AskRemark}
	}
	return Ask{}
}

const fastHelp = "Three in a row faster than they can be read. It stands in the record, as your comment."

// RemarkAs is the comment that was typed as an answer to it. What is no word is refused by itself: a
// number of a remark says nothing of why.
func RemarkAs(typed string, fast int) (string, error) {
	said := typed
	if fast < MostFast {
		said = Remark(typed)
	}
	if err := run.CheckWords(said); err != nil {
		return "", err
	}
	if fast >= MostFast {
		said = "Three in a row faster than they can be read: " + strings.TrimSpace(typed)
	}
	return said, nil
}

// AfterInQueue returns the record that stands behind another one in the queue, false where
// none does.
func AfterInQueue(r Reader, c model.Completion) (name string, ok bool, err error) {
	for from, more := (model.From{Entry: placeOf(c)}), true; more; {
		part, err := readQueue(context.Background(), r, model.Query{Limit: 1}, from)
		if err != nil {
			return "", false, err
		}
		if n := len(part.Rows); n > 0 {
			return part.Rows[0].Name, true, nil
		}
		from.Entry, more = part.Next, part.More
	}
	return "", false, nil
}

// reviewTask is the task of who reviews, nil where no record waits.
func reviewTask(r Reader) (*Task, error) {
	ctx := context.Background()
	all, err := r.CompletionsFrom(ctx, model.Query{Open: true, Limit: 1}, model.From{Oldest: true})
	if err != nil || all.Of == 0 {
		return nil, err
	}
	wrong, err := r.CompletionsFrom(ctx, model.Query{Open: true, Exceptions: true, Limit: 1}, model.From{})
	t := &Task{Group: GroupSupervisor, Text: Number(all.Of, "record") + " to review", List: reviewName, N: all.Of}
	if wrong.Of > 0 {
		t.Text += fmt.Sprintf(", %d with exceptions", wrong.Of)
	}
	if n := len(all.Rows); n > 0 {
		t.Since = all.Rows[n-1].At
	}
	return t, err
}
