package station

import (
	"cmp"
	"crypto/rsa"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"

	"soprun/internal/model"
	"soprun/sop"
	"soprun/sop/record"
)

// HostKey returns the key that the station shows to terminals elsewhere; it is made when it
// is first asked for.
func (s *Station) HostKey() (ssh.Signer, error) { return s.ring.Host(s.cfg.Rand) }

// Admitted returns the terminal that has access with a key, by its fingerprint, and says in
// words why none has. A person's own has it for as long as they may sign.
func (s *Station) Admitted(fingerprint string) (out model.Terminal, err error) {
	err = fmt.Errorf("the key %s has no access to this station: an administrator gives it with soprun people terminals add", fingerprint)
	s.view(func(st *record.State) {
		for _, t := range st.Terminals {
			if t.Key != fingerprint {
				continue
			}
			out, err = s.terminal(st, t), nil
			if p := st.People[t.Person]; t.Person != "" && (p.Key == "" || len(p.Roles) == 0) {
				err = fmt.Errorf("terminal %s is %s's own, who has no key here any more", t.Name, p.Name)
			}
			if out.Disputed {
				err = fmt.Errorf("terminal %s was given access with a key that was revoked as suspect: an administrator gives it anew", t.Name)
			}
		}
	})
	return out, err
}

func (s *Station) terminals(st *record.State) (all []model.Terminal) {
	for _, name := range slices.Sorted(maps.Keys(st.Terminals)) {
		all = append(all, s.terminal(st, st.Terminals[name]))
	}
	return all
}

func (s *Station) terminal(st *record.State, t *record.Allowed) model.Terminal {
	out := model.Terminal{
		Entry: t.Position, Name: t.Name, Key: t.Key, Host: t.Host, Reason: t.Reason,
		By: personOf(st, t.By), At: s.local(t.At), Disputed: st.Disputed(t.By, t.Position),
	}
	if t.Person != "" {
		out.Person = personOf(st, t.Person)
	}
	return out
}

func (s *Station) giveAccess(by string, act model.GiveAccess) (*draft, error) {
	key, comment, err := terminalKey(act.Key)
	if err != nil {
		return nil, err
	}
	host, err := s.HostKey()
	if err != nil {
		return nil, err
	}
	return s.draft(by, sop.Administrator, &record.Terminal{
		Host: ssh.FingerprintSHA256(host.PublicKey()), Key: ssh.FingerprintSHA256(key), Name: cmp.Or(act.Name, model.TerminalName(comment)),
		Person: act.Person, Reason: record.CleanText(act.Reason), State: record.On,
	})
}

func (s *Station) takeAccess(by string, act model.TakeAccess) (*draft, error) {
	key := ""
	s.view(func(st *record.State) {
		if t := st.Terminals[act.Name]; t != nil {
			key = t.Key
		}
	})
	if key == "" {
		return nil, refuse(ErrUnknown, "terminal %q has no access", act.Name)
	}
	return s.draft(by, sop.Administrator, &record.Terminal{Key: key, Name: act.Name, Reason: record.CleanText(act.Reason), State: record.Off})
}

// shortRSA is how many bits an RSA key has at least.
const shortRSA = 3072

// terminalKey reads the line of a public key, as ssh-keygen writes it into a .pub file.
func terminalKey(line string) (key ssh.PublicKey, comment string, err error) {
	key, comment, options, rest, err := ssh.ParseAuthorizedKey([]byte(strings.TrimSpace(line)))
	switch {
	case err != nil:
		return nil, "", refuse(ErrNotReady, "this is no public key: give the line of its .pub file, like ssh-ed25519 AAAA… bench-3")
	case len(options) > 0 || len(strings.TrimSpace(string(rest))) > 0:
		return nil, "", refuse(ErrNotReady, "give one public key, without options")
	}
	if _, certificate := key.(*ssh.Certificate); certificate {
		return nil, "", refuse(ErrNotReady, "this is a certificate: give the public key itself")
	}
	if c, ok := key.(ssh.CryptoPublicKey); ok {
		if k, ok := c.CryptoPublicKey().(*rsa.PublicKey); ok && k.N.BitLen() < shortRSA {
			return nil, "", refuse(ErrNotReady, "an RSA key of %d bits is too short: make one with ssh-keygen -t ed25519", k.N.BitLen())
		}
	}
	if key.Type() == ssh.InsecureKeyAlgoDSA { //nolint:staticcheck // it is refused
		return nil, "", refuse(ErrNotReady, "a DSA key is too weak: make one with ssh-keygen -t ed25519")
	}
	return key, comment, nil
}
