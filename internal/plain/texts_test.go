package plain_test

import (
	"bufio"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"soprun/internal/effects"
	"soprun/internal/plain"
	"soprun/internal/present"
)

// The file of the page that is approved, and that of one that is not.
const (
	centrifugeFile = "equipment/centrifuge.md"
	handsFile      = "infection-control/hand-wash.md"
)

// edited opens the place over pages that change while it is used: before the
// answer with a number is read, its edit is made.
func edited(t *testing.T, edits map[int]func(fstest.MapFS)) *place {
	t.Helper()
	p, disk := open(t), pages()
	p.Place = effects.New(p.station, p.clock, disk)
	p.with = func(cfg *plain.Config) {
		cfg.In = &byLine{in: cfg.In, before: func(n int) {
			if edit := edits[n]; edit != nil {
				edit(disk)
			}
		}}
	}
	return p
}

// write puts other words into a file.
func write(file, was, now string) func(fstest.MapFS) {
	return func(disk fstest.MapFS) {
		text := strings.ReplaceAll(string(disk[file].Data), was, now)
		disk[file] = &fstest.MapFile{Data: []byte(text), ModTime: disk[file].ModTime.Add(time.Minute)}
	}
}

func TestAPageThatChangedIsSaidWhenThePagesAreListed(t *testing.T) {
	p := edited(t, map[int]func(fstest.MapFS){
		1: write(handsFile, "title: Clean your hands", "title: Wash your hands"),
		2: func(disk fstest.MapFS) { delete(disk, "work/short.md") },
	})
	out := p.says([]string{"a", "a", "a", "q"}, "2. Clean your hands: SOP-IC-001",
		"On the disk, since the pages were listed: SOP-IC-001 changed.", "2. Wash your hands: SOP-IC-001",
		"since the pages were listed: SOP-SHT-001 is gone.")
	if n := strings.Count(out, "On the disk"); n != 2 {
		t.Errorf("changes are said %d times:\n%s", n, out)
	}
}

func TestADraftIsAnnouncedAndHidesNothingUntilItIsApproved(t *testing.T) {
	p := edited(t, map[int]func(fstest.MapFS){1: func(disk fstest.MapFS) {
		write(centrifugeFile, "version: 2.1", "version: 2.2")(disk)
		write(centrifugeFile, "9500 to 10500", "9000 to 10500")(disk)
	}})
	p.says([]string{"a", "2", "r", "a", "j.bell", phrase(bell), "s", "b", "b", "a", "q"},
		"1. 1 version to approve: SOP-CEN-014.", "2. Clean a centrifuge: SOP-CEN-014 v2.1, v2.2 not approved.", "SOP-CEN-014 version 2.1.", "Its folder holds v2.2, which is not approved; it changes nothing until it is approved.",
		"9500 to 10500", "That is the whole page.", "Changes since v2.1, which is in force", "9000 to 10500", "SOP-CEN-014 v2.2 as it will run", "I, J. Bell (j.bell, supervisor), approved SOP-CEN-014 v2.2",
		"Approved and signed.", "SOP-CEN-014 v2.2, approved.")
}

func TestAPageThatCannotBeReadIsSaidWithItsErrorsAndNoVersion(t *testing.T) {
	p := edited(t, map[int]func(fstest.MapFS){1: write("work/short.md", "---\n", "")})
	out := p.says([]string{"short", "1", "q"}, "1. work/short.md: SOP-SHT-001, has 1 error.", `"work/short.md" cannot be read: 1 error, at 1:1: E501`)
	lacks(t, out, " v,")
}

func TestAPageThatChangedSinceItWasListedSaysSoWhenItIsOpened(t *testing.T) {
	p := edited(t, map[int]func(fstest.MapFS){1: write(handsFile, "Use this when", "Do this when")})
	out := p.says([]string{"2", "b", "2", "b", "q"}, "SOP-IC-001 was changed on the disk. This is how it is now:", "Do this when", "Do this when")
	if n := strings.Count(out, "changed on the disk"); n != 1 {
		t.Errorf("the change is said %d times:\n%s", n, out)
	}
}

func TestNobodyStartsOrApprovesATextThatChangedUnheard(t *testing.T) {
	for _, act := range []string{"p", "a"} {
		p := edited(t, map[int]func(fstest.MapFS){3: write(handsFile, "Use this when", "Do this when")})
		before := p.Here().Entries
		p.says([]string{"2", "r", act, "b", "q"}, "That is the whole page.", "SOP-IC-001 was changed on the disk.", "Do this when", "Library.")
		if p.Here().Entries != before {
			t.Errorf("%s: something was signed", act)
		}
	}
}

func TestAnApprovalIsDroppedWhenItsTextChangesBeforeTheSentence(t *testing.T) {
	p := edited(t, map[int]func(fstest.MapFS){4: write(handsFile, "Use this when", "Do this when")})
	out := p.says([]string{"2", "r", "a", "j.bell", "b", "q"}, "Nothing was approved: the page was changed; read it as it is now.", "SOP-IC-001 was changed on the disk. This is how it is now:", "Do this when")
	lacks(t, out, "You sign this sentence")
}

func TestAPageThatIsGoneIsNeitherReadNorStarted(t *testing.T) {
	p := edited(t, map[int]func(fstest.MapFS){2: func(disk fstest.MapFS) { delete(disk, handsFile) }})
	out := p.says([]string{"2", "r", "p", "b", "q"}, `The library has no procedure "SOP-IC-001"`, `The library has no procedure "SOP-IC-001"`)
	lacks(t, out, "That is the whole page", "has started")
}

func TestNoChangeIsSaidUnderARunningRun(t *testing.T) {
	p := edited(t, map[int]func(fstest.MapFS){5: write(centrifugeFile, "Use this when", "Do this when")})
	out := p.says(all(steps, signed, []string{"b", "a", "q"}), "has started", "On the disk, since the pages were listed: SOP-CEN-014 changed.")
	lacks(t, out, "changed on the disk")
}

func TestAPageThatIsOpenedFirstMakesNoPageNew(t *testing.T) {
	p := open(t)
	p.with = func(cfg *plain.Config) { cfg.Open = "SOP-IC-001" }
	lacks(t, p.says([]string{"b", "a", "q"}, "Clean your hands"), "On the disk")
}

// byLine gives one line at a time and calls before with its number.
type byLine struct {
	in     io.Reader
	before func(n int)
	rest   *bufio.Reader
	n      int
}

func (b *byLine) Read(p []byte) (int, error) {
	if b.rest == nil {
		b.rest = bufio.NewReader(b.in)
	}
	b.n++
	b.before(b.n)
	line, err := b.rest.ReadBytes('\n')
	return copy(p, line), err
}

// A part of a line that the dialogue forgets would be a fact that nobody hears.
func TestEveryPartOfALineIsSaid(t *testing.T) {
	for _, mark := range []string{"[x]", ""} {
		line := present.Said{Number: 7}
		v := reflect.ValueOf(&line).Elem()
		for i := range v.NumField() {
			if v.Field(i).Kind() == reflect.String {
				v.Field(i).SetString("the-" + v.Type().Field(i).Name)
			}
		}
		line.Mark = mark
		said := plain.LineText(line)
		for i := range v.NumField() {
			if name := v.Type().Field(i).Name; name == "Mark" || name == "Glyph" {
				continue // they are drawn: a voice names their signs, and the state is a word
			}
			if f := v.Field(i); f.Kind() == reflect.String && !strings.Contains(strings.ToLower(said), strings.ToLower(f.String())) {
				t.Errorf("with the mark %q, %s is not in %q", mark, v.Type().Field(i).Name, said)
			}
		}
	}
}
