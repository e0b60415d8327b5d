package station

import "soprun/sop"

// StartAny starts a run of a page that the front ends may not be able to do yet.
func StartAny(s *Station, person string, p *sop.Procedure) (string, error) {
	return s.startRun(person, p, func(*sop.Procedure) error { return nil })
}
