package record

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Terminal says that whoever holds a key may work on the station from elsewhere, or that
// they may not any more.
type Terminal struct {
	Host   string // fingerprint of the key that the station shows them; "" with Off
	Key    string // fingerprint of theirs
	Name   string // of the terminal, as "bench-3"
	Person string // whose own it is; "" for one that is shared
	Reason string // "" for none
	State  string // On or Off
}

func (*Terminal) kind() Kind { return KindTerminal }

func (b *Terminal) code(f *codec) {
	forText(f, "fingerprint", &b.Key)
	forOptText(f, "host", &b.Host)
	forOptText(f, "person", &b.Person)
	forOptText(f, "reason", &b.Reason)
	forText(f, "state", &b.State)
	forText(f, "terminal", &b.Name)
}

func (b *Terminal) check() error {
	err := errors.Join(
		match("terminal", terminalID, b.Name, "1 to 32 lower-case letters, digits, dots and hyphens"),
		match("fingerprint", isFingerprint, b.Key, "SHA256: and 43 characters of base64"),
		oneOf("state", b.State, On, Off), field("reason", b.Reason, 0, maxWords),
	)
	if b.State == Off && b.Host+b.Person != "" {
		return errors.Join(err, errors.New("host, person: are of a terminal that is given access"))
	}
	if b.State == On {
		err = errors.Join(err, match("host", isFingerprint, b.Host, "SHA256: and 43 characters of base64"))
	}
	if b.Person != "" {
		err = errors.Join(err, CheckPersonID(b.Person))
	}
	return err
}

// isFingerprint reports whether a text is one of an SSH key, as ssh-keygen -l prints it.
func isFingerprint(s string) bool {
	sum, ok := strings.CutPrefix(s, "SHA256:")
	raw, err := base64.RawStdEncoding.Strict().DecodeString(sum)
	return ok && err == nil && len(raw) == 32 && len(sum) == 43 // and no line break that the decoder passes over
}

// Allowed is a terminal that has access.
type Allowed struct {
	Terminal
	Position int64
	By       string
	At       time.Time
}

func checkTerminal(s *State, p Placed, _ Past) *Fault {
	b := p.Entry.Body.(*Terminal)
	if b.Person != "" && s.People[b.Person] == nil {
		return faultf(FaultPerson, "%q was not enrolled before it", b.Person)
	}
	named := s.Terminals[b.Name]
	if b.State == Off {
		if named == nil || named.Key != b.Key {
			return faultf(FaultStanding, "no terminal %s with the key %s has access", b.Name, b.Key)
		}
		return nil
	}
	if named != nil {
		return faultf(FaultStanding, "terminal %s has access already, since entry %d", b.Name, named.Position)
	}
	for _, other := range s.Terminals {
		if other.Key == b.Key {
			return faultf(FaultStanding, "terminal %s has access with that key already, since entry %d", other.Name, other.Position)
		}
	}
	return nil
}

// admit folds a terminal that is given access, or loses it.
func (s *State) admit(b *Terminal, at int64, by string, when time.Time) {
	if b.State == Off {
		delete(s.Terminals, b.Name)
		return
	}
	s.Terminals[b.Name] = &Allowed{*b, at, by, when}
}

func sayTerminal(s *State, e *Entry, _ Past) string {
	b := e.Body.(*Terminal)
	if b.State == Off {
		return fmt.Sprintf("I, %s, took from terminal %s with the key %s its access to this station %s.", s.who(e), b.Name, b.Key, when(e)) + inWords(" Reason: ", b.Reason)
	}
	whose := ""
	if b.Person != "" {
		whose = " of " + s.named(b.Person)
	}
	return fmt.Sprintf("I, %s, gave terminal %s%s with the key %s access to this station, which shows the key %s, %s.", s.who(e), b.Name, whose, b.Key, b.Host, when(e)) + inWords(" Reason: ", b.Reason)
}
