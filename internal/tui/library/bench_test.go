package library_test

import (
	"fmt"
	"testing"

	"soprun/internal/model"
	"soprun/internal/tui/kittest"
	"soprun/sop"
	"soprun/sop/standard"
)

// tenThousand is more pages than any department has, each with six codes.
func tenThousand() *fakeBench {
	std := standard.ST0218()
	b := &fakeBench{}
	for i := range 10_000 {
		var codes []sop.Code
		for j := range 6 {
			codes = append(codes, std.Statements[(i*7+j*11)%len(std.Statements)].Code)
		}
		b.pages = append(b.pages, page(fmt.Sprintf("SOP-X-%05d", i), fmt.Sprintf("Check the %d centrifuge of room %d", i%97, i), fmt.Sprintf("Group %02d", i/200), 0, codes...))
	}
	return b
}

// BenchmarkTenThousandPages prints what a key costs in a library of that size:
// the time in which the next frame is made.
func BenchmarkTenThousandPages(b *testing.B) {
	for name, keys := range map[string][]string{
		"scroll": {"down", "up"}, "page": {"pgdown", "pgup"}, "find": {"c", "backspace"}, "none": {"q", "backspace"}, "group": {"tab"},
	} {
		b.Run(name, func(b *testing.B) {
			d := kittest.Open(b, newLibrary(tenThousand()))
			i := 0
			for b.Loop() {
				d.Press(keys[i%len(keys)])
				_ = d.Frame()
				i++
			}
		})
	}
	b.Run("show", func(b *testing.B) {
		d := kittest.Open(b, newLibrary(tenThousand()))
		for b.Loop() {
			_ = d.Frame()
		}
	})
}

func TestSoManyThatNobodyLooksThroughThemStayInOrder(t *testing.T) {
	bench := tenThousand()
	bench.pages[0].Title = "Descale" // which only holds the letter
	d := open(t, bench).Type("c").Press("enter", "ctrl+end", "enter")
	if len(d.Went) != 2 || d.Went[0].Page != "SOP-X-00001" || d.Went[1].Page != "SOP-X-00000" {
		t.Errorf("went %+v", d.Went)
	}
}

func TestTenThousandPagesAreFoundByLettersAndByCode(t *testing.T) {
	bench := tenThousand()
	bench.pages[9_876].Title = "Defrost the old freezer"
	bench.pages[9_876].State = model.PageApproved
	d := open(t, bench).Type("defrost old")
	d.Shows("FOUND", "Defrost the old freezer").Press("enter")
	if len(d.Went) != 1 || d.Went[0].Page != "SOP-X-09876" {
		t.Errorf("went %+v", d.Went)
	}
	d.Press("esc").Type("S26").Shows("SHOW S26").Press("ctrl+end", "enter")
	if len(d.Went) != 2 || d.Went[1].Page < "SOP-X-09900" {
		t.Errorf("went %+v", d.Went)
	}
}
