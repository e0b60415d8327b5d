package present_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/run"
)

var (
	bell  = model.Person{ID: "j.bell", Name: "J. Bell", Roles: []sop.Role{sop.Supervisor}}
	rossi = model.Person{ID: "m.rossi", Name: "M. Rossi", Roles: []sop.Role{sop.Administrator, sop.Supervisor}}
	khan  = model.Person{ID: "a.khan", Name: "A. Khan", Roles: []sop.Role{sop.Assistant}}
)

// everyForm is every form that ends in a sentence.
func everyForm(c present.Case) []present.Form {
	all := slices.Concat(present.PeopleForms, present.LogForms, present.RecordForms(c), present.PageForms(c))
	return slices.DeleteFunc(all, func(f present.Form) bool { return f.Act == nil })
}

func TestEveryFormSignsWhatWasFilledIn(t *testing.T) {
	page := model.Page{PageRow: model.PageRow{ID: "SOP-A-001", State: model.PageReady, SHA256: "1"}, Procedure: cold(), Text: []byte("text")}
	c := present.Case{Shown: "the list", Page: page, Shelf: &shelf{page: page}, Record: model.Record{Completion: model.Completion{Entry: 40}}, Value: model.Standing{
		Step: run.Step{Step: sop.Step{ID: "read"}}, Field: sop.Field{Name: "t", Label: "T", Type: sop.Number}, Value: run.Value{Text: "9.0", Index: 2},
	}}
	in := present.Answers{
		"person": "a.khan", "roles": "Assistant, trainee", "reason": "learns it", "suspect-from": "7", "key": "SHA256:x", "comment": "seen",
		"sop": "SOP-A-001", "version": "1.0", "outcome": "Competent", "method": "Observed", "run": "r-1", "expires": "2027-11-22", "independence": "Alone", "next": "teach it",
		"before": "2026-01-01", "entry": "12", "value": "5.0", present.Signer: "j.bell", "text": "it is in the book",
	}
	want := map[string]model.Act{
		"roles":       model.Assign{Person: "a.khan", Roles: []sop.Role{sop.Assistant, sop.Trainee}, Reason: "learns it"},
		"unlock":      model.Unlock{Person: "a.khan", Reason: "learns it"},
		"revoke":      model.Revoke{Person: "a.khan", Reason: "learns it", Key: "SHA256:x", Suspect: true, From: 7},
		"access":      model.ReviewAccess{Shown: "the list", Comment: "seen"},
		"assess":      model.Assess{Person: "a.khan", SOP: "SOP-A-001", Outcome: "competent", Method: "observed", Run: "r-1", Independence: "alone", Expires: "2027-11-22", Comment: "seen", Next: "teach it"},
		"retire":      model.Retire{SOP: "SOP-A-001", Version: "1.0", Reason: "learns it"},
		"close":       model.CloseLog{Reason: "learns it"},
		"dispose":     model.Dispose{Before: "2026-01-01", Reason: "learns it"},
		"confirm":     model.Confirm{Entry: 12},
		"countersign": model.Countersign{Entry: 40, Comment: "seen"},
		"approve":     model.Approve{Text: page.Text, Procedure: page.Procedure},
		"amend":       model.Amend{Entry: 40, Step: "read", Field: "t", Index: 2, Text: "5.0", Reason: "learns it"},
		"return":      model.SendBack{Entry: 40, Reason: "learns it"},
		"answer":      model.AnswerReturn{Entry: 40, Text: "it is in the book"},
		"watched":     model.Assess{Outcome: "competent", Method: "observed", Independence: "alone", Expires: "2027-11-22", Comment: "seen", Next: "teach it"},
		"have-read":   model.MarkRead{SOP: "SOP-A-001"},
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
		if _, err := f.Act(present.Case{Shelf: &shelf{}}, bad); err != nil {
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
		if _, err := f.HandIn(present.Case{}, &k, in, present.Secrets{"passphrase": now, "new-passphrase": next}); err != nil {
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
	about := present.Case{About: "a.khan"}
	if present.PeopleForms[0].Suited(about).About != "a.khan" || present.LogForms[0].Suited(about).About != "" {
		t.Error("a form does not know whether it is about somebody")
	}
}

// shelf holds one page as it is on the disk now.
type shelf struct {
	page    model.Page
	refuses error
	adopted []page.Setting
}

func (s *shelf) Page(string) (model.Page, error) { return s.page, s.refuses }

func (s *shelf) CanAdopt(string) error { return s.refuses }

func (s *shelf) Adopt(_ string, settings []page.Setting) (string, error) {
	s.adopted = settings
	return "team/a.md", s.refuses
}

// pageForm is a form of a page.
func pageForm(t *testing.T, c present.Case, name string) present.Form {
	t.Helper()
	for _, f := range present.PageForms(c) {
		if f.Name == name {
			return f
		}
	}
	t.Fatalf("no form %s", name)
	return present.Form{}
}

func TestNobodyApprovesATextThatIsAnotherOneByNow(t *testing.T) {
	seen := model.Page{PageRow: model.PageRow{ID: "SOP-A-001", State: model.PageReady, SHA256: "1"}, Procedure: cold()}
	disk := &shelf{page: seen}
	disk.page.SHA256 = "2"
	c := present.Case{Page: seen, Shelf: disk}
	f := pageForm(t, c, "approve")
	if err := f.WhyNot(c); err != nil || !f.Offered(c) {
		t.Errorf("it cannot be approved: %v", err)
	}
	if lines := strings.Join(present.SayLines(f.Shown(c)), " "); !strings.Contains(lines, "No version of it is in force: all of it is new") || !strings.Contains(lines, "5. End.") {
		t.Errorf("shown is %q", lines)
	}
	if _, err := f.Act(c, nil); err == nil || !strings.Contains(err.Error(), "nothing was approved: the page was changed") {
		t.Errorf("%v", err)
	}
	disk.page.SHA256 = "1"
	if _, err := f.Act(c, nil); err != nil {
		t.Error(err)
	}
	c.Page.State = model.PageApproved
	if err := f.WhyNot(c); f.Offered(c) || err == nil || err.Error() != "there is nothing to approve: it is approved" {
		t.Errorf("an approved page: %v", err)
	}
}

// toSet is a page with two values that the department sets.
const toSet = "---\nid: SOP-X-001\ntitle: Wipe a bench\nversion: 1.0\nstatus: ready\nowner: Quality lead\nreview-every: 12 months\n" +
	"standard: ST0218 v1.1\ncodes: [S26]\nmode: read-do\nsign: performer\n---\n\n# Wipe a bench\n\nOnce a day.\n\n" +
	"1. Wet it. `#wet, wait local \"product label, contact time\", S26`\n" +
	"2. Rinse it. `#rinse, wait 15 min, within local \"product label, longest time\" of #wet`\n"

func TestAnAdoptionAsksForEachValueAndRefusesWhatDoesNotLint(t *testing.T) {
	proc, findings := page.Parse([]byte(toSet))
	if page.HasErrors(findings) {
		t.Fatal(findings)
	}
	seen := model.Page{PageRow: model.PageRow{ID: "SOP-X-001", State: model.PageLocal, SHA256: "1"}, Procedure: proc, Text: []byte(toSet)}
	disk := &shelf{page: seen}
	c := present.Case{Page: seen, Shelf: disk}
	f := pageForm(t, c, "adopt")
	if err := f.WhyNot(c); err != nil || !f.Offered(c) || len(f.Asks) != 2 || f.Asks[0].Before != "Value 1 of 2. Step 1, shortest wait. Product label, contact time. Like 30 s, 10 min or 2 h." {
		t.Fatalf("%v, %+v", err, f.Asks)
	}
	wet, rinse := f.Asks[0], f.Asks[1]
	before := present.Answers{wet.Name: "30 min"}
	for text, want := range map[string]string{"": "write the value here, like 30 s", "ten": "write a number and a unit", "10 min": "W702"} {
		if err := rinse.Judge(nil, before, text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	in := present.Answers{wet.Name: "30 min", rinse.Name: "20 min"}
	if err := rinse.Judge(nil, before, "20 min"); err != nil {
		t.Error(err)
	}
	if said, err := f.HandIn(c, nil, in, nil); err != nil || !strings.HasPrefix(said, "Adopted as team/a.md") || len(disk.adopted) != 2 || disk.adopted[1].Value != "20 min" {
		t.Errorf("%q, %v, %+v", said, err, disk.adopted)
	}
	disk.page.SHA256, disk.adopted = "2", nil
	if _, err := f.HandIn(c, nil, in, nil); err == nil || disk.adopted != nil || !strings.Contains(err.Error(), "nothing was written: the page was changed") {
		t.Errorf("another text was adopted: %v", err)
	}
	c.Page.State = model.PageReady
	if err := f.WhyNot(c); err == nil || f.Offered(c) {
		t.Error("a page without values to set is adopted")
	}
}

func TestTheHelpOfARoleNamesEveryRole(t *testing.T) {
	found := 0
	for _, f := range slices.Concat(present.PeopleForms, present.KeyForms) {
		for _, a := range f.Asks {
			if a.Name != "role" && a.Name != "roles" {
				continue
			}
			found++
			for _, r := range sop.Roles {
				if !strings.Contains(a.Flag(), string(r)) || a.Rows != nil && !slices.Contains(a.Rows, string(r)) {
					t.Errorf("%s: %q, %q: no %s", f.Name, a.Flag(), a.Rows, r)
				}
			}
		}
	}
	if found < 2 {
		t.Errorf("only %d lines for roles", found)
	}
}
