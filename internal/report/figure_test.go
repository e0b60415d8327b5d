package report_test

import (
	"bytes"
	"html"
	"image"
	"image/png"
	"strings"
	"testing"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/report"
	"soprun/sop"
	"soprun/sop/figure"
	"soprun/sop/run"
)

const dial = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 40"><rect x="4" y="4" width="40" height="20" fill="none" stroke="#ff0000" stroke-dasharray="2 1"/><path d="M0 0C1 1 2 2 3 3z" fill="blue"/></svg>`

// walked is a log whose records are of runs of a page with figures.
type walked struct {
	*desk
	of run.Run
}

func (w walked) Record(entry int64) (model.Record, error) {
	rec, err := w.desk.Record(entry)
	rec.Walked, rec.Procedure = w.of, w.of.Procedure()
	return rec, err
}

// pictured composes the record of a run of a page with a drawing and a photograph.
func pictured(t *testing.T) (report.Report, []byte) {
	t.Helper()
	var photo bytes.Buffer
	if err := png.Encode(&photo, image.NewNRGBA64(image.Rect(0, 0, 30, 20))); err != nil {
		t.Fatal(err)
	}
	p := &sop.Procedure{
		Meta:     sop.Meta{ID: "SOP-EQ-014", Title: "Fridge check", Version: "2.1"},
		Sections: []sop.Section{{Steps: []sop.Step{{ID: "read", Number: 1, Text: "Read it."}}}},
		Figures: []sop.Figure{
			{Caption: "The dial", SHA256: strings.Repeat("0a", 32), Data: []byte(dial)},
			{Caption: "The door", SHA256: strings.Repeat("0b", 32), Data: photo.Bytes()},
			{Caption: "The dial", SHA256: strings.Repeat("0a", 32), Data: []byte(dial)},
			{Caption: "One that is not there", SHA256: strings.Repeat("0c", 32)},
			{Caption: "One that cannot be read", SHA256: strings.Repeat("0d", 32), Data: []byte("<svg/>")},
		},
	}
	r, err := run.New(p)
	if err != nil {
		t.Fatal(err)
	}
	d := walked{fridge(), r}
	entry := d.records[0].Entry
	out, err := report.Compose(t.Context(), report.Source{Sources: present.Sources{Reader: d, Station: d, Charts: d, Roll: d}, Now: now}, model.Wanted{Entries: []int64{entry}})
	if err != nil {
		t.Fatal(err)
	}
	return out, photo.Bytes()
}

func TestARecordOnPaperHasTheFiguresOfItsPage(t *testing.T) {
	r, photo := pictured(t)
	w := write(t, r)
	for _, want := range []string{
		`<img src="` + figure.DataURI([]byte(dial)) + `"`, `<img src="` + figure.DataURI(photo) + `"`,
		"<figcaption>Figure: The dial.</figcaption>", "<figcaption>Figure: The door.</figcaption>", "<figure class=\"figure\"><figcaption>Figure: One that cannot be read.", "img-src data:",
	} {
		if strings.Count(html.UnescapeString(string(w.html)), want) != 1 {
			t.Errorf("the HTML does not have once: %.80s", want)
		}
	}
	text, _ := textOf(t, w.pdf)
	if strings.Count(text, "Figure: The dial.") != 1 || strings.Count(text, "Figure: The door.") != 1 || strings.Contains(text, "not there") {
		t.Errorf("the PDF says %s", text)
	}
	if !bytes.Contains(w.pdf, []byte("/Subtype /Image")) {
		t.Error("the PDF has no photograph")
	}
}
