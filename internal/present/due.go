package present

import (
	"fmt"
	"hash/fnv"
	"time"

	"soprun/internal/model"
)

// due is what waits to be done.
var due = short(List{
	Name: "due", Key: "u", Command: "due", Does: "what is due, late, or missed and to be explained",
	Title: "Due", Rows: "Due", Row: "slot", Opens: "slot",
	Empty: "Nothing is due now. What is due follows from the schedules of the pages that are approved.", Unfit: "Nothing that is due has these words.",
	Only:  &Only{Key: "c", Flag: "missed", Does: "only what was missed, or all", Heading: "MISSED, TO BE EXPLAINED", Empty: "Nothing was missed that nobody explained."},
	Forms: []Form{explaining},
}, slotKind, func(r Reader) ([]model.Slot, error) { return r.DueNow() })

// The states of a slot that wait for somebody.
const (
	slotDue    = "due"
	slotLate   = "late"
	slotMissed = "missed"
)

// explaining says why slots were missed.
var explaining = Form{
	Name: "explain", Key: "x", Does: "explain why it was missed", Row: true, Done: always("Explained. It stays missed."), Undone: "Nothing was explained.",
	For: func(c Case) bool { return c.Slot.State == slotMissed || c.Slot.SOP == "" },
	Asks: []Ask{
		{Name: "sop", Label: "Procedure", Help: "Its id, like SOP-EQ-014.", Check: approved, Start: func(c Case, _ Answers) string { return c.Slot.SOP }},
		{
			Name: "item", Label: "Item", Help: "For which it was missed.", Empty: "where it is due as a whole", Kind: Optional, Start: func(c Case, _ Answers) string { return c.Slot.Item },
			Check: func(n Names, before Answers, text string) error { return itemOf(before["sop"])(n, before, text) },
		},
		{Name: "first", Label: "First slot", Help: "Like 2026-11-28, or 2026-11-28T08:00 where it is due by the hour.", Check: aSlot, Start: func(c Case, _ Answers) string { return c.Slot.Name }},
		{Name: "last", Label: "Last slot", Help: "Of several in a row.", Empty: "for the first alone", Kind: Optional, Check: aSlot},
		{Name: "reason", Label: "Why", Help: "In ten letters or more. It stays missed.", Check: tenLetters},
		{Name: Signer, Label: "Who explains it", Help: "Short name of who signs it.", Check: enrolled, Prompt: "Short name of who explains it", More: "The passphrase is asked next."},
	},
	Act: func(_ Case, in Answers) (model.Act, error) {
		return model.Explain{SOP: in["sop"], Item: in["item"], First: in["first"], Last: in["last"], Reason: in["reason"]}, nil
	},
}

// aSlot refuses what is no name of a slot.
func aSlot(_ Names, _ Answers, text string) error {
	for _, form := range []string{time.DateOnly, "2006-01-02T15:04"} {
		if _, err := time.Parse(form, text); err == nil {
			return nil
		}
	}
	return fmt.Errorf("%q is no slot: write it like 2026-11-28, or 2026-11-28T08:00", text)
}

// DueWords words by when a slot is to be done, and how late it is.
func DueWords(s model.Slot, now time.Time) (text string, tone Tone) {
	switch s.State {
	case slotLate:
		return LateBy(s), Caution
	case slotMissed:
		text = "MISSED " + missedDay(s.Due, now)
		if s.More > 0 {
			text += fmt.Sprintf(" +%d", s.More)
		}
		return text, Caution
	default:
		return "by " + dueAt(s.Due, now), Quiet
	}
}

// dueAt words an instant of today by its time, of another day by that.
func dueAt(at, now time.Time) string {
	at = at.In(now.Location())
	switch midnight := at.Hour() == 0 && at.Minute() == 0; {
	case midnight && at.Sub(now) <= 24*time.Hour:
		return "the end of today"
	case midnight:
		return "the end of " + lastDay(at)
	case at.Format(time.DateOnly) == now.Format(time.DateOnly):
		return at.Format("15:04")
	default:
		return at.Format("Mon 2 Jan 15:04")
	}
}

// lastDay is the day that an instant ends, or is on.
func lastDay(at time.Time) string { return at.Add(-time.Nanosecond).Format("Mon 2 Jan") }

// missedDay is the day of a slot that was missed, with its year where that is long ago.
func missedDay(at, now time.Time) string {
	if last := at.Add(-time.Nanosecond); now.Sub(at) > 180*24*time.Hour {
		return last.Format("2 Jan 2006")
	}
	return lastDay(at)
}

// moreMissed words what stands behind a slot that was missed long ago.
func moreMissed(s model.Slot) string {
	return fmt.Sprintf("%s after it, more than 31 days ago too, %s missed and not explained: each stands on the chart of the slots, and one explanation is for up to 31 in a row.", Number(s.More, "slot"), map[bool]string{true: "was", false: "were"}[s.More == 1])
}

// LateBy words how late a slot is, or was done.
func LateBy(s model.Slot) string {
	switch {
	case s.DaysLate > 0:
		return Number(s.DaysLate, "day") + " late"
	case s.Late < time.Hour:
		return fmt.Sprintf("%d min late", max(1, int(s.Late/time.Minute)))
	default:
		return fmt.Sprintf("%d h %d min late", int(s.Late/time.Hour), int(s.Late/time.Minute)%60)
	}
}

// slotTitle names what is due.
func slotTitle(s model.Slot) string {
	if s.Item == "" {
		return s.Title
	}
	return s.Title + "  " + s.Item
}

// nameOfSlot is what a slot is typed as.
func nameOfSlot(s model.Slot) string {
	if s.Item == "" {
		return s.SOP + "@" + s.Name
	}
	return s.SOP + "@" + s.Name + ":" + s.Item
}

// numberOf tells a row that is no entry from the others.
func numberOf(name string) int64 {
	h := fnv.New64a()
	h.Write([]byte(name))
	return int64(h.Sum64() >> 1)
}

var slotKind = kind[model.Slot]{
	row:   func(s model.Slot) (int64, string) { name := nameOfSlot(s); return numberOf(name), name },
	only:  func(s model.Slot) bool { return s.State == slotMissed },
	about: func(s model.Slot, c *Case) { c.Slot = s },
	chart: func(s model.Slot) ChartOf { return ChartOf{SOP: s.SOP, Kind: OfSlots} },
	cells: func(s model.Slot, now time.Time) []Cell {
		text, tone := DueWords(s, now)
		return []Cell{{Text: text, Tone: tone, Width: 22}, {Text: slotTitle(s), At: Main, Lead: true}, {Text: s.SOP, Tone: Quiet, At: End, Width: 12}}
	},
	says: func(s model.Slot, now time.Time) string {
		text, _ := DueWords(s, now)
		return fmt.Sprintf("%s, %s: %s.", slotTitle(s), s.SOP, text)
	},
	prints: func(s model.Slot, now time.Time) string {
		text, _ := DueWords(s, now)
		return fmt.Sprintf("%-32s %-22s %s", nameOfSlot(s), text, slotTitle(s))
	},
	opened: func(s model.Slot, zone *time.Location) Opened {
		text, tone := DueWords(s, s.Due)
		lines := []Said{{Text: "Due " + Minute(s.Due, zone) + "."}, {Text: Capital(text) + ".", Tone: tone}}
		if s.State == slotMissed {
			lines = append(lines, said(Awaited, "Whoever knows explains why. It stays missed.")...)
			if s.More > 0 {
				lines = append(lines, Said{Text: moreMissed(s), Tone: Caution})
			}
		}
		return Opened{Title: s.Title, Which: s.SOP, Who: s.Item, Doc: Doc{
			{"Procedure", []Said{{Text: Capital(slotTitle(s)) + ".", Link: Link{Page: s.SOP}}}}, {"Slot " + s.Name, lines},
		}}
	},
	columns: []column[model.Slot]{
		{"id", func(s model.Slot) any { return nameOfSlot(s) }},
		{"sop", func(s model.Slot) any { return s.SOP }},
		{"item", func(s model.Slot) any { return s.Item }},
		{"slot", func(s model.Slot) any { return s.Name }},
		{"due", func(s model.Slot) any { return s.Due.UTC() }},
		{"state", func(s model.Slot) any { return s.State }},
		{"late_minutes", func(s model.Slot) any { return int(s.Late / time.Minute) }},
		{"late_days", func(s model.Slot) any { return s.DaysLate }},
	},
}
