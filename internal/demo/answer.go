package demo

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"soprun/sop"
	"soprun/sop/run"
)

// Answer returns a value that a field accepts. The same n gives the same
// answer; n runs from 0 to 999 over the range.
func Answer(f sop.Field, n int, now time.Time) run.Record {
	out := run.Record{Field: f.Name}
	//exhaustive:enforce
	switch f.Type {
	case sop.Number:
		out.Text = within(f, n)
	case sop.Choice:
		right := f.Choices
		if len(f.Expect) > 0 {
			right = f.Expect
		}
		out.Text = right[n%len(right)]
	case sop.YesNo:
		out.Text = "yes"
		if len(f.Expect) > 0 {
			out.Text = f.Expect[0]
		}
	case sop.Date:
		out.Text = day(f.Days, n, now).Format(time.DateOnly)
	case sop.Clock:
		out.Text = now.Format("15:04")
	case sop.Scan:
		out.Text = scanned(f.Pattern, n)
	case sop.File:
		out.Text, out.SHA256 = "trace.pdf", strings.Repeat(fmt.Sprintf("%02x", n%256), 32)
	case sop.Text:
		out.Text = written(f, n)
	}
	return out
}

// day returns a date that a rule accepts.
func day(rule sop.DayRule, n int, now time.Time) time.Time {
	switch rule.Test {
	case sop.AtMostAgo:
		return now
	case sop.AtLeastAhead:
		return rule.Age.From(now).AddDate(0, 0, n%300)
	default:
		return now.AddDate(0, 0, 30+n%300)
	}
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

// outside returns a value that a field takes and its page does not accept: the first answer
// that is not expected, a day that is past.
func outside(f sop.Field, now time.Time) (string, bool) {
	switch {
	case f.Type == sop.Number:
		return beyond(f)
	case f.Days.Test == sop.AtMostAgo:
		return now.AddDate(-2, 0, 0).Format(time.DateOnly), true
	case f.Days.Test != "":
		return now.AddDate(0, 0, -17).Format(time.DateOnly), true
	}
	answers := f.Answers()
	wrong := func(a string) bool { return len(f.Expect) > 0 && !slices.Contains(f.Expect, a) }
	if i := slices.IndexFunc(answers, wrong); i >= 0 {
		return answers[i], true
	}
	return "", false
}

// beyond returns a value just above or below the accepted range that is still possible.
func beyond(f sop.Field) (string, bool) {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(f.Places)), nil)
	type end struct {
		limit *sop.Decimal
		by    int64
	}
	ends := []end{{f.Accepted.High, 1}, {f.Accepted.Low, -1}}
	if f.Name == "lowest" { // which is not above what the display shows now
		slices.Reverse(ends)
	}
	for _, end := range ends {
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

// slipped returns a figure with another last digit, as it is typed by mistake; the figure
// itself where that is not possible.
func slipped(f sop.Field, text string) string {
	at := len(text) - 1
	if at < 0 || text[at] < '0' || text[at] > '9' {
		return text
	}
	slip := text[:at] + string(rune('0'+(text[at]-'0'+3)%10))
	if d, err := sop.ParseDecimal(slip); err != nil || f.Possible.Place(d) != 0 {
		return text
	}
	return slip
}

// written is what somebody writes into a field of text, by what its label asks for.
func written(f sop.Field, n int) string {
	label := strings.ToLower(f.Label)
	for _, w := range []struct {
		word, text string
		of         int // how many of them there are
	}{
		{"incident", "INC-%04d", 9000},
		{"nonconformance", "NCR-%04d", 900},
		{"fault", "FLT-%04d", 9000},
		{"report", "FLT-%04d", 9000},
		{"service", "SRV-%04d", 900},
		{"order", "ORD-%04d", 9000},
		{"consignment", "CON-%04d", 9000},
		{"reference", "REF-%04d", 9000},
		{"number", "%04d", 9000},
		{"entr", "%04d", 9000},
		{"log", "LOG-%04d", 900},
		{"version", "v2.%d", 9},
		{" at", "store room %d", 4},
		{"place", "bay %d", 6},
	} {
		if strings.Contains(label, w.word) {
			return fmt.Sprintf(w.text, 1+n*7%w.of)
		}
	}
	return "as labelled"
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

// third keeps n of a display's memory in its third of the range, so that the lowest value
// is below the present one, and the highest above.
func third(f sop.Field, n int) int {
	switch f.Name {
	case "lowest":
		return n / 3
	case "now":
		return 333 + n/3
	case "highest":
		return 666 + n/3
	default:
		return n
	}
}

// remembered is what a display remembers, that can lie no nearer than what it shows now.
func remembered(r run.Run, s run.Step, f sop.Field, text string) string {
	now, err := sop.ParseDecimal(valueOf(r, s, "now"))
	d, err2 := sop.ParseDecimal(text)
	if err != nil || err2 != nil {
		return text
	}
	if c := d.Cmp(now); f.Name == "lowest" && c > 0 || f.Name == "highest" && c < 0 {
		return now.String()
	}
	return text
}
