package plain_test

import "testing"

// What a key signed that turns out to have been known to others is disputed in every
// place where it stands: the record, its countersignature, an amendment, the list.
func TestWhatASuspectKeySignedIsDisputedWhereverItIsSaid(t *testing.T) {
	p := open(t)
	p.says(all(steps, signed, review, []string{"b", "q"}), "Countersigned.")
	p.says([]string{"l", "1", "b", "b", "q"}, "countersigned by J. Bell.", "J. Bell (j.bell), 22 Nov 2026")
	const next = "violet harbour nine bells"
	p.says([]string{"e", "k", "j.bell", "somebody saw me type it", "j.bell", next, next, phrase(bell), "b", "q"}, "j.bell has a new key")
	staff, err := p.Staff()
	if err != nil {
		t.Fatal(err)
	}
	old := ""
	for _, m := range staff.Members {
		if m.ID == "j.bell" {
			old = m.Keys[0].Fingerprint
		}
	}
	p.says([]string{"e", "x", "j.bell", "the note with it was found", "1", old, "j.bell", next, "b", "q"}, "revoked the key SHA256:")
	p.says([]string{"l", "1", "b", "b", "q"}, "countersigned by J. Bell (DISPUTED)", "J. Bell (j.bell), 22 Nov 2026",
		"DISPUTED: signed with a key that was revoked later, as suspect from before this entry on.")
	p.says([]string{"1", "b", "q"}, "Approved by J. Bell", "That approval is DISPUTED")
}
