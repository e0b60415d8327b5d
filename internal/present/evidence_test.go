package present_test

import (
	"strings"
	"testing"

	"soprun/internal/present"
)

// Behaviour is what an employer saw, and nothing else shows it.
func TestTheMethodOfEvidenceFollowsFromItsCode(t *testing.T) {
	var method present.Ask
	for _, a := range named(t, "evidence").Forms[0].Asks {
		if a.Name == "method" {
			method = a
		}
	}
	for _, c := range []struct{ code, text, want string }{
		{"K27", "Question", ""},
		{"k27", "discussion", ""},
		{"K27", "employer", "is none of question, discussion"},
		{"B1", "Employer", ""},
		{"b1", "question", "behaviour is what an employer saw"},
	} {
		err := method.Judge(nil, present.Answers{"code": c.code}, c.text)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s by %s: %v, want %q", c.code, c.text, err, c.want)
		}
	}
}
