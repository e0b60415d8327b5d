package listing_test

import (
	"testing"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui/kittest"
	"soprun/internal/tui/listing"
)

// printer keeps what was to be reported by the name of its file.
type printer map[string]model.Wanted

func (p printer) Report(want model.Wanted, file string) (string, error) {
	p[file] = want
	return "2 of 3 records in the log", nil
}

func TestAReportIsOfTheRowsThatAreListed(t *testing.T) {
	for _, name := range []string{"log", "trace"} {
		written := printer{}
		b := &fakeBench{rows: completions(20)}
		d := kittest.Open(t, listing.New(present.Sources{Reader: b, Station: b, Printer: written}, named(t, name), false))
		d.Press("/")
		d.Type("number 01")
		d.Press("enter", "r")
		d.Type("a.csv")
		d.Press("enter")
		want := written["a.csv"]
		if len(written) != 1 || want.Query.Words != "number 01" || want.Filter != (name == "log") {
			t.Errorf("%s: %+v", name, written)
		}
		d.Shows("a.csv holds 2 of 3 records in the log.")
	}
}

// Where nothing can be written, and where there is no row, the key is none.
func TestNothingIsReportedWhereNothingCanBe(t *testing.T) {
	b := &fakeBench{rows: completions(2)}
	d := open(t, b)
	d.Press("r").Hides("A report is a copy")
	d = kittest.Open(t, listing.New(present.Sources{Reader: &fakeBench{}, Station: b, Printer: printer{}}, named(t, "log"), false))
	d.Press("r").Hides("A report is a copy")
}
