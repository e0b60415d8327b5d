package report_test

import (
	"bytes"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"soprun/internal/model"
	"soprun/internal/report"
)

// schema is the schema that a report is promised to keep.
func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(report.Schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("report.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("report.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestEveryReportKeepsItsSchema(t *testing.T) {
	s := schema(t)
	for name, want := range map[string]model.Wanted{
		"all": {}, "none": {Query: model.Query{SOP: "SOP-NO-000"}}, "in full": {Entries: []int64{801, 819}}, "month": month(),
		"person": {Query: model.Query{Person: "a.khan"}}, "list": {List: "people"},
	} {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(write(t, fridge().compose(t, want)).json))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(doc); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheSchemaRefusesWhatIsNoReport(t *testing.T) {
	s, whole := schema(t), write(t, fridge().compose(t, model.Wanted{})).json
	for from, to := range map[string]string{
		`"format":"soprun-report/1"`: `"format":"soprun-report/2"`, `"count":28`: `"count":-1`, `"leaf":"0`: `"leaf":"!`,
		`"records":[`: `"rows":[`, `"disputed":true`: `"disputed":"yes"`, `"at":"2026`: `"at":"26`, `"version":"2.1"`: `"version":2.1`,
	} {
		changed := bytes.Replace(whole, []byte(from), []byte(to), 1)
		if bytes.Equal(changed, whole) {
			t.Fatalf("%s is not in a report", from)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(changed))
		if err != nil {
			t.Fatal(err)
		}
		if s.Validate(doc) == nil {
			t.Errorf("%s passed for %s", to, from)
		}
	}
}
