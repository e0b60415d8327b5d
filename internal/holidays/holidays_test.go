package holidays_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/holidays"
)

// published returns the bank holidays that the government lists, by nation and year:
// "01-03*" is a substitute day.
func published(t *testing.T) map[holidays.Nation]map[int][]string {
	t.Helper()
	text, err := os.ReadFile("testdata/gov-uk.txt")
	if err != nil {
		t.Fatal(err)
	}
	out := map[holidays.Nation]map[int][]string{}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") || strings.TrimSpace(line) == "" {
			continue
		}
		words := strings.Fields(line)
		var year int
		if _, err := fmt.Sscan(words[1], &year); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		for name := range strings.SplitSeq(words[0], "+") {
			n, err := holidays.ParseNation(strings.ReplaceAll(name, "-", " "))
			if err != nil {
				t.Fatal(err)
			}
			if out[n] == nil {
				out[n] = map[int][]string{}
			}
			out[n][year] = words[2:]
		}
	}
	return out
}

func TestTheBankHolidaysAreThoseThatTheGovernmentPublishes(t *testing.T) {
	all := published(t)
	days := 0
	for _, n := range holidays.Nations {
		if len(all[n]) != 10 {
			t.Fatalf("%s: %d years are published", n, len(all[n]))
		}
		for year, want := range all[n] {
			var got []string
			for _, h := range n.In(year) {
				text := h.Day.Format("01-02")
				if h.Substitute {
					text += "*"
				}
				got = append(got, text)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s %d: %v, published is %v", n, year, got, want)
			}
			days += len(want)
		}
	}
	if days != 83*2+95+102 {
		t.Errorf("%d days are published", days)
	}
}

func TestNoOtherDayIsABankHoliday(t *testing.T) {
	for n, years := range published(t) {
		for year, want := range years {
			listed := " " + strings.ReplaceAll(strings.Join(want, " "), "*", "") + " "
			for d := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC); d.Year() == year; d = d.AddDate(0, 0, 1) {
				if n.Closed(d) != strings.Contains(listed, d.Format(" 01-02 ")) {
					t.Errorf("%s, %s: closed is %v", n, d.Format(time.DateOnly), n.Closed(d))
				}
			}
		}
	}
}

func TestEachBankHolidayHasItsName(t *testing.T) {
	var got []string
	for _, n := range []holidays.Nation{holidays.Scotland, holidays.NorthernIreland} {
		for _, h := range n.In(2022) {
			got = append(got, h.Day.Format("2 Jan ")+h.Name)
		}
	}
	want := []string{
		"3 Jan New Year's Day", "4 Jan 2 January", "15 Apr Good Friday", "2 May Early May", "2 Jun Spring Bank Holiday", "3 Jun Platinum Jubilee Bank Holiday", "1 Aug Summer Bank Holiday",
		"19 Sep State Funeral of Queen Elizabeth II", "30 Nov St Andrew's Day", "26 Dec Boxing Day", "27 Dec Christmas Day",
		"3 Jan New Year's Day", "17 Mar St Patrick's Day", "15 Apr Good Friday", "18 Apr Easter Monday", "2 May Early May", "2 Jun Spring Bank Holiday", "3 Jun Platinum Jubilee Bank Holiday",
		"12 Jul Battle of the Boyne", "29 Aug Summer Bank Holiday", "19 Sep State Funeral of Queen Elizabeth II", "26 Dec Boxing Day", "27 Dec Christmas Day",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestANationIsNamedInWords(t *testing.T) {
	for text, want := range map[string]holidays.Nation{"england": holidays.England, "Wales": holidays.Wales, "SCOTLAND": holidays.Scotland, "Northern Ireland": holidays.NorthernIreland} {
		if got, err := holidays.ParseNation(text); err != nil || got != want {
			t.Errorf("%q is %q (%v)", text, got, err)
		}
	}
	for text, want := range map[string]string{"scotlnd": "did you mean scotland", "ireland": "did you mean northern ireland", "france": "write one of england, wales, scotland, northern ireland", "": "write one of"} {
		if got, err := holidays.ParseNation(text); got != "" || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is %q, %v", text, got, err)
		}
	}
}
