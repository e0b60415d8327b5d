package present_test

import (
	"slices"
	"strings"
	"testing"

	"soprun/internal/model"
	"soprun/internal/present"
)

// tabled is each form of the tables, those about a record and a page as they are without one.
func tabled() (all []present.Form) {
	for _, l := range present.Lists {
		all = slices.Concat(all, l.Forms, l.Together, l.About, []present.Form{l.Aside, l.Marked})
	}
	assessed := present.RecordForms(present.Case{Record: model.Record{Completion: model.Completion{Entry: 7}, Unassessed: []string{"j.bell"}}})
	return slices.Concat(all, assessed, present.PeopleForms, present.KeyForms, present.StationForms, present.PageForms(present.Case{}))
}

// A line in which only a few words can stand offers them, takes no other, and its flag names them.
func TestALineOfFewAnswersOffersThemAndTakesNoOther(t *testing.T) {
	found := map[string]bool{}
	for _, f := range tabled() {
		for _, a := range f.Asks {
			if a.Kind == present.Secret || a.Kind == present.NewSecret {
				continue
			}
			err := a.Judge(nobodyHere{}, present.Answers{}, "no such word")
			if err != nil && strings.Contains(err.Error(), " is none of ") && a.Rows == nil {
				t.Errorf("%s: %s takes few answers and offers none: %v", f.Name, a.Name, err)
			}
			if a.Rows == nil || a.Kind == present.Value {
				continue
			}
			found[f.Name+" "+a.Name] = true
			if err == nil {
				t.Errorf("%s: %s takes any word", f.Name, a.Name)
			}
			for _, row := range a.Rows {
				if !strings.Contains(a.Flag(), row) {
					t.Errorf("%s: --%s says %q, without %s", f.Name, a.Name, a.Flag(), row)
				}
			}
			rows := a.Offers(nil)
			if a.Several {
				rows = []string{strings.Join(rows, " ")}
			}
			for _, row := range rows {
				if err := a.Judge(nobodyHere{}, present.Answers{"method": "observed"}, row); err != nil {
					t.Errorf("%s: %s offers %q: %v", f.Name, a.Name, row, err)
				}
			}
		}
	}
	for _, want := range []string{"assess method", "assess outcome", "assess independence", "watched independence", "watched outcome", "declare state", "rules lapsed", "rules nation", "respond agree", "record method", "enrol role", "roles roles", "set methods"} {
		if !found[want] {
			t.Errorf("%s offers nothing", want)
		}
	}
}

func TestWhatIsOfferedFollowsFromTheAnswersBefore(t *testing.T) {
	for _, c := range []struct {
		form, ask string
		before    present.Answers
		want      string
	}{
		{"assess", "outcome", present.Answers{"method": "Observed"}, "Outcome: 1 competent, 2 not yet; not yet where nobody watched"},
		{"assess", "outcome", present.Answers{"method": "questions"}, "Outcome: 1 not yet; not yet where nobody watched"},
		{"record", "method", present.Answers{"code": "k27"}, "Method: 1 question, 2 discussion; a K code by question or discussion, a B code by employer"},
		{"record", "method", present.Answers{"code": "B1"}, "Method: 1 employer; a K code by question or discussion, a B code by employer"},
		{"rules", "lapsed", nil, "Competence that lapsed: 1 warn, 2 block, now warn; what happens to who starts a run"},
		{"rules", "nation", nil, "Bank holidays of: 1 england, 2 wales, 3 scotland, 4 northern-ireland; .skip for none"},
		{"roles", "roles", nil, "Roles: 1 administrator, 2 assistant, 3 practitioner, 4 supervisor, 5 trainee; all that they are to hold"},
		{"set", "methods", nil, "Methods: 1 observed, 2 questions, 3 portfolio, now observed; the department sets them. Only who watched says competent"},
		{"declare", "state", nil, "Closed or open: 1 closed, 2 open"},
	} {
		for _, f := range tabled() {
			if at := slices.IndexFunc(f.Asks, func(a present.Ask) bool { return f.Name == c.form && a.Name == c.ask }); at >= 0 {
				a := f.Asks[at]
				if got := a.Prompted(present.Case{}, c.before); got != c.want {
					t.Errorf("behind %v: %q, want %q", c.before, got, c.want)
				}
				for _, row := range a.Offers(c.before) {
					if a.Several {
						row = a.Rows[0] + " " + row
					}
					if err := a.Judge(nobodyHere{}, c.before, row); err != nil {
						t.Errorf("behind %v %q is offered: %v", c.before, row, err)
					}
				}
			}
		}
	}
}
