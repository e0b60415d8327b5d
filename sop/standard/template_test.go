package standard_test

import (
	"strings"
	"testing"

	"soprun/sop/standard"
)

// Nothing is invented of a plan that nobody read.
func TestTheTemplateLeavesTheMethodsOfEveryCodeToTheDepartment(t *testing.T) {
	s := standard.ST0218()
	got := s.Template()
	if got.Standard != "ST0218 v1.1" || got.Level != 2 || !strings.Contains(got.Note, "A template: the assessment plan of ST0218 was not read") {
		t.Errorf("%+v", got)
	}
	if len(got.Methods) != len(s.Statements) {
		t.Fatalf("%d codes, the standard has %d", len(got.Methods), len(s.Statements))
	}
	for i, m := range got.Methods {
		if m.Code != s.Statements[i].Code || m.Methods != "to be set by the department" {
			t.Errorf("%+v at the place of %s", m, s.Statements[i].Code)
		}
	}
}
