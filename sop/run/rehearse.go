package run

import (
	"slices"
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
	out.Tables = fasterTables(p.Tables)
	out.Sections = make([]sop.Section, len(p.Sections))
	for i, section := range p.Sections {
		steps := make([]sop.Step, len(section.Steps))
		for j, s := range section.Steps {
			if s.Wait != nil {
				wait := faster(*s.Wait)
				s.Wait = &wait
			}
			if s.Within != nil {
				s.Within = &sop.Within{Time: faster(s.Within.Time), Of: s.Within.Of}
			}
			steps[j] = s
		}
		section.Steps = steps
		out.Sections[i] = section
	}
	return &out
}

// fasterTables are tables of which each time is ten times shorter.
func fasterTables(tables []sop.Table) []sop.Table {
	out := slices.Clone(tables)
	for i := range out {
		out[i].Rows = slices.Clone(out[i].Rows)
		for j := range out[i].Rows {
			row := &out[i].Rows[j]
			row.Cells = slices.Clone(row.Cells)
			for k := range row.Cells {
				if t := row.Cells[k].Time; t != nil {
					short := faster(*t)
					row.Cells[k].Time = &short
				}
			}
		}
	}
	return out
}

// faster is a time ten times shorter, of whatever it is read from.
func faster(t sop.Duration) sop.Duration {
	t.D = shorter(t.D)
	return t
}

func shorter(d time.Duration) time.Duration {
	if d == 0 {
		return 0
	}
	return max(time.Second, (d / Faster).Round(time.Second))
}
