package present_test

import (
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/sop"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func TestAKeyAndAnAssessmentSayAllThatIsWrongWithThem(t *testing.T) {
	for want, k := range map[string]model.Key{
		"SHA256:a, since entry 2":                                            {Fingerprint: "SHA256:a", Bound: 2},
		"SHA256:a, since entry 2, replaced in entry 9":                       {Fingerprint: "SHA256:a", Bound: 2, Ended: 9},
		"SHA256:a, since entry 2, REVOKED in entry 9":                        {Fingerprint: "SHA256:a", Bound: 2, Ended: 9, Revoked: 9},
		"SHA256:a, since entry 2, REVOKED in entry 9, disputed from entry 5": {Fingerprint: "SHA256:a", Bound: 2, Ended: 9, Revoked: 9, Suspect: 5},
	} {
		if got := present.Key(k); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	c := model.Competence{At: noon, By: bell, Outcome: "competent", Method: "observed", Run: "r-01", Independence: "alone", Scheme: 76, Comment: "steady hands", Next: "the other rotor", Expires: "2027-11-22", Disputed: true}
	got := present.Competence(c, time.UTC)
	for _, want := range []string{
		"competent (observed, alone)", "J. Bell", "22 Nov 2026", "until 22 Nov 2027", "NO LONGER HOLDS", "DISPUTED", "r-01", "by the scheme in entry 76: steady hands. Next: the other rotor",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q lacks %q", got, want)
		}
	}
}

func TestWhatIsMissingAmongTheStaffIsSaid(t *testing.T) {
	one := model.Staff{Members: []model.Member{{Person: rossi, State: model.KeyLive}}}
	if got := strings.Join(present.StaffWarnings(one), " "); !strings.Contains(got, "enrol at least one more") || !strings.Contains(got, "Only one person is administrator") {
		t.Errorf("of one person: %q", got)
	}
	two := model.Staff{Members: []model.Member{{Person: rossi, State: model.KeyLive}, {Person: rossi, State: model.KeyLive}}}
	if got := present.StaffWarnings(two); len(got) != 0 {
		t.Errorf("of two administrators: %q", got)
	}
	if got := present.AccessReviewed(two, noon); !strings.Contains(got, "Nobody has reviewed") {
		t.Error(got)
	}
	two.Last = &model.AccessReview{Entry: 7, At: noon.Add(-72 * time.Hour), By: bell, Comment: "all still here", Disputed: true}
	for _, want := range []string{"J. Bell", "3 days ago", "entry 7", "DISPUTED", "all still here"} {
		if got := present.AccessReviewed(two, noon); !strings.Contains(got, want) {
			t.Errorf("%q lacks %q", got, want)
		}
	}
	if got := present.Roles([]sop.Role{sop.Assistant, sop.Trainee}); got != "assistant, trainee" {
		t.Error(got)
	}
	if present.Printed(bell) != "J. Bell" || present.Short(bell) != "j.bell" {
		t.Error("a person is named otherwise")
	}
}

func TestWrongPassphrasesAreToldWithWhatFollows(t *testing.T) {
	for want, m := range map[string]model.Member{
		"":                            {State: model.KeyLive},
		"1 wrong passphrase in a row": {State: model.KeyLive, Failures: 1},
		"6 wrong passphrases in a row, the next try in 2 s":           {State: model.KeyLive, Failures: 6, Wait: 2 * time.Second},
		"20 wrong passphrases in a row: a supervisor unlocks the key": {State: model.KeyLocked, Failures: 20},
	} {
		if got := present.Tries(m); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestARetiredPageSaysWhoRetiredItAndWhy(t *testing.T) {
	p := model.PageRow{State: model.PageRetired, Retired: &model.Retirement{Entry: 12, At: noon, By: bell, Reason: "the basin is gone."}}
	if got, good := present.PageState(p); got != "Retired by J. Bell on 22 Nov 2026, entry 12: the basin is gone." || good {
		t.Errorf("%q, good %t", got, good)
	}
}
