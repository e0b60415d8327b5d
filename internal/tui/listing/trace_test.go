package listing_test

import (
	"slices"
	"testing"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui/kit"
	"soprun/internal/tui/kittest"
	"soprun/internal/tui/listing"
)

func traced(t *testing.T, words string, names ...model.Named) *kittest.Driver {
	t.Helper()
	b := &fakeBench{rows: completions(12), named: names}
	return kittest.Open(t, listing.New(present.Sources{Reader: b, Station: b, Roll: b}, named(t, "trace"), false).Seeking(words))
}

func TestWhatAWordIsTheNameOfStandsAboveTheRowsAndIsOpenedByItsNumber(t *testing.T) {
	d := traced(t, "number", model.Named{Kind: model.NamedAsset, ID: "F-12"}, model.Named{Kind: model.NamedPerson, ID: "a.khan"}, model.Named{Kind: model.NamedPage, ID: "SOP-X-001"})
	d.Shows("1  F-12, an asset", "2  a.khan, a person", "3  SOP-X-001, a page")
	d.Press("1", "2", "3", "4")
	want := []kit.Go{{To: kit.ToRow, List: "assets", Row: "F-12"}, {To: kit.ToRow, List: "people", Row: "a.khan"}, {To: kit.ToProcedure, Page: "SOP-X-001"}}
	if !slices.Equal(d.Went, want) {
		t.Errorf("went to %+v, want %+v", d.Went, want)
	}
	d.Hold = true
	d.Press("backspace").Hides("F-12, an asset").Press("1") // it was the name of the words before
	if len(d.Went) != len(want) {
		t.Errorf("went to %+v", d.Went[len(want):])
	}
}

func TestATraceOfAnEmptyLogSaysWhenItWillFind(t *testing.T) {
	b := &fakeBench{}
	d := kittest.Open(t, listing.New(present.Sources{Reader: b, Station: b, Roll: b}, named(t, "trace"), false))
	d.Shows("Nothing has been signed yet. What was recorded is found here once its run is.").Press("enter", "1", "down")
	if len(d.Went) != 0 {
		t.Errorf("went %+v", d.Went)
	}
	traced(t, "no such words").Shows("No record has all of that.").Hides("Nothing has been signed yet.")
}

func TestBackspaceDropsTheLastPartOfWhatIsLookedFor(t *testing.T) {
	d := traced(t, "number last 7 days").Shows("Filter  number last 7 days")
	d.Press("backspace").Shows("Filter  number", "Page number 003").Hides("last 7")
	d.Press("backspace").Hides("Filter").Press("backspace").Shows("Page number 003")
	d.Press("/").Type("ab").Press("backspace").Shows("Filter  a").Hides("Filter  ab")
	open(t, &fakeBench{rows: completions(12)}).Press("/").Type("page number 003").Press("enter", "backspace").Shows("Filter  page number", "number 004")
}
