package tui

import (
	"soprun/internal/present"
	"soprun/internal/tui/acts"
	"soprun/internal/tui/checklist"
	"soprun/internal/tui/kit"
	"soprun/internal/tui/library"
	"soprun/internal/tui/logbook"
	"soprun/internal/tui/people"
	"soprun/internal/tui/procedure"
	"soprun/internal/tui/record"
	"soprun/internal/tui/signoff"
)

// screen makes the screen of a place.
func (m Model) screen(g kit.Go) kit.Screen {
	switch g.To {
	case kit.ToProcedure:
		return procedure.New(m.cfg.Bench, g.Page)
	case kit.ToLog:
		if g.Open {
			return logbook.ToCountersign(m.cfg.Bench)
		}
		return logbook.New(m.cfg.Bench)
	case kit.ToRecord:
		return record.New(m.cfg.Bench, g.Entry)
	case kit.ToLogActs:
		return acts.New(m.cfg.Bench, "The log itself", present.LogForms, m.cfg.Files)
	case kit.ToPeople:
		return people.New(m.cfg.Bench)
	case kit.ToChecklist:
		return checklist.New(m.cfg.Bench, m.cfg.ReadFile)
	case kit.ToSignOff:
		return signoff.New()
	default:
		return library.New(m.cfg.Bench)
	}
}
