package station

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"soprun/internal/keyring"
	"soprun/internal/model"
	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
)

// SetUp makes the station's key and log, and enrols the first administrator
// and supervisor, who signs its first entry. The passphrase is wiped.
func (s *Station) SetUp(in model.SetUp) error { return s.setUp(in, nil) }

// Continue is SetUp for a log that goes on from the closed one of an open station. The
// person keeps the key that they have there, which the passphrase opens, and what is
// left empty is taken from it.
func (s *Station) Continue(before *Station, in model.SetUp) error { return s.setUp(in, before) }

func (s *Station) setUp(in model.SetUp, before *Station) error {
	defer clear(in.Passphrase)
	s.keeping.Lock()
	defer s.keeping.Unlock()
	if s.IsSetUp() {
		return ErrIsSetUp
	}
	continues, err := inherit(&in, before)
	if err != nil {
		return err
	}
	in.Site, in.Station, in.Name = record.CleanText(in.Site), record.CleanText(in.Station), record.CleanText(in.Name)
	if err := s.checkNew(before, in); err != nil {
		return err
	}
	origin, err := s.newOrigin(in.Site, in.Station)
	if err != nil {
		return err
	}
	body := &record.Genesis{
		Continues: continues, Declaration: sop.Declaration, Demo: in.Demo, Name: in.Name, Site: in.Site, Station: in.Station,
		Roles: []sop.Role{sop.Administrator, sop.Supervisor},
	}
	for what, text := range map[string]string{"site": in.Site, "station": in.Station} {
		if err := record.CheckText(text); err != nil || text == "" || len(text) > 100 {
			return errors.Join(fmt.Errorf("%s %q: needs 1 to 100 letters", what, text), err)
		}
	}
	if err := errors.Join(record.CheckName(in.Name), record.CheckPersonID(in.PersonID)); err != nil {
		return err
	}
	if err := os.MkdirAll(s.cfg.Dir, 0o700); err != nil {
		return err
	}
	return s.found(origin, in, before, body)
}

// checkNew asks the policy about a passphrase, unless it is one that a key has
// already.
func (s *Station) checkNew(after *Station, in model.SetUp) error {
	if after != nil {
		return nil
	}
	return s.checkPassphrase(in)
}

// CheckChosen says what is wrong with a passphrase for somebody; without one it is CheckFree.
func (s *Station) CheckChosen(in model.SetUp) error {
	if len(in.Passphrase) == 0 {
		return s.CheckFree(in.PersonID, in.Name)
	}
	return s.checkPassphrase(in)
}

// checkPassphrase says what the policy refuses in one that is chosen, of whom and where: what is
// empty is as the log has it. Whether the log tells it is looked at once it is used.
func (s *Station) checkPassphrase(in model.SetUp) error {
	words := []string{in.Site, in.Station, in.PersonID, in.Name}
	s.view(func(st *record.State) { words = append(words, st.Site, st.Station, nameOf(st, in.PersonID)) })
	return s.cfg.Policy.Check(in.Passphrase, words...)
}

// newOrigin names a log after its site, its station and its year, and makes
// it unique.
func (s *Station) newOrigin(site, station string) (string, error) {
	random := make([]byte, 3)
	if _, err := io.ReadFull(s.cfg.Rand, random); err != nil {
		return "", fmt.Errorf("random bytes: %w", err)
	}
	origin := fmt.Sprintf("%s/%s/%d-%s", slug(site), slug(station), s.cfg.Now().Year(), hex.EncodeToString(random))
	return origin, record.CheckOrigin(origin)
}

// slug writes a name with a-z, 0-9 and hyphens.
func slug(name string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(name)) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '’':
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	s := strings.Trim(b.String(), "-")
	if s == "" {
		return "x"
	}
	return s[:min(len(s), 36)]
}

// clearLeftovers sets aside what a set-up that broke off has left.
func (s *Station) clearLeftovers(person string) error {
	if s.ring.Has(person) {
		if _, err := s.ring.SetAside(person); err != nil {
			return err
		}
	}
	return s.ring.SetStationAside()
}

// found makes keys and log, and signs the genesis.
func (s *Station) found(origin string, in model.SetUp, before *Station, body *record.Genesis) (err error) {
	key, err := s.firstKey(in.PersonID, in.Passphrase, before)
	if err != nil {
		return err
	}
	defer key.Lock()
	body.Key = publicKey(key)
	log, err := s.newLog()
	if err != nil {
		return err
	}
	if body.StationKey, err = s.newKey(log, origin, in.PersonID); err != nil {
		return errors.Join(err, log.Close())
	}
	sealed, err := s.genesis(origin, in.PersonID, body, key)
	if err == nil {
		err = s.ring.Save(key)
	}
	if err == nil {
		_, err = s.append(log, []record.Sealed{sealed}) // the next set-up sets the keys aside if it failed
	}
	if err != nil {
		return errors.Join(err, log.Close())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.store, s.file = log, s.fileNow()
	return nil
}

// newKey makes the station's key. Whoever holds the log's lock sets aside what
// others have left, and nobody else's that are just being made.
func (s *Station) newKey(log *store.Store, origin, person string) (verifier string, err error) {
	if err := s.clearLeftovers(person); err != nil {
		return "", err
	}
	if verifier, err = s.ring.NewStation(origin, s.cfg.Rand); err != nil {
		return "", err
	}
	signer, err := s.ring.Station()
	log.SignWith(signer)
	return verifier, err
}

// newLog makes the log and opens it, which keeps every other process out.
func (s *Station) newLog() (*store.Store, error) {
	var problem *store.Problem
	if err := store.Create(s.logPath()); err != nil && (!errors.As(err, &problem) || problem.Kind != store.Exists) {
		return nil, err
	}
	log, err := store.Open(s.logPath(), nil)
	if err != nil {
		return nil, err
	}
	if log.Head().Size > 0 { // another process was faster
		return nil, errors.Join(ErrIsSetUp, log.Close())
	}
	if s.cfg.Opening == ToMakeUp {
		log.MakeUp()
	}
	return log, nil
}

func (s *Station) genesis(origin, person string, body *record.Genesis, key *keyring.Key) (record.Sealed, error) {
	e, err := s.entry(origin, person, body, s.read())
	if err != nil {
		return record.Sealed{}, err
	}
	head := new(record.Frontier).Head()
	e.Role, e.Prev = sop.Administrator, &head
	record.NewState().Say(e, record.NewLedger())
	payload, err := record.Encode(e)
	if err != nil {
		return record.Sealed{}, err
	}
	signature, err := record.Sign(key, payload)
	return record.Sealed{Payload: payload, Signature: signature}, err
}
