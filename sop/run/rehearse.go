package run

import (
	"time"

	"soprun/sop"
)

// Faster is how many times faster than real time passes in practice.
const Faster = 10

// Rehearsal returns the procedure as it is practised: every time is ten times
// shorter, and what the department has yet to set is not timed. The page itself
// stays as it is, and so do its words.
func Rehearsal(p *sop.Procedure) *sop.Procedure {
	out := *p
	out.Meta.CompleteWithin = nil
	out.Sections = make([]sop.Section, len(p.Sections))
	for i, section := range p.Sections {
		steps := make([]sop.Step, len(section.Steps))
		for j, s := range section.Steps {
			if s.Wait != nil {
				s.Wait = &sop.Duration{D: shorter(s.Wait.D), Local: s.Wait.Local}
			}
			if s.Within != nil {
				s.Within = &sop.Within{Time: sop.Duration{D: shorter(s.Within.Time.D), Local: s.Within.Time.Local}, Of: s.Within.Of}
			}
			steps[j] = s
		}
		section.Steps = steps
		out.Sections[i] = section
	}
	return &out
}

func shorter(d time.Duration) time.Duration {
	if d == 0 {
		return 0
	}
	return max(time.Second, (d / Faster).Round(time.Second))
}
