package station

import (
	"fmt"
	"slices"

	"soprun/internal/keyring"
	"soprun/internal/model"
	"soprun/sop"
	"soprun/sop/record"
)

// isClosed reports whether the log was closed.
func (s *Station) isClosed() (closed bool) {
	s.view(func(st *record.State) { closed = st.Closed > 0 })
	return closed
}

// ended returns what a genesis says of the closed log that it goes on from.
func (s *Station) ended() (*record.Continues, error) {
	log, err := s.log()
	if err != nil {
		return nil, err
	}
	if !s.isClosed() {
		return nil, refuse(ErrRules, "the log of %q is open, close it first", s.About().Name)
	}
	head := log.Head()
	return &record.Continues{Log: origin(log), Root: head.Root, Size: head.Size}, nil
}

// inherit fills in what a new station takes over from the closed one, nil for none.
func inherit(in *model.SetUp, before *Station) (*record.Continues, error) {
	if before == nil {
		return nil, nil
	}
	about := before.About()
	in.Demo = about.Demo
	if in.Site == "" {
		in.Site = about.Site
	}
	if in.Station == "" {
		in.Station = about.Name
	}
	for _, p := range before.People() {
		if p.ID != in.PersonID || !slices.Contains(p.Roles, sop.Administrator) {
			continue
		}
		if in.Name == "" {
			in.Name = p.Name
		}
		return before.ended()
	}
	return nil, refuse(ErrRules, "only an administrator of the closed log opens the next one")
}

// firstKey returns the key of a person who is new here: a new one, or the one that they
// have at the station from before.
func (s *Station) firstKey(person string, passphrase []byte, before *Station) (*keyring.Key, error) {
	if before == nil {
		return keyring.New(person, passphrase, s.cfg.Rand)
	}
	return before.keyOf(person, passphrase)
}

// keyOf opens the key that a person has here, for another station.
func (s *Station) keyOf(person string, passphrase []byte) (*keyring.Key, error) {
	defer clear(passphrase)
	var key string
	s.view(func(st *record.State) {
		if p := st.People[person]; p != nil {
			key = p.Key
		}
	})
	if key == "" {
		return nil, fmt.Errorf("person %q at the closed station: %w", person, ErrUnknown)
	}
	s.signing.Lock()
	defer s.signing.Unlock()
	if err := s.ring.Settle(person, key); err != nil {
		return nil, err
	}
	return keyring.Adopt(s.ring, person, passphrase)
}
