package plain_test

import (
	"strings"
	"testing"

	"soprun/internal/model"
	"soprun/internal/plain"
	"soprun/internal/present"
)

// toDeviations walks to the sign-off with a value outside its limits, a value
// typed again, a correction and a step that was not done.
var toDeviations = all(toRun, step1, step2,
	[]string{"2 Mar 2027", "99999", "9000", "made up a fresh batch", "c", "1", "9600", "misread the cup", "d"},
	[]string{"glass", "d", "a", "n", "no forceps"}, step6, step7)

func TestSignOffSaysEveryExceptionAndBlocksWhileOneIsOpen(t *testing.T) {
	out := open(t).says(all(toDeviations, []string{"sign", ".?", "told the lead"}, signed, leaves),
		"Complete except 1, 6 done, 1 not done, 2 deviations, 1 correction.", "Still open before it can be signed: 1.",
		"Deviation 2: step 5 not done: no forceps.", "What was done about it?", "Exceptions: 4.",
		"Step 3. Strength 9000 ppm BELOW 9500 ppm. Done about it: Made up a fresh batch.",
		"Strength 9000 corrected to 9600 ppm: misread the cup.", "Strength 99999 was typed first", "Step 5 not done: no forceps. Done about it: Sign.",
	)
	if before, _, _ := strings.Cut(out, "Deviation 2:"); strings.Contains(before, "You sign this sentence") {
		t.Errorf("the sentence was shown while a deviation was open:\n%s", out)
	}
}

func TestTheWordSignAtAnOpenDeviationIsAnActionAndNoSignature(t *testing.T) {
	p := open(t)
	out, err := p.talk(all(toDeviations, []string{"sign"})...)
	if err == nil || len(completions(p)) != 0 {
		t.Errorf("signed, or ended well: %v\n%s", err, out)
	}
	inOrder(t, out, "Kept beside the deviation.", "Done about it: Sign.", "You sign this sentence:", "Type sign to sign it", "is put away before its signature")
}

func TestAWrongOrEmptyPassphraseSignsNothing(t *testing.T) {
	p := open(t)
	out := p.says(all(steps, []string{"sign", "", "sign", "not it at all", "nor is this", "", "put-away", "q"}),
		"Passphrase of a.khan, or an empty line to sign nothing:", "Nothing was signed.",
		"Passphrase of a.khan", `That is not the passphrase of "a.khan"`, "Passphrase of a.khan", `That is not the passphrase of "a.khan"`,
		"Passphrase of a.khan", "Nothing was signed.", "Type sign to sign it", "is put away before its signature")
	if len(completions(p)) != 0 {
		t.Error("a run was signed")
	}
	lacks(t, out, "not it at all", "nor is this", phrase(khan))
	p.says(all([]string{"1"}, signed, leaves), "Open runs:", "1. Clean a centrifuge: to sign, A. Khan", "You go on with the run", "Sign-off.", "Signed.")
}

// What a countersignature needs is asked for at its own question, not refused once all is typed.
func TestACommentIsNeededWhereThereAreExceptions(t *testing.T) {
	p := open(t)
	p.says(all(toDeviations, []string{"told the lead"}, signed, []string{"r", "c", "a.khan", "j.bell", "", ".skip", "1", phrase(bell)}, leaves),
		"c to countersign", "Exceptions:", "Done about it: told the lead.", "Steps:", `"a.khan" is no supervisor, who signs this: that is j.bell`, "Short name of the supervisor",
		"Comment: what you looked at or found, as there are exceptions:", "Nothing was typed", "Comment: what", ".skip", "Comment: what", "Countersigned.")
}

func TestAPassphraseIsNeverSaid(t *testing.T) {
	out := open(t).says(whole, "Countersigned.")
	lacks(t, out, phrase(khan), phrase(bell), "maple")
}

func TestACorrectionAtTheSignOffIsInTheSentenceThatIsSigned(t *testing.T) {
	open(t).says(all(steps, []string{"c", "4", "2", "no change", "c", "4", "1", "looked again", "told the lead"}, signed, leaves),
		"No exceptions.", "You sign this sentence:", "Outcome: complete. 6 steps done, 1 not required.", "What broke is plastic. What is right? 1 glass, 2 plastic:",
		"What broke is plastic already.", "Corrected. What broke was plastic.", "Deviation 1: step 5 was passed as not required; a correction makes it required.",
		"What was done about it?", "1 deviation, 1 correction.", "What broke plastic corrected to glass: looked again.", "You sign this sentence:", "1 not required, 1 deviation, 1 correction.", "Type sign", "Signed.")
}

func TestPracticeSaysInEveryBlockThatItIsNoRecord(t *testing.T) {
	const banner = "PRACTICE - NOT A RECORD"
	p := open(t)
	out := p.says(all([]string{"2", "p"}, step1, step2, step3, step4, step6, step7, []string{"end", "q"}),
		"The run p-", banner, "Nothing of it is in the log, and nothing is signed.", "Type end to end the practice", "The practice has ended.")
	lacks(t, out, "Passphrase", "You sign")
	if len(completions(p)) != 0 {
		t.Error("practice is in the log")
	}
	_, walked, _ := strings.Cut(out, "The run p-")
	walked, _, _ = strings.Cut(walked, "Library.")
	lines := strings.Split("The run p-"+walked, "\n")
	for i, line := range lines {
		_, answer, isPrompt := strings.Cut(line, ": ")
		if !isPrompt || !strings.Contains(answer, "") || i == 0 {
			continue
		}
		if endsBlock(line) && (lines[i-1] != banner || i+1 < len(lines) && lines[i+1] != banner && lines[i+1] != "") {
			t.Errorf("the block before or after %q does not say that it is practice:\n%s\n%s", line, lines[i-1], lines[i+1])
		}
	}
}

// endsBlock reports whether a line is a prompt of the walk.
func endsBlock(line string) bool {
	for _, prompt := range []string{"Type a when", "Type the whole word", "Type d when", "Asset label, scan", "Room, or", "Expiry, a", "Strength, ppm"} {
		if strings.HasPrefix(line, prompt) {
			return true
		}
	}
	return false
}

func TestAnInterruptedPracticeSaysThatItIsOne(t *testing.T) {
	out, err := open(t).talk(all([]string{"2", "p"}, step1)...)
	if err == nil || !strings.HasSuffix(out, "PRACTICE - NOT A RECORD\n") {
		t.Errorf("%v:\n%s", err, out)
	}
	inOrder(t, out, "is put away at step 2 of 7")
}

// withOut is a station with things out of service.
type withOut struct {
	present.Station
	out []model.Asset
}

func (w withOut) Here() model.Station {
	here := w.Station.Here()
	here.Out = w.out
	return here
}

func TestTheSignOffSaysWhatItWasDoneWithThatIsOutOfService(t *testing.T) {
	p := open(t)
	p.with = func(cfg *plain.Config) {
		cfg.Sources.Station = withOut{cfg.Sources.Station, []model.Asset{{ID: "CEN-0012", Reason: "it is dented", By: model.Person{Name: "J. Bell"}}}}
	}
	out := p.says(whole, "Sign-off.", "CEN-0012 is OUT OF SERVICE since", "by J. Bell: it is dented.", "You sign this sentence:")
	if strings.Contains(out, "No exceptions.") {
		t.Errorf("it says that there was none:\n%s", out)
	}
}
