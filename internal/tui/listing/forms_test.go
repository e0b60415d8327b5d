package listing_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui/kittest"
	"soprun/sop"
)

func TestWhoIsSelectedShowsTheirKeysAndAssessments(t *testing.T) {
	b := &fakePeople{people: []model.Member{jBell(), aKhan()}, last: &model.AccessReview{Entry: 12, At: kittest.Now.Add(-72 * time.Hour), By: model.Person{Name: "J. Bell"}}}
	d := openPeople(t, b).Shows("▸ J. Bell j.bell", "SHA256:bell, since entry 1", "KEY REVOKED assistant", "Access was last reviewed by J. Bell, 3 days ago, entry 12.").Hides("SHA256:one")
	d.Press("down").Shows("SHA256:one, since entry 2, replaced in entry 30", "SHA256:two, since entry 30, REVOKED in entry 44, disputed from entry 40",
		"SOP-IC-001 v1.0: competent (observed), J. Bell, 20 Nov 2026, until 22 Nov 2027", "SOP-HS-023 v1.0: competent (observed), J. Bell, 20 Nov 2026, NO LONGER HOLDS").Hides("SHA256:bell")
}

func TestASecondAdministratorIsAskedFor(t *testing.T) {
	openPeople(t, &fakePeople{people: []model.Member{jBell(), aKhan()}}).Shows("Only one person is administrator.", "Nobody has reviewed who has access yet.")
	other := aKhan()
	other.Roles, other.State = []sop.Role{sop.Administrator}, model.KeyLive
	openPeople(t, &fakePeople{people: []model.Member{jBell(), other}}).Hides("Only one person is administrator.")
	other.State = model.KeyRevoked
	openPeople(t, &fakePeople{people: []model.Member{jBell(), other}}).Shows("Only one person is administrator.")
}

// The forms, what is typed for each, and the act that follows.
var forms = map[string]struct {
	keys  []string
	lines []string
	want  model.Act
}{
	"r": {
		keys: []string{"down"}, lines: []string{"", "Supervisor", "now leads the bench", ""},
		want: model.Assign{Person: "a.khan", Roles: []sop.Role{sop.Assistant, sop.Supervisor}, Reason: "now leads the bench"},
	},
	"u": {keys: []string{"down"}, lines: []string{"", "typed it in capitals", ""}, want: model.Unlock{Person: "a.khan", Reason: "typed it in capitals"}},
	"x": {
		keys: []string{"down"}, lines: []string{"", "the phrase was on a note", "40", "SHA256:one", ""},
		want: model.Revoke{Person: "a.khan", Reason: "the phrase was on a note", Suspect: true, From: 40, Key: "SHA256:one"},
	},
	"v": {lines: []string{"all still work here", ""}, want: model.ReviewAccess{Shown: "list of 2", Comment: "all still work here"}},
	"a": {
		keys: []string{"down"}, lines: []string{"", "SOP-IC-001", "Observed", "Competent", "r-01", "alone", "2027-11-22", "watched the whole run", "teach it", ""},
		want: model.Assess{Person: "a.khan", SOP: "SOP-IC-001", Outcome: "competent", Method: "observed", Run: "r-01", Independence: "alone", Expires: "2027-11-22", Comment: "watched the whole run", Next: "teach it"},
	},
	"t": {lines: []string{"SOP-IC-001", "1.0", "the basin is gone", ""}, want: model.Retire{SOP: "SOP-IC-001", Version: "1.0", Reason: "the basin is gone"}},
}

// The roles that somebody has stand there: a digit adds one, or takes it out again.
func TestRolesAreTakenByTheirNumbers(t *testing.T) {
	b := &fakePeople{people: []model.Member{jBell(), aKhan()}}
	d := openPeople(t, b).Press("down", "r", "enter").Shows("Roles          assistant_", "▸ 2 assistant").Hides("▸ 5 trainee")
	d.Press("5", "4", "2").Shows("Roles          trainee, supervisor_", "▸ 4 supervisor", "▸ 5 trainee").Hides("▸ 2 assistant")
	d.Type(" lead").Press("enter").Shows(`"lead" is none of administrator, assistant, practitioner, supervisor, trainee.`)
	for range len(" lead") {
		d.Press("backspace")
	}
	d.Answer("", "now leads the bench", "", "correct horse")
	if want := []model.Act{model.Assign{Person: "a.khan", Roles: []sop.Role{sop.Trainee, sop.Supervisor}, Reason: "now leads the bench"}}; !reflect.DeepEqual(b.acts, want) {
		t.Errorf("%+v, want %+v", b.acts, want)
	}
}

// What is suggested for one person is not left standing for another.
func TestTheRolesOfAnotherPersonAreSuggestedAnew(t *testing.T) {
	d := openPeople(t, &fakePeople{people: []model.Member{jBell(), aKhan()}}).Press("down", "r", "enter").Shows("Roles          assistant_").Press("up")
	for range len("a.khan") {
		d.Press("backspace")
	}
	d.Type("j.bell").Press("enter").Hides("Roles          assistant_").Shows("Roles          administrator, supervisor_")
}

func TestEveryFormSignsTheSentenceThatWasShown(t *testing.T) {
	if len(forms) != len(present.PeopleForms) {
		t.Fatalf("%d forms are tried, there are %d", len(forms), len(present.PeopleForms))
	}
	for _, o := range present.PeopleForms {
		c := forms[o.Key]
		b := &fakePeople{people: []model.Member{jBell(), aKhan()}}
		d := openPeople(t, b).Press(c.keys...).Press(o.Key).Shows(strings.ToUpper(o.Does[:1]) + o.Does[1:]).Answer(c.lines...)
		d.Shows("You sign this sentence:", fmt.Sprintf("I, j.bell, sign a %T.", c.want), "Passphrase of j.bell")
		d.Answer("correct horse").Shows(o.Done(nil)).Hides("You sign")
		if want := fmt.Sprintf("I, j.bell, sign a %T. | correct horse", c.want); !reflect.DeepEqual(b.acts, []model.Act{c.want}) || len(b.signed) != 1 || b.signed[0] != want {
			t.Errorf("%s: signed %q, want %q; the acts %+v, want %+v", o.Name, b.signed, want, b.acts, c.want)
		}
	}
}

func TestAFormThatIsRefusedKeepsWhatWasTyped(t *testing.T) {
	b := &fakePeople{people: []model.Member{jBell(), aKhan()}, draftErr: errors.New("that key is revoked already"), signErr: errors.New("that is not the passphrase of j.bell")}
	d := openPeople(t, b).Press("down", "x").Answer("", "the phrase was on a note", "", "", "").Shows("That key is revoked already.", "the phrase was on a note")
	d.Press("enter").Shows("You sign this sentence:").Answer("wrong").Shows("That is not the passphrase of j.bell.")
	if len(b.signed) != 0 {
		t.Fatalf("signed %q", b.signed)
	}
	d.Answer("correct horse").Shows("The key signs nothing from this entry on.")
	d.Press("u", "esc").Hides("Unlock a key").Press("q")
	if d.Backs != 1 {
		t.Error("q does not leave the list")
	}
}

func TestWhoReviewsAccessSeesEveryKeyAndRole(t *testing.T) {
	openPeople(t, &fakePeople{people: []model.Member{jBell(), aKhan()}}).Press("v").
		Shows("Review who has access", "J. Bell", "SHA256:bell", "administrator, supervisor", "A. Khan", "SHA256:one", "SHA256:two", "KEY REVOKED")
}

func TestAPersonGetsANewKey(t *testing.T) {
	b := &fakePeople{people: []model.Member{jBell(), aKhan()}}
	d := openPeople(t, b).Press("down", "k").Shows("Give a person a new key", "nobody else knows my passphrase", "Short name a.khan")
	d.Answer("", "forgot the old one", "violet harbour nine", "violet harbour nine", "", "correct horse")
	d.Shows("a.khan has a new key and can sign").Hides("violet")
	want := model.Rotation{Person: "a.khan", By: "j.bell", Passphrase: []byte("correct horse"), Next: []byte("violet harbour nine"), Reason: "forgot the old one"}
	if len(b.rotated) != 1 || !reflect.DeepEqual(b.rotated[0], want) {
		t.Errorf("rotated %+v", b.rotated)
	}
}
