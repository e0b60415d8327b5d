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

func (p printer) Portfolio(s present.Sharing) (string, error) {
	if p != nil {
		p["portfolio of "+s.Person+" in "+s.Folder+s.HTML+s.PDF+" by "+string(s.Passphrase)] = model.Wanted{}
	}
	return s.Folder + " holds 3 entries.", nil
}

func TestAReportIsOfTheRowsThatAreListed(t *testing.T) {
	for _, name := range []string{"log", "trace"} {
		written := printer{}
		b := &fakeBench{rows: completions(20)}
		d := kittest.Open(t, listing.New(present.Sources{Reader: b, Station: b, Printer: written, Roll: b}, named(t, name), false))
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

// On a person's row it begins with them, and they type their passphrase.
func TestAPortfolioIsOfThePersonWhoIsSelected(t *testing.T) {
	written := printer{}
	b := &fakePeople{people: []model.Member{jBell(), aKhan()}}
	d := kittest.Open(t, listing.New(present.Sources{Desk: b, Reader: b, Station: b, Printer: written, Roll: b}, named(t, "people"), false))
	d.Press("down", "o").Shows("Its owner shares it, and nobody for them", "a.khan", "Their passphrase")
	d.Press("enter")
	d.Type("khan")
	d.Press("enter", "enter")
	d.Type("khan.pdf")
	d.Press("enter", "enter")
	d.Type("four words of theirs")
	d.Press("enter").Shows("khan holds 3 entries.")
	if _, is := written["portfolio of a.khan in khankhan.pdf by four words of theirs"]; len(written) != 1 || !is {
		t.Errorf("%v", written)
	}
	openPeople(t, b).Press("o").Hides("Its owner shares it")
}
