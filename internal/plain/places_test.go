package plain_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/tuitest"
	"soprun/sop"
	"soprun/sop/page"
)

// completions lists what is signed at a place.
func completions(p *place) []model.Completion {
	p.t.Helper()
	rows, err := p.Completions(model.Query{})
	if err != nil {
		p.t.Fatal(err)
	}
	return rows
}

func TestAnEmptyStationIsSetUpAndItsFirstPageApproved(t *testing.T) {
	p := empty(t)
	p.says(all(setUp, []string{"short", phrase(bell), phrase(khan), phrase(bell), phrase(bell), "2", "r", "a", "j.bell", "not it at all", phrase(bell), "s", "b", "b", "q"}),
		"This station is not set up yet.", "Question 1. The site and department", "Question 4. A short name for you, like j.bell",
		"You are J. Bell, short name j.bell.", "You sign:", "nobody else knows my passphrase", "Four words are easy to keep",
		"it has 5 characters, it needs at least 12", "The same passphrase once more", "The two passphrases differ. Type both again.", "The station is set up and its log is open.",
		"Nothing is approved.", "2. Clean your hands: SOP-IC-001 v2.1, not approved.", "A template, not approved.",
		"That is the whole page.", "No version of it is in force: all of it is new", "SOP-IC-001 v2.1 as it will run", "to be read before step 1", "2. Identify the centrifuge.",
		"Only if “What broke” of step 4 is glass.", "That is the whole page as it will run.", "like j.bell:", "You sign this sentence:", "approved SOP-IC-001 v2.1",
		`That is not the passphrase of "j.bell"`, "You sign this sentence:", "Approved and signed.", "Who performs it?", "1. J. Bell, short name j.bell")
}

func TestSetUpBeginsAgainAndKeepsNothing(t *testing.T) {
	p := empty(t)
	p.says(all([]string{"Wrong place", ".back"}, setUp, []string{""}, opens, []string{"q"}),
		"The set-up begins again.", "Question 1.", "The set-up begins again.", "Question 1.", "The station is set up")
	if got := p.Here().Site; got != "St Elsewhere" {
		t.Errorf("the site is %q", got)
	}
}

func TestThePageIsReadOutWhole(t *testing.T) {
	out := open(t).says([]string{"2", "read", "back", "q"}, "Purpose", "Protect yourself", "The page as it runs")
	p, findings := page.Parse([]byte(hands))
	if page.HasErrors(findings) {
		t.Fatal(findings)
	}
	if lost := tuitest.Missing(out, page.WordsOf(p)); len(lost) > 0 {
		t.Errorf("the words %q of the page are not said", lost)
	}
	if strings.Contains(out, "#isolate") {
		t.Error("a tag of the page is said")
	}
}

func TestAPageThatIsNotApprovedIsNotRunForTheRecord(t *testing.T) {
	p := open(t)
	p.says([]string{"2", "start", "b", "q"}, "It cannot be run for the record: it is not approved. It can be practised.")
	p.says([]string{"1", "r", "a", "b", "q"}, "There is nothing to approve: it is approved.")
}

func TestAShortNameThatNobodyHasIsSaidPlainly(t *testing.T) {
	open(t).says([]string{"2", "r", "a", "k.nobody", ".back", "b", "q"}, `Nobody with the short name "k.nobody" is enrolled here.`)
}

func TestNobodyApprovesWithoutARoleOrAPassphrase(t *testing.T) {
	p := open(t)
	before := p.Here().Entries
	p.says([]string{"2", "r", "a", "a.khan", "a", ".back", "a", "j.bell", "", "b", "q"},
		"a.khan", "Short name of the supervisor", "Short name of the supervisor", "You sign this sentence:", "Nothing was signed.")
	if p.Here().Entries != before {
		t.Error("something was signed")
	}
}

// What cannot stand in the log is said where it is typed, and not once a passphrase was chosen.
func TestSetUpSaysAtOnceWhatCannotBeCalledSo(t *testing.T) {
	p := empty(t)
	p.says(all([]string{strings.Repeat("x", 101), "St Elsewhere", strings.Repeat("y", 101), "Bench 2", "J. Bell (supervisor)", "J. Bell", "J Bell", "j.bell", ""}, opens, []string{"q"}),
		"Question 1.", "That is too long: write 100 letters at most", "Question 1.", "Question 2.", "That is too long", "Question 2.",
		"Question 3.", `needs letters, digits, spaces, points, hyphens and apostrophes, and no '('`, "Question 3.", "Question 4.", "Question 4.", "St Elsewhere, Bench 2. You are J. Bell, short name j.bell.", "Passphrase")
}

func TestTheLibraryFindsByWordsAndCode(t *testing.T) {
	p := open(t)
	p.says([]string{"HANDS clean", "hand wash", "s28", "S99", "no such thing", "7", "all", "?", "quit"},
		"Found 1:", "1. Clean your hands", "Found 1:", "1. Clean your hands", "Found 1:", "1. Clean your hands", `No procedure fits "S99".`, `No procedure fits "no such thing".`,
		"There is no number 7 in what was said last.", "Equipment:", "1. Clean a centrifuge", "What can be typed here:", "l or log: ", "Goodbye.")
	p.says(all(steps, signed, []string{"b", "all", "q"}), "Library.", "approved, last signed")
}

func TestARunThatWasPutAwayIsResumedWithWhatIsOpen(t *testing.T) {
	p := open(t)
	p.says(all(toRun, step1, []string{".n", "the label is gone"}, away), "is put away at step 3 of 7. It stands first in the library.")
	p.now = p.now.Add(90 * 60 * 1e9)
	out := p.says([]string{"1", "d", "yes", ".q", "q"}, "Open runs:", "1. Clean a centrifuge: step 3 of 7, A. Khan, 1 h ago.",
		"You go on with the run", "by A. Khan.", "Last: Step 2, not done: Identify the centrifuge.", "By: A. Khan at 09:0", "1 h ago.",
		"Open: Step 2 not done: the label is gone.", "The last act was 1 h ago.", "Are you A. Khan, and was step 2 left undone? Type yes", "There is no command d here.", "Step 3 of 7. Record the disinfectant.", "Expiry, a date after today:")
	lacks(t, out, "Switch off", "Step 2 not done,", "Step 2 not done: the label is gone,")
}

func TestARunThatIsOpenIsOfferedBeforeASecondOne(t *testing.T) {
	p := open(t)
	p.says(all(toRun, step1, away), "is put away at step 2 of 7.")
	p.now = p.now.Add(50 * time.Second)
	p.says([]string{"2", "s", "1", ".q", "q"}, "Go on with what is open, or start another run?", "1. Go on: step 2 of 7, A. Khan, ",
		"2. Another run, by A. Khan, short name a.khan", "3. Another run, by J. Bell, short name j.bell", "You go on with the run")
	p.says([]string{"2", "s", "a.khan", ".q", "b", "q"}, "The run r-", "has started: Clean a centrifuge, 7 steps, performed by A. Khan.")
	if runs, err := p.OpenRuns(); err != nil || len(runs) != 2 {
		t.Errorf("%d runs are open, %v", len(runs), err)
	}
}

func TestTheLogIsListedFilteredAndVerified(t *testing.T) {
	p := open(t)
	p.says([]string{"log", "b", "q"}, "Nothing has been signed yet.")
	p.says(whole, "Countersigned.")
	p.says(all(toRun, step1, []string{".stop", "fire alarm"}, signed, leaves), "Signed.")
	p.says([]string{"l", "stopped", "nobody", "a", "9", "v", "2", "r", "c", "a.khan", ".back", "b", "b", "q"},
		"Completions: 2, newest first:", "1. Clean a centrifuge: A. Khan, 22 Nov 2026 09:", "stopped, to review.", "2. Clean a centrifuge: A. Khan", "complete, countersigned by J. Bell.",
		"Found 1, newest first:", `No completion has the words "nobody".`, "Completions: 2", "There is no number 9.",
		"Checking every entry of the log.", "The log verifies: ", "Entry 28. Clean a centrifuge", "Countersigned:", "J. Bell (j.bell)", "looked at the lot",
		"Entry 28. Clean a centrifuge", `"a.khan" is no supervisor, who signs this: that is j.bell`, "Short name of the supervisor who countersigns", "Entry 28. Type r")
	if n := len(completions(p)[1].Countersigned); n != 1 {
		t.Errorf("%d countersignatures, want 1: the performer cannot countersign", n)
	}
}

func TestALongLogIsSaidInParts(t *testing.T) {
	p := open(t)
	for n := range 11 {
		to := slices.Clone(toRun)
		if n > 0 {
			to[0] = "2" // behind what waits for a supervisor
		}
		p.says(all(to, []string{"stop", "drill"}, signed, leaves), "Signed.")
	}
	p.says([]string{"l", "m", "11", "b", "b", "q"}, "Completions: 11", "10. Clean", "1 more: type m.", "11. Clean", "Entry 6.", "Step 1. Not reached.")
	p.says([]string{"l", "11", "m", "m", "12", "b", "q"}, "1 more: type m.", "Number 11 has not been said yet: type m for the next ones.", "11. Clean",
		"There are no more.", "There is no number 12.")
	p.says([]string{"l", "drill", "m", "m", "a", "b", "q"}, "Found 10 so far, newest first:", "10. Clean", "Looked through 10 of 11: type m to look on.",
		"Found 11, newest first:", "11. Clean", "There are no more.", "Completions: 11")
}

func TestOnlyWhoMayCarryAProcedureOutIsOffered(t *testing.T) {
	p := open(t)
	_, err := p.Enrol(model.Enrolment{By: bell.ID, ByPass: []byte(phrase(bell)), ID: "n.ray", Name: "N. Ray", Roles: []sop.Role{sop.Practitioner}, Passphrase: []byte(phrase(model.Person{ID: "n.ray"}))})
	if err != nil {
		t.Fatal(err)
	}
	out := p.says([]string{"centrifuge", "1", "s", "b", "b", "q"}, "Who performs it?", "1. A. Khan", "2. J. Bell")
	lacks(t, out, "N. Ray")
}

func TestAPersonIsEnrolledByAnAdministratorAndThemselves(t *testing.T) {
	p := open(t)
	jo := "violet harbour nine kettles"
	p.says(all(enrols, []string{jo, jo, "wrong wrong wrong", jo, jo, phrase(bell), "l", "b", "q"}),
		"Enrolled: 2.", "J. Bell, short name j.bell: administrator, supervisor.", "Short name, like j.osei", "4. supervisor", "Jo Osei types now, and signs:",
		"Now j.bell types, and signs.", `passphrase of "j.bell"`, "Jo Osei types now", "Jo Osei is enrolled", "Enrolled: 3.", "Jo Osei, short name j.osei: supervisor.")
}

// What cannot be is refused where it is typed, and not after two passphrases.
func TestAnEnrolmentRefusesANameAtOnce(t *testing.T) {
	open(t).says([]string{"e", "n", "Jo Osei", "q", "j.osei", "supervisor", "j.bel", ".back", "b", "q"},
		`Short name "q": needs 2 to 32 of a-z`, "4. supervisor", `Nobody with the short name "j.bel" is enrolled here (did you mean j.bell?).`)
	open(t).says([]string{"e", "n", "Asha Khan", "a.khan", "a.khan2", ".back", "p", "a.kahn", ".back", "k", "a.kahn", "a.khan", "she forgot it", "j.bel", ".back", "b", "q"},
		`The short name "a.khan" is that of A. Khan already, and is never used for anybody else.`, "4. supervisor",
		`Nobody with the short name "a.kahn" is enrolled here (did you mean a.khan?).`, `Nobody with the short name "a.kahn"`, `Nobody with the short name "j.bel"`)
	empty(t).says(all([]string{"St Elsewhere", "Bench 2", "J. Bell", "J Bell", ".back"}, opens, []string{"q"}), `Short name "J Bell": needs 2 to 32 of a-z`, "The set-up begins again.")
}

// What is typed for a passphrase is the passphrase: no command is offered there.
func TestHelpOffersNothingThatAPassphraseTakes(t *testing.T) {
	empty(t).says(all(setUp, []string{"?", "?", ".back", ".back", phrase(bell), phrase(bell), "q"}), "In the first four type .back to begin again, .? for help. The last two are a passphrase.",
		"All that is typed for it is part of it, ? and .back too.", "it needs at least 12", "it needs at least 12")
}

func TestAnEnrolmentThatIsGivenUpEnrolsNobody(t *testing.T) {
	for what, given := range map[string][]string{
		"at the name": {".back"}, "at the short name": {"Jo Osei", ".back"}, "at the role": {"Jo Osei", "j.osei", "chief", "b"},
		"at the administrator": {"Jo Osei", "j.osei", "1", ".back"}, "at the passphrase": {"Jo Osei", "j.osei", "1", "j.bell", ""},
		"at the signature": {"Jo Osei", "j.osei", "1", "j.bell", "violet harbour nine kettles", "violet harbour nine kettles", ""},
	} {
		p := open(t)
		p.says(all([]string{"e", "n"}, given, []string{"b", "q"}), "n to enrol somebody", "n to enrol somebody")
		if people, err := p.People(); err != nil || len(people) != 2 {
			t.Errorf("%s: %d people, %v", what, len(people), err)
		}
	}
}

func TestARunThatCannotStartIsSaidAndLeft(t *testing.T) {
	p := open(t)
	p.says([]string{"2", "start", "b", "1", "s", "nobody", "correct horse battery", "3", "b", "b", "q"}, "nobody is not one of them.", "That is not one of them.", "3 is not one of them.", "Type s to start", "Goodbye.")
}

func TestAPersonChangesTheirOwnPassphraseInTheDialogue(t *testing.T) {
	p := open(t)
	const next = "ladder orbit kettle nine"
	out := p.says([]string{"e", "p", khan.ID, "wrong wrong wrong", next, next, phrase(khan), next, next, "b", "q"},
		"That is not the passphrase", "The passphrase of a.khan is another one from now on.")
	lacks(t, out, next, phrase(khan))
	if _, err := p.station.Signer(khan.ID, []byte(next)); err != nil {
		t.Error(err)
	}
}

func TestTheLibraryIsSaidByDutyAndByCode(t *testing.T) {
	p := open(t)
	out := p.says([]string{"g", "1", "b", "g", "g", "q"},
		"Duty 8. Maintain a healthy, safe and secure workplace:", "Crown copyright", "Type s to start", "S26. Apply a range of techniques for infection prevention and control:", "Crown copyright", "Goodbye.")
	if first, _, _ := strings.Cut(out, "Duty "); strings.Contains(first, "Crown copyright") || strings.Contains(first, "S26.") {
		t.Errorf("the library begins grouped by something else:\n%s", first)
	}
}
