package plain_test

import "testing"

// An amendment and the countersignature that it puts aside, on the real record.
func TestAValueIsAmendedAfterItWasCountersigned(t *testing.T) {
	p := open(t)
	before := p.Here().Entries
	p.says(all(steps, signed, review, []string{
		"a", "9", "2", "a.khan", "5 Mar 2027", "short", "read the wrong label first", phrase(khan),
		"c", "r", "c", "a.khan", ".skip", "c", "j.bell", ".skip", phrase(bell), "r", "b", "q",
	}),
		"1. Step 2. Asset label: CEN-0012.", "2. Step 3. Expiry: 2 Mar 2027.", "Number of the value that is to be amended",
		"9 is not one of them.", "Expiry is 2 Mar 2027. What is right?", "Why, in ten letters or more", "\"short\" has 5 letters: write ten or more.",
		"You sign this sentence:", "amended lot-expiry of step disinfectant in entry 28", "2027-03-02", "2027-03-05", "read the wrong label first",
		"Amended. Both values stay, and it waits for a countersignature.", "It was amended by A. Khan after it was read: read it again. Type r for that.",
		"AMENDED since it was signed: 1 time, the last by A. Khan (a.khan)", "Not since it was amended: to review.", "SUPERSEDED: amended since.", "Expiry: 5 Mar 2027 (to be after today).", "Amended by A. Khan on 22 Nov 2026 09:", "from 2 Mar 2027 to 5 Mar 2027: read the wrong label first.",
		"Countersigned.", "J. Bell (j.bell), 22 Nov 2026")
	if got := p.Here().Entries - before; got < 5 {
		t.Errorf("%d entries more", got)
	}
}

// Of few answers the dialogue says the numbers, and what is none of them is refused at once.
func TestAnAnswerIsAmendedByItsNumber(t *testing.T) {
	p := open(t)
	p.says(all(steps, signed, []string{
		"r", "a", "4", "a.khan", "3", "wood", "1", "looked at it again", phrase(khan), "r", "a", "5", "a.khan", "maybe", "no", "looked at it again", phrase(khan), "b", "q",
	}),
		"4. Step 4. What broke: plastic.", "What broke is plastic. What is right? 1 glass, 2 plastic", `"3" is not one of glass, plastic`, `"wood" is not one of glass, plastic`, "Why, in ten letters or more",
		"amended broken of step inspect in entry 28", `from "plastic" to "glass"`, "Amended. Both values stay",
		"Still wet is yes. What is right? yes or no", "Still wet: answer yes or no.", "Why, in ten letters or more", `from "yes" to "no"`, "Amended. Both values stay")
}

func TestAnAmendmentCanBeGivenUp(t *testing.T) {
	p := open(t)
	p.says(all(steps, signed, []string{"b", "q"}), "Signed. It is entry 28 of the log.")
	before := p.Here().Entries
	p.says([]string{"l", "1", "a", ".back", "a", "1", ".back", "a", "1", "a.khan", ".back", "a", "1", "a.khan", "CEN-0013", ".back", "b", "b", "q"},
		"Why, in ten letters or more: .back", "Entry 28.")
	if got := p.Here().Entries; got != before {
		t.Errorf("%d entries, want %d", got, before)
	}
}
