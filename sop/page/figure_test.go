package page_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"

	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/standard"
)

// figured is a page with a figure above its steps and one under one, named by these hashes.
func figured(above, under string) string {
	return bench + "![Tubes stand opposite each other](figures/rotor.svg" + above + ")\n\n1. Load it. `#load`\n\n   ![The same, **from above**](figures/rotor.svg" + under + ")\n"
}

const rotorSum = ` "sha256:ROTOR"`

// rotor is the title that names the picture of the vectors.
func rotor(t testing.TB) string {
	t.Helper()
	out := page.NameFigures([]byte(figured("", "")), testFigure)
	_, rest, ok := strings.Cut(string(out), `"sha256:`)
	if !ok {
		t.Fatalf("no hash was written:\n%s", out)
	}
	return strings.Replace(rotorSum, "ROTOR", rest[:64], 1)
}

func TestFmtNamesThePictureThatIsThere(t *testing.T) {
	sum := rotor(t)
	want := figured(sum, sum)
	for name, before := range map[string]string{
		"no hash": figured("", ""), "another hash": figured(` "sha256:`+strings.Repeat("0", 64)+`"`, sum), "none to write": want, "another title": figured(" 'the rotor'", " (the rotor)"),
	} {
		if got := string(page.NameFigures([]byte(before), testFigure)); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, want)
		}
	}
}

func TestFmtNamesNoPictureThatCannotBeUsed(t *testing.T) {
	for name, src := range map[string]string{
		"missing": figured("", ""), "in a sentence": bench + "1. See ![it](figures/rotor.svg). `#see`\n", "undrawable": bench + "![x](figures/script.svg)\n\n1. See. `#see`\n", "elsewhere": bench + "![x](../secret.svg)\n\n1. See. `#see`\n",
	} {
		open := testFigure
		if name == "missing" {
			open = func(string) ([]byte, error) { return nil, fs.ErrNotExist }
		}
		if got := page.NameFigures([]byte(src), open); string(got) != src {
			t.Errorf("%s:\n%s", name, got)
		}
	}
}

func TestFormatLeavesFiguresAlone(t *testing.T) {
	sum := rotor(t)
	src := figured(sum, sum)
	if got := bench + formatted(t, src); got != src {
		t.Errorf("formatted:\n%s\nwant\n%s", got, src)
	}
}

func TestAPageKnowsItsFiguresAndTheirFiles(t *testing.T) {
	sum := rotor(t)
	p, findings := page.Read([]byte(figured(sum, sum)), page.Options{Standard: standard.ST0218(), Figures: testFigure})
	if page.HasErrors(findings) || len(p.Figures) != 2 {
		t.Fatalf("%d figures, %v", len(p.Figures), findings)
	}
	first, second := p.Figures[0], p.Figures[1]
	if first.Caption != "Tubes stand opposite each other" || second.Caption != "The same, from above" || first.Path != "figures/rotor.svg" || len(first.SHA256) != 64 {
		t.Errorf("the figures are %+v", p.Figures)
	}
	if data, _ := testFigure(first.Path); !bytes.Equal(first.Data, data) || !bytes.Equal(second.Data, data) {
		t.Error("their files are not with them")
	}
	if found, ok := p.Figure(first.SHA256); !ok || found.Caption != first.Caption {
		t.Errorf("by its hash it is %+v, %v", found, ok)
	}
}

// TestAPictureIsNeverTakenForAnother is what the hash is for.
func TestAPictureIsNeverTakenForAnother(t *testing.T) {
	sum := rotor(t)
	src := []byte(figured(sum, sum))
	p, _ := page.Parse(src)
	kept, err := page.WithFigures(p, func(f sop.Figure) ([]byte, error) { return testFigure(f.Path) })
	if err != nil || kept.Figures[0].Data == nil || p.Figures[0].Data != nil {
		t.Fatalf("%v; the page itself has to stay as it was", err)
	}
	for name, get := range map[string]func(sop.Figure) ([]byte, error){
		"another": func(sop.Figure) ([]byte, error) { return []byte("another"), nil },
		"none":    func(sop.Figure) ([]byte, error) { return nil, os.ErrNotExist },
	} {
		if _, err := page.WithFigures(p, get); !errors.Is(err, page.ErrFigure) || !strings.Contains(err.Error(), "figures/rotor.svg") {
			t.Errorf("%s: %v", name, err)
		}
		p, findings := page.Read(src, page.Options{Figures: func(string) ([]byte, error) { return get(sop.Figure{}) }})
		if p.Figures[0].Data != nil || !page.HasErrors(findings) {
			t.Errorf("%s: it is kept, with %v", name, findings)
		}
	}
}

func TestAnotherPictureIsAChange(t *testing.T) {
	sum := rotor(t)
	base := figured(sum, sum)
	for name, c := range map[string]struct{ after, want string }{
		"another picture": {strings.Replace(base, sum, ` "sha256:`+strings.Repeat("0", 64)+`"`, 1), `figure "Tubes stand opposite each other": figures/rotor.svg, SHA-256 000000000000, was figures/rotor.svg, SHA-256 `},
		"another caption": {strings.Replace(base, "opposite", "beside", 1), `introduction: Figure: Tubes stand beside each other, was Figure: Tubes stand opposite each other`},
		"none":            {strings.Replace(base, "![The same, **from above**](figures/rotor.svg"+sum+")\n", "", 1), `#load: text under the step: removed Figure: The same, from above`},
	} {
		found := false
		changes := page.Diff(parsed(t, base), parsed(t, c.after))
		for _, change := range changes {
			found = found || strings.HasPrefix(change.String(), c.want) && change.Kind == page.TextChange
		}
		if !found {
			t.Errorf("%s: %v, want %s", name, changes, c.want)
		}
	}
}

func TestAFigureIsABlockWithItsCaption(t *testing.T) {
	sum := rotor(t)
	blocks := page.Blocks("Look.\n\n![Where **it** is](figures/rotor.svg" + sum + ")\n")
	if len(blocks) != 2 || blocks[1].Kind != page.Picture || blocks[1].Figure.Path != "figures/rotor.svg" {
		t.Fatalf("the blocks are %+v", blocks)
	}
	if got := strings.Join(page.Words(blocks), " "); got != "Look. Where it is" {
		t.Errorf("its words are %q", got)
	}
}

func TestAnotherWordInADrawingIsSaidInWords(t *testing.T) {
	of := func(words, sum string) *sop.Procedure {
		return &sop.Procedure{Figures: []sop.Figure{{
			Caption: "The buckets", Path: "figures/rotor.svg", SHA256: sum,
			Data: []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 40"><text y="9" font-size="4">` + words + `</text><text y="19" font-size="4">opposite</text></svg>`),
		}}}
	}
	changes := page.Diff(of("4.2 g", "0a"), of("9.9 g", "0b"))
	if len(changes) != 2 || changes[1].String() != `words in figure "The buckets": 9.9 g; opposite, was 4.2 g; opposite` {
		t.Errorf("%v", changes)
	}
	missing := of("9.9 g", "0b")
	missing.Figures[0].Data = nil
	for name, current := range map[string]*sop.Procedure{"the same words": of("4.2 g", "0b"), "a file that is not there": missing} {
		if changes := page.Diff(of("4.2 g", "0a"), current); len(changes) != 1 {
			t.Errorf("%s: %v", name, changes)
		}
	}
}
