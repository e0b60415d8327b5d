package present_test

import (
	"slices"
	"testing"

	"soprun/internal/model"
	"soprun/internal/present"
)

// printer keeps what was to be reported.
type printer struct{ wanted []model.Wanted }

func (p *printer) Report(want model.Wanted, _ string) (string, error) {
	p.wanted = append(p.wanted, want)
	return "1 of 3 records in the log", nil
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
