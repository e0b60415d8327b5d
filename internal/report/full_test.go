package report_test

import (
	"context"
	"errors"
	"io"
	"testing"

	"soprun/internal/model"
	"soprun/internal/report"
)

var errNoRoom = errors.New("no space left on device")

// full is a disk that has room for so many bytes.
type full struct{ left int }

func (f *full) Write(b []byte) (int, error) {
	if len(b) > f.left {
		n := f.left
		f.left = 0
		return n, errNoRoom
	}
	f.left -= len(b)
	return len(b), nil
}

func TestADiskThatIsFullInTheMiddleOfAReportIsAnError(t *testing.T) {
	for name, wanted := range map[string]model.Wanted{
		"records": {}, "in full": {Entries: []int64{801, 802, 803}}, "a person's": {Query: model.Query{Person: "a.khan"}},
		"a month": {Asset: "FR-001", Month: march, Query: model.Query{SOP: "SOP-EQ-014", Since: march, Until: march.AddDate(0, 1, 0)}},
		"a list":  {List: "people"},
	} {
		r := fridge().compose(t, wanted)
		for format, by := range map[string]func(report.Report, context.Context, io.Writer) error{
			"html": report.Report.WriteHTML, "csv": report.Report.WriteCSV, "json": report.Report.WriteJSON, "pdf": report.Report.WritePDF,
		} {
			all := &peak{}
			if err := by(r, t.Context(), all); err != nil {
				t.Fatal(err)
			}
			for i := range 8 {
				if err := by(r, t.Context(), &full{all.written * i / 8}); !errors.Is(err, errNoRoom) {
					t.Errorf("%s as %s, room for %d of %d bytes: %v", name, format, all.written*i/8, all.written, err)
				}
			}
		}
	}
}
