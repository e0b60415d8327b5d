package present_test

import (
	"testing"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/sop"
	"soprun/sop/standard"
)

func TestEveryPageStandsOnceUnderEachDutyAndCodeThatItShows(t *testing.T) {
	std := standard.ST0218()
	pages := []model.PageRow{
		{ID: "one", Group: "Cleaning", Codes: []sop.Code{"S26", "K7"}},
		{ID: "two", Group: "Cleaning", Codes: []sop.Code{"S26", "B1"}},
		{ID: "none", Group: "Other"},
		{ID: "elsewhere", Group: "Other", Codes: []sop.Code{"S99"}},
	}
	got := map[present.Grouping]map[string][]string{}
	for g := present.ByGroup; ; g = g.Next() {
		heading := ""
		got[g] = map[string][]string{}
		for i, e := range present.Group(pages, g) {
			if e.Heading != "" {
				heading = e.Heading
			} else if i == 0 {
				t.Fatalf("%s: the first page has no heading", g)
			}
			got[g][heading] = append(got[g][heading], e.Page.ID)
		}
		if g.Next() == present.ByGroup {
			break
		}
	}
	s26, _ := std.Text("S26")
	for g, want := range map[present.Grouping]map[string]int{
		present.ByGroup: {"Cleaning": 2, "Other": 2},
		present.ByCode:  {"S26  " + s26: 2, "Without a code of the standard": 2},
		present.ByDuty:  {"Duty 8  Maintain a healthy, safe and secure workplace.": 2, "Duty 3  Carry out stock control of healthcare science equipment and consumables. By subject also K7 S7.": 1, "Without a code of the standard": 2},
	} {
		for heading, n := range want {
			if len(got[g][heading]) != n {
				t.Errorf("%s: under %q stand %q", g, heading, got[g][heading])
			}
		}
	}
	if len(got) != 3 || len(got[present.ByCode]) != 4 {
		t.Errorf("grouped as %v", got)
	}
	duties := 1 // K7 is printed under none, and is on the subject of duty 3
	for _, code := range []sop.Code{"S26", "K7", "B1"} {
		duties += len(std.DutiesOf(code))
	}
	if n := len(got[present.ByDuty]) - 1; n < 1 || n > duties {
		t.Errorf("%d duties are shown", n)
	}
}
