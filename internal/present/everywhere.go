package present

import (
	"context"
	"time"

	"soprun/internal/model"
)

// Everywhere is what is shown of all stations at once, under each of them.
type Everywhere struct {
	Key, Does   string // "m", "matrix"
	Title, Noun string // of the list, and of one row
	Empty       string // why there is no row
	read        func(context.Context, Sources, time.Time) ([]Pick, []Link, error)
}

// AtAllStations is what there is beside a trace of words, which are typed.
var AtAllStations = []Everywhere{
	{
		Key: "m", Does: "matrix", Title: "Matrix", Noun: "row", Empty: "Nobody has a procedure of theirs at any station.",
		read: func(ctx context.Context, s Sources, now time.Time) (rows []Pick, links []Link, err error) {
			for r, err := range matrix.Each(ctx, s, model.Query{}) {
				if err != nil {
					return nil, nil, err
				}
				rows, links = append(rows, Pick{Cells: matrix.Cells(r, now), Line: matrix.Says(r, now)}), append(links, Link{List: matrix.Name, Row: r.Name})
			}
			return rows, links, nil
		},
	},
	{
		Key: "c", Does: "exceptions", Title: "Exceptions by step", Noun: "step", Empty: "No step had an exception at any station in these months.",
		read: func(ctx context.Context, s Sources, now time.Time) (rows []Pick, links []Link, err error) {
			c, err := s.Chart(ctx, ChartOf{Kind: OfExceptions}, now)
			if err != nil {
				return nil, nil, err
			}
			for i, r := range c.Rows {
				says := c.List.Says(r, now)
				rows, links = append(rows, Pick{Cells: []Cell{{Text: says, At: Main, Lead: true}}, Line: says}), append(links, c.Leads(i))
			}
			return rows, links, nil
		},
	},
}

// At reads it at a station, with where each row leads to there.
func (e Everywhere) At(ctx context.Context, s Sources, station Row, now time.Time) ([]Pick, []Link, error) {
	rows, links, err := e.read(ctx, s, now)
	for i := range rows {
		rows[i].Group = station.fact.(Apart).group()
	}
	return rows, links, err
}

// group is what rows of a station stand under.
func (a Apart) group() string { return a.Site + ", " + a.Name + " (" + a.Log + ")" }
