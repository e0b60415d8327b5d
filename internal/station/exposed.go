package station

import (
	"encoding/json"
	"fmt"
	"slices"

	"soprun/internal/keyring"
	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
)

// ExposedError is returned to somebody whose passphrase stands in a text: nothing
// was signed. It names where, never what stands there.
type ExposedError struct {
	Person string
	// Where names the text: "step 3, Room". It is "" where it was said before, and
	// the key stays unused since.
	Where string
	// Kept reports whether the text is in the log, where it stays for ever: then
	// the key signs nothing more but another key. Otherwise it is still a draft.
	Kept bool
}

// Error says where the passphrase stands and what to do.
func (e *ExposedError) Error() string {
	const again = "make yourself a new key, under people, and sign with that"
	switch {
	case e.Where == "":
		return fmt.Sprintf("the passphrase of %q can be read in the log, so its key signs nothing more: %s", e.Person, again)
	case e.Kept:
		return fmt.Sprintf("the passphrase of %q stands in the log, at %s, for all to read. Nothing was signed: %s", e.Person, e.Where, again)
	default:
		return fmt.Sprintf("the passphrase of %q is in what was to be signed, as its %s. Nothing was signed: write that again", e.Person, e.Where)
	}
}

// checkExposed refuses a draft when the passphrase that was typed for it can be
// read in any text of its run, or in its own words. It is asked after the key
// opened, so that a wrong try tells nothing. A key whose passphrase is in the log
// is marked, and signs nothing more but the entry that names another.
func (s *Station) checkExposed(d *draft, key string, typed keyring.Folded) error {
	if !isOwnRotation(d) {
		if err := s.notExposed(d.entry.Person, key); err != nil {
			return err
		}
	}
	if d.run != "" {
		where, err := s.exposedIn(d.run, typed)
		if err != nil {
			return err
		}
		if where != "" {
			found := &ExposedError{Person: d.entry.Person, Where: where, Kept: true}
			if err := s.ring.Expose(d.entry.Person, key); err != nil {
				return fmt.Errorf("%w; the key could not be marked: %w", found, err)
			}
			return found
		}
	}
	var written struct {
		Body any `json:"body"`
	}
	if err := json.Unmarshal(d.payload, &written); err != nil {
		return err
	}
	if name := memberWith(written.Body, "text", typed); name != "" {
		return &ExposedError{Person: d.entry.Person, Where: name}
	}
	return nil
}

// exposedIn returns where in the texts of a run a passphrase stands, "" for
// nowhere.
func (s *Station) exposedIn(name string, typed keyring.Folded) (where string, err error) {
	log, err := s.log()
	if err != nil {
		return "", err
	}
	all, err := s.entriesOf(log, name)
	if err != nil {
		return "", err
	}
	for _, e := range all.events {
		if slices.ContainsFunc([]string{e.Value, e.Raw, e.Old, e.Reason}, typed.In) {
			s.writing.Lock()
			defer s.writing.Unlock()
			p, err := s.procedure(all.sha256)
			return placeOf(p, e), err
		}
	}
	return "", nil
}

// checkUntold refuses a new passphrase that anybody can read in the log, whoever wrote
// it there and when: a key under it would be nobody's own.
func (s *Station) checkUntold(passphrase []byte) error {
	log, err := s.log()
	if err != nil {
		return err
	}
	typed := keyring.Fold(passphrase)
	defer typed.Wipe()
	return log.Snapshot(func(snap *store.Snapshot) error {
		for p, err := range snap.Placed {
			if err != nil {
				return err
			}
			told, err := tells(p.Entry, typed)
			if err != nil {
				return err
			}
			if told {
				return fmt.Errorf("%w: this one can be read in the log, entry %d", keyring.ErrWeak, p.Position)
			}
		}
		return nil
	})
}

// tells reports whether a passphrase stands in the words of an entry.
func tells(e *record.Entry, typed keyring.Folded) (bool, error) {
	if _, event, ok := record.EventOf(e); ok {
		return slices.ContainsFunc([]string{event.Value, event.Raw, event.Old, event.Reason}, typed.In), nil
	}
	payload, err := record.Encode(e)
	if err != nil {
		return false, err
	}
	var written struct {
		Body any `json:"body"`
	}
	if err := json.Unmarshal(payload, &written); err != nil {
		return false, err
	}
	return memberWith(written.Body, "text", typed) != "", nil
}

// placeOf names the step and the field of an event, or what its words are for.
func placeOf(p *sop.Procedure, e sop.Event) string {
	if p == nil {
		return "an entry of this run"
	}
	s, known := p.Step(e.Step)
	if !known || e.Kind == sop.RunStopped {
		return "the words about the whole run"
	}
	for _, f := range s.Fields {
		if f.Name == e.Field {
			return which(s, e) + ", " + f.Label
		}
	}
	return which(s, e) + ", the words that were given"
}

// which names the step of an event, with the item that it was done for.
func which(s sop.Step, e sop.Event) string {
	if e.Item == "" {
		return fmt.Sprintf("step %d", s.Number)
	}
	return fmt.Sprintf("step %d of %s", s.Number, e.Item)
}

// memberWith returns the name of the member, at any depth, whose text holds a
// passphrase, "" for none. name is that of v itself.
func memberWith(v any, name string, typed keyring.Folded) string {
	switch v := v.(type) {
	case string:
		if typed.In(v) {
			return name
		}
	case []any:
		for _, x := range v {
			if found := memberWith(x, name, typed); found != "" {
				return found
			}
		}
	case map[string]any:
		for member, x := range v {
			if found := memberWith(x, member, typed); found != "" {
				return found
			}
		}
	}
	return ""
}

// isOwnRotation reports whether a draft gives its signer another key: the one act
// that is left to a key whose passphrase is known to others.
func isOwnRotation(d *draft) bool {
	b, ok := d.entry.Body.(*record.Rotate)
	return ok && b.Person == d.entry.Person
}
