package tui

import (
	"soprun/internal/present"
	"soprun/internal/tui/acts"
	"soprun/internal/tui/charts"
	"soprun/internal/tui/checklist"
	"soprun/internal/tui/document"
	"soprun/internal/tui/kit"
	"soprun/internal/tui/library"
	"soprun/internal/tui/listing"
	"soprun/internal/tui/procedure"
	"soprun/internal/tui/questions"
	"soprun/internal/tui/review"
	"soprun/internal/tui/signoff"
)

// screen makes the screen of a place.
func (m Model) screen(g kit.Go) kit.Screen {
	src := m.cfg.Sources
	list, _ := present.ListNamed(g.List)
	switch g.To {
	case kit.ToProcedure:
		return procedure.New(src, g.Page)
	case kit.ToList:
		return listing.New(src, list, g.Only).Seeking(g.Seek)
	case kit.ToRow:
		return document.New(src, list, g.Row)
	case kit.ToReview:
		return review.New(src, list, g.Row)
	case kit.ToActs:
		return acts.New(src, list)
	case kit.ToChecklist:
		return checklist.New(src, m.cfg.ReadFile)
	case kit.ToChart:
		return charts.New(src, g.Chart)
	case kit.ToQuestions:
		return questions.New(src.Study, g.Page).Keeping(src.Rehearsals)
	case kit.ToSignOff:
		return signoff.New()
	default:
		return library.New(src)
	}
}
