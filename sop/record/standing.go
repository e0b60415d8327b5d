package record

import "fmt"

// standings are what later entries did to earlier ones: record.txt says it beside each.
type standings struct {
	superseded map[int64]int64   // by which entry
	amended    map[int64]int64   // completion, by its last amendment
	reviews    map[int64][]int64 // of a completion, since its last amendment
	values     map[valueOf]int64 // the last amendment of a value
	returned   map[int64]int64   // the return that is open, by the completion
	ended      map[int64]string  // how a return or an incident ended, and who did not agree
}

// valueOf is a value of the completion at a position.
type valueOf struct {
	completion int64
	value      ValueID
}

func newStandings() standings {
	return standings{
		map[int64]int64{}, map[int64]int64{}, map[int64][]int64{}, map[valueOf]int64{}, map[int64]int64{}, map[int64]string{},
	}
}

// apply notes an entry; they come in the order of the log.
func (s standings) apply(at int64, e *Entry) {
	switch b := e.Body.(type) {
	case *Review:
		s.reviews[b.Position] = append(s.reviews[b.Position], at)
	case *Return:
		s.returned[b.Position] = at
	case *Answer:
		s.answer(b.Position, at)
	case *Assessed:
		if !b.Agrees() {
			s.ended[b.Position] = fmt.Sprintf("NOT AGREED in entry %d: ", at)
		}
	case *CloseIncident:
		s.ended[b.Position] = fmt.Sprintf("CLOSED in entry %d: ", at)
	case *Amend:
		s.answer(b.Position, at)
		for _, review := range s.reviews[b.Position] {
			s.superseded[review] = at
		}
		value := valueOf{b.Position, b.ID()}
		if before, ok := s.values[value]; ok {
			s.superseded[before] = at
		}
		delete(s.reviews, b.Position)
		s.amended[b.Position], s.values[value] = at, at
	case *Genesis, *LogClose, *Enrol, *Assign, *Rotate, *Revoke, *Unlock, *Approve, *Retire, *AccessReview, *Competence, *Scheme, *Evidence, *OwnWork,
		*Missed, *Asset, *Calendar, *Duty, *Read, *Settings, *Terminal, *Note, *NoteRead, *Completion, *Dispose, *ConfirmDispose, *RunAct, *RunStart, *RunEvent, *UnlockFailed, *ClockBack, *ClockJump,
		*Export, *Backup, *Restore: // nothing before them ceases to stand
	}
}

// mark returns what stands before the sentence of an entry, "" for nothing.
func (s standings) mark(at int64) string {
	if by, ok := s.superseded[at]; ok {
		return fmt.Sprintf("SUPERSEDED by entry %d: ", by)
	}
	if how, ok := s.ended[at]; ok {
		return how
	}
	out := ""
	if by, ok := s.amended[at]; ok {
		out = fmt.Sprintf("AMENDED in entry %d: ", by)
	}
	if by, ok := s.returned[at]; ok {
		out += fmt.Sprintf("SENT BACK in entry %d: ", by)
	}
	return out
}

// answer notes that the return of a completion which is open, if there is one, was answered.
func (s standings) answer(completion, at int64) {
	if back, ok := s.returned[completion]; ok {
		s.ended[back] = fmt.Sprintf("ANSWERED in entry %d: ", at)
		delete(s.returned, completion)
	}
}
