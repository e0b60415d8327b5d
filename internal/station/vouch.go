package station

import "soprun/internal/store"

// sealOfPages is over the list of pages that a start leaves to the next.
const sealOfPages = "soprun pages 1"

// VouchPages returns the station's seal over the list of pages that it remembers, nothing
// where there is no key yet: whoever can write beside the log could else have the next
// start show what no page says.
func (s *Station) VouchPages(list []byte) []byte { return s.vouch(sealOfPages, list) }

// VouchedPages reports whether this station wrote the list. Before it is set up there is
// nothing to lose, and no key.
func (s *Station) VouchedPages(list, vouch []byte) bool {
	if _, err := s.log(); err != nil {
		return len(vouch) == 0
	}
	return s.vouched(sealOfPages, list, vouch)
}

// vouch returns the station's seal over what it leaves beside the log, nil where there is no key.
func (s *Station) vouch(what string, text []byte) []byte {
	signer, err := s.ring.Station()
	if err != nil {
		return nil
	}
	vouch, err := store.Vouch(signer, what, text)
	if err != nil {
		return nil
	}
	return vouch
}

// vouched reports whether this station left it.
func (s *Station) vouched(what string, text, vouch []byte) bool {
	log, err := s.log()
	if err != nil {
		return false
	}
	station, err := stationKey(log)
	return err == nil && store.Vouched(station, what, text, vouch)
}
