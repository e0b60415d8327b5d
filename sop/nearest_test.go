package sop_test

import (
	"testing"

	"soprun/sop"
)

func TestNearestForgivesASlipAndNoMore(t *testing.T) {
	words := []string{"critical", "wait", "within", "verify: second person", "complete-within", "number"}
	for in, want := range map[string]string{
		"critcal": "critical", "crtiical": "critical", "wiat": "wait", "complete-in": "complete-within", "nmber": "number",
		"within": "within", "": "", "x": "", "barcode": "", "temperature": "",
	} {
		if got := sop.Nearest(in, words); got != want {
			t.Errorf("nearest to %q is %q, want %q", in, got, want)
		}
	}
}

func TestASentenceEndsInWhatWasMeant(t *testing.T) {
	for in, want := range map[string]string{
		"wiat": " (did you mean wait?)", "wait": "", "temperature": "", "IC-004": " (did you mean SOP-IC-004?)", "SOP": "", "be": "", "": "",
	} {
		if got := sop.Meant(in, []string{"wait", "number", "SOP-IC-004", "SOP-HS-004"}); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestANameIsMeantInAnyCapitals(t *testing.T) {
	for in, want := range map[string]string{
		"cold stroe": " (did you mean Cold store?)", "COLD STORE": " (did you mean Cold store?)", "Cold store": "", "fr-0o1": " (did you mean FR-001?)", "ic-004": " (did you mean SOP-IC-004?)", "rotor": "", "": "",
	} {
		if got := sop.MeantFold(in, []string{"Cold store", "FR-001", "SOP-IC-004", "SOP-HS-004"}); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
