package plain_test

import (
	"slices"
	"strings"
	"testing"

	"soprun/internal/model"
	"soprun/internal/present"
)

// Every office, on a real log, by who may and by who may not.
func TestRolesKeysAndAccessAreSignedFor(t *testing.T) {
	p := open(t)
	before := p.Here().Entries
	p.says([]string{
		"e", "r", "a.khan", "2 lead", "2 5", "learns the new bench", "a.khan", "j.bell", phrase(bell),
		"a", "a.khan", "SOP-CEN-014", "4", "2", "competent", "2", "1", ".skip", ".skip", "2027-11-22", "knows the waits", "be watched twice", "j.bell", phrase(bell),
		"v", "all of them work here", "j.bell", phrase(bell),
		"x", "a.khan", "the phrase was on a note", "0", "SHA256:none", "j.bell", "x", "a.khan", "the phrase was on a note", "0", ".skip", "j.bell", "x", "a.khan", "the phrase was on a note", ".skip", ".skip", "j.bell", phrase(bell),
		"k", "a.khan", "the old one is revoked", "j.bell", "violet harbour nine bells", "violet harbour nine bells", phrase(bell), "l",
		"t", "SOP-CEN-014", "9.9", "the rotor is gone", "j.bell", "t", "SOP-CEN-014", "2.1", "the rotor is gone", "j.bell", phrase(bell), "b", "q",
	},
		"Enrolled: 2.", "a.khan: assistant", "Key SHA256:", "Only one person is administrator.", "Nobody has reviewed who has access yet.",
		"Roles: 1 administrator, 2 assistant, 3 practitioner, 4 supervisor, 5 trainee, now assistant; all that they are to hold:",
		`"lead" is none of administrator, assistant, practitioner, supervisor, trainee.`, `"a.khan" is no administrator, who signs this: that is j.bell`, "Short name of the administrator who signs", "You sign this sentence:", "assigned A. Khan (a.khan) the roles assistant and trainee", "The roles are changed from this entry on.",
		"by questions or a portfolio the outcome is not yet", "soprun people evidence record",
		"Method: 1 observed, 2 questions, 3 portfolio; only observed can end in competent:", `"4" is none of observed, questions, portfolio`, "Outcome: 1 not yet; not yet where nobody watched:",
		"By questions nobody is found competent, only in a run that was watched: say not yet here", `"2" is none of competent, not yet`, "assessed A. Khan (a.khan)", "The assessment is in the record.",
		"reviewed access on", "That you looked at who has access is in the record.",
		"is the fingerprint of no key of", "It disputes entries from 0 on", "revoked the key SHA256:", "The key signs nothing from this entry on.",
		"a.khan types now, and signs:", "nobody else knows my passphrase", "a.khan has a new key",
		"short name a.khan: assistant, trainee.", "REVOKED in entry", "Key SHA256:", "SOP-CEN-014 v2.1: not yet (questions), J. Bell", "knows the waits. Next: be watched twice",
		"Access was last reviewed by J. Bell", "9.9", "retired SOP-CEN-014 v2.1", "No version is in force until another is approved.")
	if got := p.Here().Entries - before; got != 6 {
		t.Errorf("%d entries more, want 6", got)
	}
}

func TestAFormIsGivenUpAtEveryLine(t *testing.T) {
	p := open(t)
	before := p.Here().Entries
	p.says([]string{
		"e", "r", ".back", "r", "a.khan", ".back", "r", "a.khan", "trainee", "learns the new bench", "j.bell", "",
		"k", ".back", "k", "a.khan", ".back", "k", "a.khan", "the old one is revoked", "j.bell", "", "b", "q",
	}, "You sign this sentence:", "No key was made.")
	if got := p.Here().Entries; got != before {
		t.Errorf("%d entries more", got-before)
	}
}

func TestAMistypedAreaIsSaidWhereItIsTyped(t *testing.T) {
	p := open(t)
	to := wayTo(present.Lists[slices.IndexFunc(present.Lists, func(l present.List) bool { return l.Name == "duties" })])
	p.says(all(to, []string{"assign", "a.khan", ".skip", "centrifugs", ".back", "unassign", "a.khan", "SOP-X", ".back"}, backOut(to), []string{"q"}),
		`No page stands in an area "centrifugs"`, "the areas are", `"a.khan" has no duty.`)
}

func TestAMistypedAssetIsSaidWhereItIsTyped(t *testing.T) {
	p := open(t)
	p.prepared(khan.ID, model.Move{Asset: "FR-001", Reason: "the door does not close"})
	l := present.Lists[slices.IndexFunc(present.Lists, func(l present.List) bool { return l.Name == "assets" })]
	to := wayTo(l)
	out := p.says(all(to, []string{"in", "FR-0O1", "FR-001", "the hinge was changed", "j.bell", phrase(bell), "out", "FR-0O1", "new FR-013", "its door does not close", "a.khan", ""}, backOut(to), []string{"q"}),
		`"FR-0O1" is not out of service (did you mean FR-001?)`, "It is in service again.",
		`names an asset "FR-0O1" (did you mean FR-001?)`, `"new FR-0O1" where nothing names it yet`, `took "FR-013" out of service`)
	if strings.Contains(out, "It is out of service from now on") {
		t.Errorf("it was signed:\n%s", out)
	}
}
