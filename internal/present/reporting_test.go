package present_test

import (
	"reflect"
	"slices"
	"testing"

	"soprun/internal/model"
	"soprun/internal/present"
)

// printer keeps what was to be reported.
type printer struct {
	wanted []model.Wanted
	shared []present.Sharing
}

func (p *printer) Report(want model.Wanted, _ string) (string, error) {
	p.wanted = append(p.wanted, want)
	return "1 of 3 records in the log", nil
}

func (p *printer) Portfolio(s present.Sharing) (string, error) {
	p.shared = append(p.shared, s)
	return s.Folder + " holds 3 entries.", nil
}

func TestARecordIsReportedAsItsFilesNameSays(t *testing.T) {
	p := &printer{}
	c := present.Case{Record: model.Record{Completion: model.Completion{Entry: 42}}, Printer: p}
	forms := present.RecordForms(c)
	f := forms[slices.IndexFunc(forms, func(f present.Form) bool { return f.Name == present.ReportForm })]
	if !f.Offered(c) || f.Offered(present.Case{}) {
		t.Error("it is offered where nothing can be written, or not where something can")
	}
	for name, kind := range map[string]string{"a.pdf": "pdf", "A.PDF": "pdf", "x/y.html": "html", "a.csv": "csv", "a.json": "json", "a.doc": "", "pdf": "", "": ""} {
		if got := present.ReportKind(name); got != kind {
			t.Errorf("%q is %q, want %q", name, got, kind)
		}
		if err := f.Asks[0].Judge(nil, nil, name); (err == nil) != (kind != "") {
			t.Errorf("%q: %v", name, err)
		}
	}
	said, err := f.HandIn(c, nil, present.Answers{"file": "a.pdf"}, nil)
	if err != nil || said != "a.pdf holds 1 of 3 records in the log." || len(p.wanted) != 1 || !slices.Equal(p.wanted[0].Entries, []int64{42}) {
		t.Errorf("%q, %v, %+v", said, err, p.wanted)
	}
}

func TestAPortfolioIsWrittenWithThePassphraseOfWhoseItIs(t *testing.T) {
	people, _ := present.ListNamed("people")
	f := people.Forms[slices.IndexFunc(people.Forms, func(f present.Form) bool { return f.Name == present.PortfolioForm })]
	p := &printer{}
	c := present.Case{About: "l.green", Printer: p}
	if !f.Offered(c) || f.Offered(present.Case{}) || f.Asks[0].Begin(c, nil) != "l.green" {
		t.Error("it is offered where nothing can be written, or begins with somebody else")
	}
	for _, a := range f.Asks {
		if a.Name != "html" && a.Name != "pdf" && a.Name != "json" {
			continue
		}
		for name, good := range map[string]bool{"a." + a.Name: true, "a.doc": false, "": true} {
			if err := a.Judge(nil, nil, name); (err == nil) != good {
				t.Errorf("%s %q: %v", a.Name, name, err)
			}
		}
	}
	said, err := f.HandIn(c, nil, present.Answers{"person": "l.green", "folder": "green", "html": "g.html", "pdf": "g.pdf", "json": "g.json"}, present.Secrets{"passphrase": []byte("four words of hers")})
	want := present.Sharing{Person: "l.green", Passphrase: []byte("four words of hers"), Folder: "green", HTML: "g.html", PDF: "g.pdf", JSON: "g.json"}
	if err != nil || said != "green holds 3 entries." || len(p.shared) != 1 || !reflect.DeepEqual(p.shared[0], want) {
		t.Errorf("%q, %v, %+v", said, err, p.shared)
	}
}
