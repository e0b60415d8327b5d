package present_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/sop"
	"soprun/sop/run"
)

var (
	bell  = model.Person{ID: "j.bell", Name: "J. Bell", Roles: []sop.Role{sop.Supervisor}}
	rossi = model.Person{ID: "m.rossi", Name: "M. Rossi", Roles: []sop.Role{sop.Administrator, sop.Supervisor}}
	khan  = model.Person{ID: "a.khan", Name: "A. Khan", Roles: []sop.Role{sop.Assistant}}
)

// everyForm is every form that ends in a sentence.
func everyForm(c present.Case) []present.Form {
	return slices.Concat(present.PeopleForms, present.LogForms, present.RecordForms(c))
}

func TestEveryFormSignsWhatWasFilledIn(t *testing.T) {
	c := present.Case{Shown: "the list", Record: model.Record{Completion: model.Completion{Entry: 40}}, Value: model.Standing{
		Step: run.Step{Step: sop.Step{ID: "read"}}, Field: sop.Field{Name: "t", Label: "T", Type: sop.Number}, Value: run.Value{Text: "9.0", Index: 2},
	}}
	in := present.Answers{
		"person": "a.khan", "roles": "Assistant, trainee", "reason": "learns it", "suspect-from": "7", "key": "SHA256:x", "comment": "seen",
		"sop": "SOP-A-001", "version": "1.0", "outcome": "Competent", "method": "Observed", "run": "r-1", "expires": "2027-11-22",
		"before": "2026-01-01", "entry": "12", "value": "5.0", present.Signer: "j.bell",
	}
	want := map[string]model.Act{
		"roles":       model.Assign{Person: "a.khan", Roles: []sop.Role{sop.Assistant, sop.Trainee}, Reason: "learns it"},
		"unlock":      model.Unlock{Person: "a.khan", Reason: "learns it"},
		"revoke":      model.Revoke{Person: "a.khan", Reason: "learns it", Key: "SHA256:x", Suspect: true, From: 7},
		"access":      model.ReviewAccess{Shown: "the list", Comment: "seen"},
		"assess":      model.Assess{Person: "a.khan", SOP: "SOP-A-001", Outcome: "competent", Method: "observed", Run: "r-1", Expires: "2027-11-22", Comment: "seen"},
		"retire":      model.Retire{SOP: "SOP-A-001", Version: "1.0", Reason: "learns it"},
		"close":       model.CloseLog{Reason: "learns it"},
		"dispose":     model.Dispose{Before: "2026-01-01", Reason: "learns it"},
		"confirm":     model.Confirm{Entry: 12},
		"countersign": model.Countersign{Entry: 40, Comment: "seen"},
		"amend":       model.Amend{Entry: 40, Step: "read", Field: "t", Index: 2, Text: "5.0", Reason: "learns it"},
	}
	forms := everyForm(c)
	if len(forms) != len(want) {
		t.Fatalf("%d forms, %d are tried", len(forms), len(want))
	}
	for _, f := range forms {
		act, err := f.Act(c, in)
		if err != nil || !reflect.DeepEqual(act, want[f.Name]) {
			t.Errorf("%s: %+v, %v; want %+v", f.Name, act, err, want[f.Name])
		}
		if f.Done(in) == "" || f.Does == "" || !slices.ContainsFunc(f.Asks, func(a present.Ask) bool { return a.Name == present.Signer }) {
			t.Errorf("%s does not say what was done, or asks nobody to sign", f.Name)
		}
	}
}

func TestWhatIsNoNumberAndNoDayIsRefusedBeforeItIsDrafted(t *testing.T) {
	bad := present.Answers{"suspect-from": "x", "expires": "soon", "before": "soon", "entry": "-1"}
	refused := 0
	for _, f := range everyForm(present.Case{}) {
		if _, err := f.Act(present.Case{}, bad); err != nil {
			refused++
			if !strings.Contains(err.Error(), "is no ") {
				t.Errorf("%s: %v", f.Name, err)
			}
		}
	}
	if refused != 4 {
		t.Errorf("%d forms refuse, want 4", refused)
	}
	for _, f := range present.PeopleForms {
		if _, err := f.Act(present.Case{}, present.Answers{}); err != nil {
			t.Errorf("%s wants what may stay empty: %v", f.Name, err)
		}
	}
}

func TestWhoSignsIsSuggestedWhereItIsClear(t *testing.T) {
	begin := func(name string, c present.Case) string {
		t.Helper()
		for _, f := range everyForm(c) {
			for _, a := range f.Asks {
				if f.Name == name && a.Name == present.Signer {
					return a.Begin(c, nil)
				}
			}
		}
		t.Fatalf("no form %s", name)
		return ""
	}
	c := present.Case{People: []model.Person{khan, bell, rossi}, About: "j.bell", Record: model.Record{Completion: model.Completion{Person: rossi}}}
	for name, want := range map[string]string{"roles": "m.rossi", "unlock": "m.rossi", "countersign": "j.bell", "amend": "m.rossi"} {
		if got := begin(name, c); got != want {
			t.Errorf("%s suggests %q, want %q", name, got, want)
		}
	}
	c.About = ""
	if got := begin("unlock", c); got != "" {
		t.Errorf("of two supervisors %q is suggested", got)
	}
}

// keys keeps what is asked of it.
type keys struct{ got []any }

func (k *keys) Enrol(e model.Enrolment) (int64, error) { k.got = append(k.got, e); return 1, nil }

func (k *keys) RotateKey(r model.Rotation) (int64, error) { k.got = append(k.got, r); return 1, nil }

func (k *keys) ChangePassphrase(c model.NewPassphrase) error { k.got = append(k.got, c); return nil }

func TestFormsThatMakeAKeyHandInBothPassphrases(t *testing.T) {
	in := present.Answers{"name": "Jo Osei", "person": "j.osei", "role": "Trainee", "reason": "it was seen", present.Signer: "m.rossi"}
	now, next := []byte("now"), []byte("next")
	var k keys
	for _, f := range present.KeyForms {
		if err := f.Do(&k, in, present.Secrets{"passphrase": now, "new-passphrase": next}); err != nil {
			t.Fatal(err)
		}
		if said := f.Done(in); !strings.Contains(said, "osei") && !strings.Contains(said, "Osei") {
			t.Errorf("%s: %q names nobody", f.Name, said)
		}
	}
	want := []any{
		model.Enrolment{By: "m.rossi", ByPass: now, ID: "j.osei", Name: "Jo Osei", Roles: []sop.Role{sop.Trainee}, Passphrase: next},
		model.NewPassphrase{Person: "j.osei", Old: now, New: next},
		model.Rotation{Person: "j.osei", By: "m.rossi", Passphrase: now, Next: next, Reason: "it was seen"},
	}
	if !reflect.DeepEqual(k.got, want) {
		t.Errorf("handed in %+v\nwant %+v", k.got, want)
	}
}

func TestAPromptSaysWhatCouldBeMeant(t *testing.T) {
	c := present.Case{People: []model.Person{khan, rossi}}
	var id, as present.Ask
	for _, a := range present.KeyForms[0].Asks {
		switch a.Name {
		case "person":
			id = a
		case present.Signer:
			as = a
		}
	}
	for got, want := range map[string]string{
		id.Prompted(c, present.Answers{}):                      "Short name, like a.khan",
		id.Prompted(c, present.Answers{"name": "Jo Osei"}):     "Short name, like j.osei",
		as.Prompted(c, nil):                                    "Short name of the administrator who signs, like m.rossi",
		present.PeopleForms[1].Asks[1].Prompted(c, nil):        "Why: It stands in the record. Ten letters or more",
		present.SecretPurpose("You type this: ", "four words"): "You type this: 12 characters or more, known to nobody else. Four words are easy to keep, for example: four words.",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if !present.PeopleForms[0].About() || present.LogForms[0].About() {
		t.Error("a form does not know whether it is about somebody")
	}
}
