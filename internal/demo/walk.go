package demo

import (
	"cmp"
	"fmt"
	"math/big"
	"strings"
	"time"

	"soprun/internal/station"
	"soprun/sop"
	"soprun/sop/run"
)

// walk is one run from its start to its signature.
func (d *department) walk() error {
	p := d.pages[d.dice.IntN(len(d.pages))]
	who := members[1+d.dice.IntN(len(members)-1)].ID
	name, err := d.station.StartRun(who, p.proc)
	if err != nil {
		return err
	}
	r, err := run.New(p.proc)
	if err != nil {
		return err
	}
	w := walker{department: d, name: name, who: who, run: r}
	if err := w.do(run.Begin{}); err != nil {
		return err
	}
	for !w.run.Finished() {
		d.pass(4*time.Second, 40*time.Second)
		if err := w.do(w.next()); err != nil {
			return err
		}
	}
	for _, dev := range w.run.Deviations() {
		if dev.Action == nil {
			if err := w.do(run.ActOn{Deviation: dev.Number, Text: w.pick(actions)}); err != nil {
				return err
			}
		}
	}
	return w.signOff()
}

type walker struct {
	*department
	name, who string
	run       run.Run
	wrong     *run.Correct // a value that is about to be corrected
}

var (
	actions = []string{"Told the shift lead.", "Took it out of use and put the sign on.", "Repeated with a fresh batch; in limits.", "Moved the stock and logged a fault."}
	reasons = []string{"misread the display", "typed into the wrong line", "read the old label"}
	notDone = []string{"equipment in use elsewhere", "no stock left", "called away to an urgent sample"}
	notHere = []string{"not fitted on this model", "nothing of it in use today"}
)

func (d *department) pick(words []string) string { return words[d.dice.IntN(len(words))] }

// do takes an action and stores its events, as the screen would.
func (w *walker) do(a run.Action) error {
	events, err := w.run.Do(a, w.who, w.clock)
	if err != nil {
		return fmt.Errorf("%s: %#v: %w", w.run.Procedure().Meta.ID, a, err)
	}
	if len(events) == 0 {
		return nil
	}
	stored, err := w.station.AppendEvents(w.name, w.who, events)
	if err != nil {
		return err
	}
	w.run, err = w.run.After(stored...)
	return err
}

// next chooses what is done to the current step: nearly always what the page
// asks for.
func (w *walker) next() run.Action {
	s, _ := w.run.Current()
	if _, pending := s.PendingAlert(); pending {
		return run.Acknowledge{}
	}
	for _, dev := range w.run.Deviations() {
		if dev.Step == s.ID && dev.Action == nil {
			return run.ActOn{Deviation: dev.Number, Text: w.pick(actions)}
		}
	}
	if w.wrong != nil {
		c := *w.wrong
		w.wrong = nil
		return c
	}
	if f, n, missing := s.MissingField(); missing {
		return w.answer(s, f, n)
	}
	switch roll := w.dice.IntN(100); {
	case roll == 0 && len(s.Values) == 0:
		return run.MarkNotDone{Reason: w.pick(notDone)}
	case roll == 1 && len(s.Values) == 0 && !s.Critical:
		return run.MarkNotApplicable{Reason: w.pick(notHere)}
	case s.Critical:
		return run.Confirm{}
	default:
		return run.Complete{}
	}
}

// answer enters a value: in limits, or now and then outside them or to be
// corrected at once.
func (w *walker) answer(s run.Step, f sop.Field, n int) run.Action {
	a := Answer(f, w.dice.IntN(1000), w.clock)
	if f.Type != sop.Number {
		return a
	}
	switch w.dice.IntN(40) {
	case 0:
		if out, ok := outside(f); ok {
			a.Text = out
		}
	case 1:
		right := Answer(f, w.dice.IntN(1000), w.clock).Text
		if right != a.Text {
			w.wrong = &run.Correct{Step: s.ID, Field: f.Name, Index: n, Text: right, Reason: w.pick(reasons)}
		}
	}
	return a
}

// Answer returns a value that a field accepts. The same n gives the same
// answer; n runs from 0 to 999 over the range.
func Answer(f sop.Field, n int, now time.Time) run.Record {
	out := run.Record{Field: f.Name}
	switch f.Type {
	case sop.Number:
		out.Text = within(f, n)
	case sop.Choice:
		out.Text = f.Choices[n%len(f.Choices)]
	case sop.YesNo:
		out.Text = "yes"
		if f.Expect != "" {
			out.Text = f.Expect
		}
	case sop.Date:
		out.Text = now.AddDate(0, 0, 30+n%300).Format(time.DateOnly)
	case sop.Clock:
		out.Text = now.Format("15:04")
	case sop.Scan:
		out.Text = scanned(f.Pattern, n)
	case sop.File:
		out.Text, out.SHA256 = "trace.pdf", strings.Repeat(fmt.Sprintf("%02x", n%256), 32)
	default:
		out.Text = "as labelled"
	}
	return out
}

// within returns a decimal n thousandths into the accepted range, with the
// range's own decimals. An open end is that of what is possible, or else 10 away
// from the other end.
func within(f sop.Field, n int) string {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(f.Places)), nil)
	low, high := rat(cmp.Or(f.Accepted.Low, f.Possible.Low), scale), rat(cmp.Or(f.Accepted.High, f.Possible.High), scale)
	ten := new(big.Int).Mul(big.NewInt(10), scale)
	switch {
	case low == nil && high == nil:
		low, high = new(big.Int), ten
	case low == nil:
		low = new(big.Int).Set(high)
	case high == nil:
		high = new(big.Int).Add(low, ten)
	}
	span := new(big.Int).Sub(high, low)
	span.Mul(span, big.NewInt(int64(n%1000))).Div(span, big.NewInt(999))
	return decimal(span.Add(span, low), f.Places)
}

// rat returns a limit times scale, or nil for an open end.
func rat(d *sop.Decimal, scale *big.Int) *big.Int {
	if d == nil {
		return nil
	}
	r, _ := new(big.Rat).SetString(d.String())
	r.Mul(r, new(big.Rat).SetInt(scale))
	return new(big.Int).Div(r.Num(), r.Denom())
}

func decimal(unscaled *big.Int, places int) string {
	return new(big.Rat).SetFrac(unscaled, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)).FloatString(places)
}

// outside returns a value just above or below the accepted range that is still
// possible.
func outside(f sop.Field) (string, bool) {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(f.Places)), nil)
	for _, end := range []struct {
		limit *sop.Decimal
		by    int64
	}{{f.Accepted.High, 1}, {f.Accepted.Low, -1}} {
		if end.limit == nil {
			continue
		}
		text := decimal(new(big.Int).Add(rat(end.limit, scale), big.NewInt(end.by)), f.Places)
		if d, err := sop.ParseDecimal(text); err == nil && f.Possible.Place(d) == 0 {
			return text, true
		}
	}
	return "", false
}

// scanned returns a text that fits a pattern.
func scanned(pattern string, n int) string {
	if pattern == "" {
		return fmt.Sprintf("LOT%06d", n*37)
	}
	digits := fmt.Sprintf("%06d", n*37)
	out := ""
	for i, c := range pattern {
		switch c {
		case '#':
			out += string(digits[i%len(digits)])
		case '@':
			out += "A"
		case '*':
			out += digits
		default:
			out += string(c)
		}
	}
	return out
}

func (w *walker) signOff() error {
	w.pass(20*time.Second, time.Minute)
	draft, err := w.station.Prepare(w.name, w.who, station.SummaryOf(w.run.Summarise()))
	if err != nil {
		return err
	}
	entry, err := w.station.SignWith(draft, w.signers[w.who])
	if err != nil {
		return err
	}
	w.signed = append(w.signed, signed{entry, w.who})
	return nil
}
