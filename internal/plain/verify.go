package plain

import (
	"fmt"

	"soprun/internal/present"
)

// verify checks the whole log and says what was found.
func (p *program) verify() {
	p.d.say("Checking every entry of the log.")
	p.d.flush()
	verdict, err := p.src.Verify(p.d.ctx, p.telling(func(done, total int64) string {
		return "Checked " + present.Thousands(done) + " of " + present.Entries(total) + "."
	}))
	if p.trouble(err) {
		return
	}
	if verdict.OK() {
		p.d.sayf("The log verifies: %s.", present.Entries(verdict.Entries))
		return
	}
	p.d.sayf("THE LOG DOES NOT VERIFY. Faults: %s.", present.Thousands(len(verdict.Faults)))
	for _, f := range verdict.Faults {
		place := fmt.Sprintf("Entry %d", f.Entry)
		if f.Entry < 0 {
			place = "The log"
		}
		p.d.sayf("%s: %s %s", place, f.What, f.Do)
	}
}
