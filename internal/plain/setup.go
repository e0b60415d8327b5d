package plain

import "soprun/internal/present"

// setUp opens a log, in the first of the ways that there are or in the one whose name is
// typed. It returns false when the input ended before.
func (p *program) setUp() bool {
	p.d.say("soprun. This station is not set up yet.")
	p.d.say("Answer six questions, one line each. In the first four type .back to begin again, .? for help. The last two are a passphrase.")
	way := 0
	for i, f := range present.StationForms {
		p.aside = append(p.aside, command{"", f.Name, f.Command(), func() outcome {
			way = i
			return leave
		}})
	}
	for !p.d.gone && !p.src.IsSetUp() {
		f := present.StationForms[way]
		way = 0
		if !p.fill(f, present.Case{Empty: p.src}) && way == 0 {
			p.d.say("The set-up begins again.")
		}
	}
	p.aside = nil
	return p.src.IsSetUp()
}
