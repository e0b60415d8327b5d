package present

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"soprun/sop"
	"soprun/sop/run"
)

// Label returns a field's label as plain words.
func Label(f sop.Field) string { return Plain(f.Label) }

// Reading words a recorded value: with its unit, a date with its month as a
// word, a file by its name and the start of its hash.
func Reading(f sop.Field, value string) string {
	//exhaustive:enforce
	switch f.Type {
	case sop.Number:
		if f.Unit != "" && f.Unit != "1" && (f.Calc == nil || value != sop.Unknown) {
			return value + " " + f.Unit
		}
	case sop.Date:
		return Day(value)
	case sop.Clock:
		return TimeOfDay(value)
	case sop.File:
		if hash, name, ok := strings.Cut(strings.TrimPrefix(value, "sha256:"), " "); ok {
			return name + " (sha256 " + hash[:min(12, len(hash))] + "...)"
		}
	case sop.Text, sop.Choice, sop.YesNo, sop.Scan: // as it was entered
	}
	return value
}

// Entered words a value that was recorded: a time says its day only where that is not the
// day on which it was entered.
func Entered(f sop.Field, v run.Value, zone *time.Location) string {
	clock, day, err := sop.ClockOf(v.Text)
	if f.Type != sop.Clock || err != nil || day != v.By.At.In(zone).Format(time.DateOnly) {
		return Reading(f, v.Text)
	}
	return clock
}

// TimeOfDay words a time with its day; what is none stays as it is.
func TimeOfDay(value string) string {
	clock, day, err := sop.ClockOf(value)
	if err != nil {
		return value
	}
	return clock + " on " + Day(day)
}

// Day words a date with its month as a word; what is no date stays as it is.
func Day(iso string) string {
	t, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	return t.Format("2 Jan 2006")
}

// Unit returns a field's unit, "" where the page says that it has none.
func Unit(f sop.Field) string {
	if f.Unit == "1" {
		return ""
	}
	return f.Unit
}

// DayRule words which days a date may be, "" for all. What is at most 0 days ago is today.
func DayRule(r sop.DayRule) string {
	if r.Test == sop.AtMostAgo && r.Age.N == 0 {
		return "today"
	}
	return r.String()
}

// Beside words what a value is judged by, for beside it: its limits or the answer
// that is expected; "" where it has none.
func Beside(f sop.Field) string {
	switch {
	case f.Local != "":
		return "not set: " + Safe(f.Local)
	case !f.Accepted.Open() || !f.From.None():
		return rangeOf(f)
	case len(f.Expect) > 0:
		return f.Expected() + " is expected"
	default:
		return DayRule(f.Days)
	}
}

// Limits is Beside as it is said away from the columns of a step.
func Limits(f sop.Field) string {
	text := Beside(f)
	switch {
	case text == "" || f.Local != "" || f.NotAsked || !f.From.None() && f.Accepted.Open():
		return text
	case f.Type == sop.Number:
		return "limits " + text
	case f.Type == sop.Date:
		return "to be " + text
	default:
		return text
	}
}

// Takes words what a field takes, without its unit: its limits, or the form
// that its type is written in.
func Takes(f sop.Field) string {
	switch {
	case f.Local != "":
		return "not set: " + f.Local
	case f.Calc != nil && f.Type == sop.Date:
		return DayRule(f.Days)
	case f.Rounding() != "":
		return "to " + f.Rounding()
	}
	//exhaustive:enforce
	switch f.Type {
	case sop.Number:
		return rangeOf(f)
	case sop.Date:
		switch words := DayRule(f.Days); words {
		case "":
		case "today":
			return "a date: today"
		default:
			return "a date " + words
		}
		return "a date, like 2 Mar 2026"
	case sop.Clock:
		return "a time, like 09:30"
	case sop.Scan:
		if f.GS1 != "" {
			return "scan or type the " + string(f.GS1)
		}
		if f.Pattern != "" {
			return "scan, " + f.PatternWords()
		}
	case sop.File:
		return "path of a file"
	case sop.Choice:
		return strings.Join(f.Choices, ", ")
	case sop.Text, sop.YesNo:
	}
	return string(f.Type)
}

// Typeable words what a line takes that a field is typed into, with the numbers of its
// choices; "" for any text.
func Typeable(f sop.Field) string {
	switch given := f.Type.Facts().Given; {
	case f.Type == sop.YesNo:
		return "yes or no"
	case given == sop.Chosen:
		return numbered(f.Choices)
	case given == sop.InWords:
		return ""
	default:
		return Takes(f)
	}
}

// numbered words choices with the numbers that can be typed for them. Choices
// that are numbers themselves are typed as they are.
func numbered(choices []string) string {
	out := make([]string, len(choices))
	for i, c := range choices {
		if n, err := strconv.Atoi(c); err == nil && n > 0 {
			return strings.Join(choices, ", ")
		}
		out[i] = fmt.Sprintf("%d %s", i+1, c)
	}
	return strings.Join(out, ", ")
}

// Corrected words what a value was before its i-th correction, or how it was judged where
// only its limits are others now: "corrected, was 9600 ppm".
func Corrected(f sop.Field, v run.Value, i int) string {
	old, after := v.Old[i], v.Text
	if i+1 < len(v.Old) {
		after = v.Old[i+1].Text
	}
	if old.Text != after || f.Calc != nil {
		return "corrected, was " + Reading(f, old.Text)
	}
	return "judged again, was " + cmp.Or(old.Mark, "within limits")
}

// CorrectedBecause is Corrected with the reason.
func CorrectedBecause(f sop.Field, v run.Value, i int) string {
	return Corrected(f, v, i) + ": " + strings.TrimPrefix(v.Old[i].By.Reason, "judged again: ")
}
