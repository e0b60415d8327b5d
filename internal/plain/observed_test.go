package plain_test

import (
	"strconv"
	"strings"
	"testing"

	"soprun/internal/model"
)

// Somebody is watched from before their first step to the matrix, on the real record: what
// they say beforehand, what was found, and that they do not agree. The same assessor twice
// does not make two.
func TestSomebodyIsWatchedAndSaysWhetherTheyAgree(t *testing.T) {
	p := open(t)
	p.prepared(bell.ID, model.SetScheme{Scheme: model.Scheme{Pages: []string{"SOP-CEN-014"}, Observations: 2, Assessors: 2, Methods: []string{"observed"}}, Reason: "agreed last week"})
	watched := all([]string{"clean a centrifuge", "1", "s", "a.khan", ".observed", "1", "gown first; the lid may cut me"}, step1, step2, step3, step4, step6, step7, signed, []string{"r"})
	first := p.says(all(watched, []string{"o", "j.bell", "Alone", "calm, and in order", "once more", "not yet", ".skip", phrase(bell), "r", "b", "b", "q"}),
		"A. Khan is watched by J. Bell", "o to say what you found", "gown first; the lid may cut me",
		"method observed, run r-", "independence alone, by the scheme in entry", "The assessment is in the record, and waits for the word of who was watched.", "Assessed:", "Waits for their word.")
	if again := first[strings.LastIndex(first, "Assessed:"):]; strings.Contains(again, "o to say what you found") {
		t.Errorf("it is asked for again:\n%s", again)
	}
	p.says([]string{"l", "matrix", "1", "b", "b", "b", "q"}, "Observed 0 of 2 without help in v2.1, by 0 of 2 assessors.", "1 more to count, with the word of who was watched.")
	staff, err := p.Staff()
	if err != nil {
		t.Fatal(err)
	}
	entry := ""
	for _, m := range staff.Members {
		for _, c := range m.Competences {
			entry = strconv.FormatInt(c.Entry, 10)
		}
	}
	p.says([]string{"l", "assessments", "1", "w", entry, "no", "I was told twice where to begin", "a.khan", phrase(khan), "r", "b", "b", "b", "q"},
		"Assessed, to answer:", "SOP-CEN-014 v2.1: not yet, by J. Bell: A. Khan", "do not agree with the assessment in entry "+entry, "What you say stands beside the assessment.",
		"THEY DO NOT AGREE", "I was told twice where to begin.")
	p.says([]string{"l", "matrix", "b", "b", "q"}, "not yet, NOT AGREED, observed 1 of 2.")
	out := p.says(all(watched, []string{"o", "j.bell", "teaches", "showed it to a colleague", ".skip", "competent", ".skip"}, []string{".back", "b", "b", "q"}), "was watched without help in 2 runs by 1 assessor, as both signed, and the scheme in entry")
	if strings.Contains(out, "as competent in") {
		t.Errorf("competent by one assessor:\n%s", out)
	}
}
