package sop_test

import (
	"errors"
	"maps"
	"testing"
	"time"

	"soprun/sop"
)

const item = "01" + "05012345678900" // a trade item number with its check digit

func TestAGS1CodeIsTakenApart(t *testing.T) {
	for text, want := range map[string]sop.GS1Code{
		"]d2" + item + "17270131" + "10LOT7":             {"01": "05012345678900", "17": "270131", "10": "LOT7"},
		"]d2" + item + "10LOT7\x1d17270131":              {"01": "05012345678900", "17": "270131", "10": "LOT7"},
		item + "17270131" + "10LOT7":                     {"01": "05012345678900", "17": "270131", "10": "LOT7"},
		"]C1\x1d10AB-1/2\x1d2112345":                     {"10": "AB-1/2", "21": "12345"},
		"]Q3" + item + "\x1d3103000195\x1d10X":           {"01": "05012345678900", "3103": "000195", "10": "X"},
		"]d2" + item + "240ARO\x1d7040X1":                {"01": "05012345678900", "240": "ARO", "7040": "X1"},
		" ]e0" + item + "91company\x1d4104000001000005 ": {"01": "05012345678900", "91": "company", "410": "4000001000005"},
	} {
		got, is, err := sop.ReadGS1(text)
		if err != nil || !is || !maps.Equal(got, want) {
			t.Errorf("%q is %v (%v, %v), want %v", text, got, is, err, want)
		}
	}
}

func TestWhatIsTypedIsNoGS1Code(t *testing.T) {
	for _, text := range []string{"", "10ABC", "LOT-7731", "17270131", item, item + "17", "0112345678901234" + "10LOT7", "5012345678900", "]X0abc"} {
		if code, is, err := sop.ReadGS1(text); is || err != nil {
			t.Errorf("%q is %v, %v", text, code, err)
		}
	}
}

func TestABrokenGS1CodeIsRefused(t *testing.T) {
	for _, text := range []string{
		"]d2", "]d2" + item + "1727", "]d2" + item + "10", "]d2" + item + "10\x1d17270131", "]d20105012345678901" + "10A", "]d2" + item + "5512", "]d2" + item + "10A\x1d10B",
		"]d2" + item + "1727\x1d31", "]d2AB",
	} {
		code, is, err := sop.ReadGS1(text)
		if text == "]d2" {
			continue // nothing in it: what asks for a part says so
		}
		if !is || !errors.Is(err, sop.ErrGS1) {
			t.Errorf("%q is %v (%v), %v", text, code, is, err)
		}
	}
}

func TestThePartsOfACodeAreCanonical(t *testing.T) {
	today := time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)
	for text, want := range map[string]string{
		"270131": "2027-01-31", "270100": "2027-01-31", "280200": "2028-02-29", "760101": "2076-01-01", "770101": "1977-01-01", "": "", "991231": "1999-12-31",
	} {
		if got, err := (sop.GS1Code{"17": text}).Part(sop.GS1Expiry, today); got != want || err != nil {
			t.Errorf("%s is %q, %v, want %q", text, got, err, want)
		}
	}
	for _, text := range []string{"271301", "270132", "27013", "27013A"} {
		if got, err := (sop.GS1Code{"17": text}).Part(sop.GS1Expiry, today); err == nil {
			t.Errorf("%s is %q", text, got)
		}
	}
	if got, err := (sop.GS1Code{"10": "LOT7"}).Part(sop.GS1Lot, today); got != "LOT7" || err != nil {
		t.Errorf("lot %q, %v", got, err)
	}
	if !(sop.GS1Code{"8018": "050123456789000000"}).Person() || (sop.GS1Code{"10": "A"}).Person() {
		t.Error("who is named is not told")
	}
	late := time.Date(2080, 1, 1, 0, 0, 0, 0, time.UTC)
	if got, _ := (sop.GS1Code{"17": "200101"}).Part(sop.GS1Expiry, late); got != "2120-01-01" {
		t.Errorf("in 2080, 20 is %s", got)
	}
}
