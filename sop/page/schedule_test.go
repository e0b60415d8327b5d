package page_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"soprun/sop"
	"soprun/sop/page"
)

// scheduled is a page with a schedule.
func scheduled(schedule string) []byte {
	return []byte(strings.Replace(bench, "sign: performer\n", "sign: performer\nschedule: "+schedule+"\n", 1) +
		"1. Identify it. `#identify`\n   - Fridge: `unit: scan FR-###`\n")
}

func TestThePageSaysHowOftenItIsToBeDone(t *testing.T) {
	p, findings := page.Parse(scheduled("weekly mon by 10:00 grace 2 h"))
	want, err := sop.ParseSchedule("weekly mon by 10:00 grace 2 h")
	if err != nil || len(findings) > 0 || p.Meta.Schedule != want {
		t.Errorf("read as %+v (%v, %v)", p.Meta.Schedule, findings, err)
	}
}

func TestFormattingWritesAScheduleInItsOneForm(t *testing.T) {
	for written, want := range map[string]string{
		"daily by 9:00": "daily by 09:00", "'daily  by 09:00'": "daily by 09:00", `"every 6 month"`: "every 6 months", "every 4 h from 0000 # by the wall": "every 4 h # by the wall",
		// what is right, or cannot be read, stays
		"'daily by 09:00'": "'daily by 09:00'", "weekly mon": "weekly mon", "weekly monday": "weekly monday", "every 5 h": "every 5 h",
	} {
		got, err := page.Format(scheduled(written))
		if err != nil || !bytes.Equal(got, scheduled(want)) {
			t.Errorf("%s: %v\n%s", written, err, got)
		}
	}
}

func TestAChangedScheduleIsNamed(t *testing.T) {
	read := func(schedule string) *sop.Procedure {
		p, findings := page.Parse(scheduled(schedule))
		if page.HasErrors(findings) {
			t.Fatal(findings)
		}
		return p
	}
	got := fmt.Sprint(page.Diff(read("daily by 9:00"), read("daily by 09:00 grace 10 min")))
	if got != "[schedule: daily by 09:00 grace 10 min, was daily by 09:00]" {
		t.Error(got)
	}
	if got := page.Diff(read("daily by 9:00"), read("daily by 09:00")); len(got) > 0 {
		t.Errorf("the same schedule in other words: %v", got)
	}
}

func TestHintsNameTheListAndTheFieldThatTheScheduleMeans(t *testing.T) {
	all := vectors(t)
	for name, want := range map[string]string{"E511-list": "fridges", "E511-field": "unit"} {
		findings := page.Lint(all[name].page, page.Options{})
		if len(findings) == 0 || findings[0].Hint != want {
			t.Errorf("%s: %v, want the hint %q", name, findings, want)
		}
	}
}
