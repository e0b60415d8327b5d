package present

import (
	"fmt"
	"strings"
	"time"

	"soprun/internal/model"
	"soprun/sop"
)

// StaffWarnings words what is missing among who is enrolled: somebody to
// countersign, and a second administrator.
func StaffWarnings(s model.Staff) (out []string) {
	if len(s.Members) == 1 {
		out = append(out, "A record is countersigned by somebody else than who performed it, so enrol at least one more person.")
	}
	if len(s.Members) > 0 && s.Administrators() < 2 {
		out = append(out, "Only one person is administrator. If that key is lost, nobody can enrol people or give new keys: make a second one.")
	}
	return out
}

// AccessReviewed words when somebody last looked at who has access.
func AccessReviewed(s model.Staff, now time.Time) string {
	if s.Last == nil {
		return "Nobody has reviewed who has access yet."
	}
	text := fmt.Sprintf("Access was last reviewed by %s, %s, entry %d", s.Last.By.Name, Ago(now.Sub(s.Last.At)), s.Last.Entry)
	if s.Last.Disputed {
		text += ", DISPUTED: with a key that was revoked later"
	}
	if c := strings.TrimSuffix(s.Last.Comment, "."); c != "" {
		text += ": " + c
	}
	return text + "."
}

// Key words one key of a person.
func Key(k model.Key) string {
	text := fmt.Sprintf("%s, since entry %d", k.Fingerprint, k.Bound)
	switch {
	case k.Revoked > 0:
		text += fmt.Sprintf(", REVOKED in entry %d", k.Revoked)
	case k.Ended > 0:
		text += fmt.Sprintf(", replaced in entry %d", k.Ended)
	}
	if k.Suspect > 0 {
		text += fmt.Sprintf(", disputed from entry %d", k.Suspect)
	}
	return text
}

// Tries words how often a person's passphrase was typed wrong in a row, "" for never.
func Tries(m model.Member) string {
	if m.Failures == 0 {
		return ""
	}
	text := Number(m.Failures, "wrong passphrase") + " in a row"
	switch {
	case m.State == model.KeyLocked:
		text += ": a supervisor unlocks the key"
	case m.Wait > 0:
		text += ", the next try in " + Length(m.Wait)
	}
	return text
}

// Competence words one assessment.
func Competence(c model.Competence, zone *time.Location) string {
	text := fmt.Sprintf("%s (%s), %s, %s", c.Outcome, how(c), c.By.Name, c.At.In(zone).Format("2 Jan 2006"))
	if c.Expires != "" {
		text += ", until " + Day(c.Expires)
	}
	if c.Outcome == "competent" && !c.Holds {
		text += ", NO LONGER HOLDS"
	}
	if c.Disputed {
		text += ", DISPUTED: signed with a key that was revoked later"
	}
	if c.Run != "" {
		text += ", watched in " + c.Run
	}
	if c.Entry > 0 {
		text += fmt.Sprintf(", entry %d", c.Entry)
	}
	text += byScheme(c)
	if note := strings.TrimSuffix(c.Comment, "."); note != "" {
		text += ": " + note
	}
	if next := strings.TrimSuffix(c.Next, "."); next != "" {
		text += ". Next: " + next
	}
	return text + ". " + wordOn(c)
}

// wordOn words what somebody says of an assessment of them, without its last full stop.
func wordOn(c model.Competence) string {
	w := c.Word
	if w == nil {
		return "Waits for their word"
	}
	text := "They agree"
	if !w.Agrees {
		text = "THEY DO NOT AGREE"
	}
	text += fmt.Sprintf(", entry %d", w.Entry)
	if w.Disputed {
		text += ", DISPUTED: signed with a key that was revoked later"
	}
	if why := strings.TrimSuffix(w.Comment, "."); why != "" {
		text += ": " + why
	}
	return text
}

// byScheme words by which scheme somebody was assessed, "" for none.
func byScheme(c model.Competence) string {
	if c.Scheme == 0 {
		return ""
	}
	return fmt.Sprintf(", by the scheme in entry %d", c.Scheme)
}

// how words by which method somebody was assessed, and how much help it took.
func how(c model.Competence) string {
	if c.Independence == "" {
		return c.Method
	}
	return c.Method + ", " + c.Independence
}

// Roles lists what somebody may do.
func Roles(list []sop.Role) string {
	out := make([]string, len(list))
	for i, r := range list {
		out[i] = string(r)
	}
	return strings.Join(out, ", ")
}

// Printed is somebody's name as it is printed.
func Printed(p model.Person) string { return p.Name }

// Short is somebody's name as it is typed.
func Short(p model.Person) string { return p.ID }
