package cli_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"soprun/procedures"
	"soprun/sop/page"
	"soprun/sop/recall"
)

func TestCardsWritesEveryFaceOfTheLibraryAsALineOfJSON(t *testing.T) {
	shipped, err := procedures.All()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]int{}
	for _, p := range shipped {
		proc, _ := page.Parse(p.Source)
		for _, it := range recall.Items(proc) {
			want[proc.Meta.ID] += len(it.Faces)
		}
	}
	got := runCLI(t.TempDir(), "cards", "--json")
	if got.code != 0 || got.errors != "" {
		t.Fatalf("code %d, %s", got.code, got.errors)
	}
	for line := range strings.Lines(got.out) {
		var c struct {
			Kind, SOP, Step, How, Asked, See string
			Line                             int
			Options                          []struct{ Right bool }
			Lines                            []struct {
				Place *int
				Right *bool
			}
		}
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		right := 0
		for _, o := range c.Options {
			if o.Right {
				right++
			}
		}
		if !slices.Contains(recall.Kinds, recall.Kind(c.Kind)) || c.Step == "" || c.Asked == "" || c.See == "" || c.Line < 1 || (right == 1) != (c.How == "choose") {
			t.Fatalf("%s", line)
		}
		for _, l := range c.Lines {
			if (l.Place != nil) != (c.How == "sort") || (l.Right != nil) != (c.How == "point") {
				t.Fatalf("%s", line)
			}
		}
		want[c.SOP]--
	}
	for id, left := range want {
		if left != 0 {
			t.Errorf("%s: %d faces are not written, or are too many", id, left)
		}
	}
}

func TestCoverageTellsShownAskedAndNeitherApart(t *testing.T) {
	got := runCLI(t.TempDir(), "codes", "--coverage", "--json")
	var c struct {
		Shown, Asked, Neither []string
		Details               []struct {
			Code  string
			Shown int
			Asked int
		}
	}
	if err := json.Unmarshal([]byte(got.out), &c); err != nil || len(c.Details) < 70 {
		t.Fatalf("%v, %d codes", err, len(c.Details))
	}
	for _, d := range c.Details {
		if slices.Contains(c.Shown, d.Code) != (d.Shown > 0) || slices.Contains(c.Asked, d.Code) != (d.Asked > 0) || slices.Contains(c.Neither, d.Code) != (d.Shown+d.Asked == 0) {
			t.Errorf("%+v", d)
		}
	}
	if !slices.Contains(c.Asked, "K4") || slices.Contains(c.Shown, "K4") || !slices.Contains(c.Shown, "S26") || slices.Contains(c.Asked, "S26") {
		t.Errorf("shown %v, asked %v", c.Shown, c.Asked)
	}
}
