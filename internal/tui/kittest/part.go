package kittest

import (
	"slices"

	"soprun/internal/model"
)

// partRows is how many rows a part has at most.
const partRows = 100

// Part returns a part of a list in memory, as a source of it would: at most so many
// rows are looked through, and of gives the entry of each and whether it is found.
func Part[R any](rows []R, from model.From, look int, of func(R) (entry int64, fits bool)) model.Part[R] {
	part := model.Part[R]{Of: len(rows)}
	rows = slices.Clone(rows)
	if from.Oldest {
		slices.Reverse(rows)
	}
	for _, r := range rows {
		at, fits := of(r)
		switch {
		case from.Entry != 0 && (from.Oldest && at <= from.Entry || !from.Oldest && at >= from.Entry):
			part.Looked++
		case look == 0 || len(part.Rows) == partRows:
			part.More = true
		default:
			look--
			part.Looked++
			if part.Next = at; fits {
				part.Rows = append(part.Rows, r)
			}
		}
	}
	if from.Oldest {
		slices.Reverse(part.Rows)
	}
	return part
}
