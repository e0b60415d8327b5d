package library_test

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/internal/tui/kit"
	"soprun/internal/tui/kittest"
	"soprun/internal/tui/library"
)

var entries = regexp.MustCompile(`(?m)^(  [A-Z][A-Z0-9 ]+$|[▸ ] [A-Z][a-z]+ [a-z]+ [a-z]+)`)

// order returns the headings and titles in the order they stand in.
func order(d *kittest.Driver) string {
	var out []string
	for _, m := range entries.FindAllString(d.All(), -1) {
		out = append(out, strings.TrimSpace(strings.TrimPrefix(m, "▸ ")))
	}
	return strings.Join(out, "; ")
}

func TestOpenRunsStandFirstThenWhatWasUsedLastThenTheGroups(t *testing.T) {
	want := "OPEN RUNS; Start the analyser; Clean your hands; " +
		"USED LAST; Clean a centrifuge; Clean your hands; Clean a hood; " +
		"ANALYSIS; Start the analyser; Stop the analyser; CLEANING; Clean a centrifuge; Clean a hood; INFECTION CONTROL; Clean your hands"
	if got := order(open(t, cupboard())); got != want {
		t.Errorf("order:\n%s\nwant:\n%s", got, want)
	}
}

func TestWhatWasNeverUsedIsNotAmongTheUsed(t *testing.T) {
	b := cupboard()
	for i := range b.pages {
		b.pages[i].LastRun = time.Time{}
	}
	open(t, b).Hides("USED LAST").Shows("OPEN RUNS", "ANALYSIS")
	b.pages[1].LastRun = kittest.Now
	if got := order(open(t, b)); !strings.Contains(got, "USED LAST; Stop the analyser; ANALYSIS") {
		t.Errorf("order: %s", got)
	}
}

func TestAnOpenRunSaysWhereItIsAndWhoseAndSinceWhen(t *testing.T) {
	d := open(t, cupboard())
	d.Shows("step 3 of 9 A. Khan 5 min ago", "to end practice 2 days ago")
}

func TestHowLongAgoIsSaidInTheNearestUnit(t *testing.T) {
	for ago, want := range map[time.Duration]string{
		0: "just now", 59 * time.Second: "just now", time.Minute: "1 min ago", 59 * time.Minute: "59 min ago",
		time.Hour: "1 h ago", 47 * time.Hour: "47 h ago", 48 * time.Hour: "2 days ago", 400 * 24 * time.Hour: "400 days ago",
	} {
		b := cupboard()
		b.open[0].Last = kittest.Now.Add(-ago)
		open(t, b).Shows(want)
	}
}

func TestThePagesStandInColumnsWhateverTheirTitles(t *testing.T) {
	b := &fakeBench{pages: []model.PageRow{
		page("SOP-A-1", "Short", "Cleaning", 0, "S7"), page("SOP-LONG-014", strings.Repeat("A very long title ", 8), "Cleaning", 0, "S7", "S15", "S22"),
	}}
	b.pages[0].State = model.PageLocal
	d := open(t, b)
	for _, width := range []int{60, 80, 100, 140} {
		at := map[int]bool{}
		for line := range strings.Lines(d.FrameAt(width, 24)) {
			if i := strings.Index(line, "SOP-"); i >= 0 {
				at[len([]rune(line[:i]))] = true
			}
		}
		if len(at) != 1 {
			t.Errorf("at %d the ids begin in columns %v:\n%s", width, at, d.FrameAt(width, 24))
		}
	}
}

func TestARowGivesUpItsCodesFirstThenItsVersionAndNeverItsState(t *testing.T) {
	b := &fakeBench{pages: []model.PageRow{page("SOP-CEN-014", "Clean a benchtop centrifuge", "Cleaning", 0, "S7", "S15", "S22", "S26", "S27")}}
	b.pages[0].State = model.PageReview
	d := open(t, b)
	for _, c := range []struct {
		width int
		has   []string
		lacks []string
	}{
		{140, []string{"review overdue", "S7 S15 S22 S26", "SOP-CEN-014", "v1.0"}, []string{"S27"}},
		{92, []string{"review overdue", "SOP-CEN-014", "v1.0"}, []string{"S15"}},
		{80, []string{"review overdue", "SOP-CEN-014"}, []string{"v1.0", "S15"}},
		{64, []string{"review overdue", "SOP-CEN-014"}, []string{"v1.0", "S15"}},
		{40, []string{"review overdue", "Clean a"}, []string{"v1.0", "SOP-CEN-014"}},
	} {
		frame := d.FrameAt(c.width, 24)
		for _, text := range c.has {
			if !strings.Contains(frame, text) {
				t.Errorf("at %d the row lacks %q:\n%s", c.width, text, frame)
			}
		}
		for _, text := range c.lacks {
			if strings.Contains(frame, text) {
				t.Errorf("at %d the row holds %q:\n%s", c.width, text, frame)
			}
		}
	}
}

func TestEveryStateIsSaidButTheOneThatNeedsNoWord(t *testing.T) {
	for _, s := range []model.PageState{
		model.PageReview, model.PageReady, model.PageLocal, model.PageDraft, model.PageRetired, model.PageBroken,
	} {
		b := cupboard()
		b.pages[0].State = s
		open(t, b).Shows(string(s))
	}
	open(t, cupboard()).Hides("approved")
}

func TestAPageThatCannotBeReadHasNoVersionAndSaysHowManyErrors(t *testing.T) {
	b := cupboard()
	b.pages[0] = model.PageRow{ID: "none.md", Title: "none.md", Group: "Analysis", State: model.PageBroken, Errors: 12}
	frame := open(t, b).FrameAt(100, 30)
	if !strings.Contains(frame, "has 12 errors") || strings.Contains(frame, "none.md  v") {
		t.Error(frame)
	}
}

func TestANewStationIsToldWhatToDoFirst(t *testing.T) {
	b := cupboard()
	for i := range b.pages {
		b.pages[i].Approval, b.pages[i].State = nil, model.PageReady
	}
	open(t, b).Shows("Nothing is approved.")
	b.pages[4].Approval = &model.Approval{By: model.Person{Name: "Bo Ray"}}
	open(t, b).Hides("Nothing is approved.")
	open(t, &fakeBench{}).Shows("There is no procedure yet.", "--pages")
}

func TestErrorsOfTheLibraryAreShown(t *testing.T) {
	b := cupboard()
	b.pagesErr = errors.New("the folder is gone")
	d := open(t, b)
	d.Shows("The library cannot be read: the folder is gone").Hides("ANALYSIS")
	d.Press("enter", "ctrl+p", "down", "up")
	if len(d.Went)+len(d.Asked) != 0 {
		t.Errorf("an empty library led to %v %v", d.Went, d.Asked)
	}
	b.pagesErr, b.openErr = nil, errors.New("the log is locked")
	d.Run(d.Screen.Init(d.Env)).Shows("The library cannot be read: the log is locked")
	b.openErr = nil
	d.Run(d.Screen.Init(d.Env)).Hides("cannot be read").Shows("ANALYSIS")
}

func TestNothingIsClaimedBeforeTheLibraryIsRead(t *testing.T) {
	kittest.Open(t, silent{newLibrary(&fakeBench{})}).Hides("There is no procedure yet", "ANALYSIS").Shows("Reading the pages ...")
}

func TestHowFarThePagesAreReadIsSaidUntilTheyAre(t *testing.T) {
	b := cupboard()
	slow := &slowBench{fakeBench: b, step: make(chan func(func(done, total int64)))}
	screen := library.New(present.Sources{Library: slow, Runs: slow, Reader: slow, Roll: slow})
	d := kittest.Open(t, silent{screen})
	d.Screen = screen
	read := make(chan tea.Msg)
	go func() { read <- screen.Init(d.Env)() }()
	said := make(chan bool)
	slow.step <- func(progress func(done, total int64)) {
		progress(3200, 10_000)
		close(said)
	}
	<-said
	d.Send(kit.Ticked{}).Shows("Reading the pages ... 3,200 of 10,000")
	d.Type("hood").Shows("Find hood", "Reading the pages") // keys are answered meanwhile
	d.Press("ctrl+l")
	if len(d.Went) != 1 || d.Went[0] != (kit.Go{To: kit.ToList, List: "log"}) {
		t.Errorf("went %+v", d.Went)
	}
	close(slow.step)
	d.Send(<-read).Shows("Clean a hood").Hides("Reading the pages", "Clean a centrifuge")
}

// slowBench reads pages as far as it is told.
type slowBench struct {
	*fakeBench
	step chan func(progress func(done, total int64))
}

func (b *slowBench) ListPages(progress func(done, total int64)) ([]model.PageRow, error) {
	for do := range b.step {
		do(progress)
	}
	return b.fakeBench.ListPages(progress)
}

// silent drops what the screen reads.
type silent struct{ kit.Screen }

func (s silent) Init(kit.Env) tea.Cmd { return nil }

func TestEnterOpensWhatTheCursorStandsOn(t *testing.T) {
	d := open(t, cupboard()).Press("enter")
	if got := d.Asked[0]; got != (session.Resume{Run: "r-2"}) {
		t.Errorf("the first open run: %#v", got)
	}
	d.Press("down", "enter")
	if got := d.Asked[1]; got != (session.Resume{Run: "p-1", Practice: true}) {
		t.Errorf("the rehearsal: %#v", got)
	}
	d.Press("down", "enter")
	if got := d.Went[0]; got != (kit.Go{To: kit.ToProcedure, Page: "SOP-CEN-014"}) {
		t.Errorf("the page used last: %#v", got)
	}
	d.Press("ctrl+p")
	if got := d.Asked[2]; !reflect.DeepEqual(got, session.Start{SOP: "SOP-CEN-014", Person: model.Nobody, Practice: true}) {
		t.Errorf("practice: %#v", got)
	}
	d.Press("ctrl+l", "ctrl+e")
	if d.Went[1].List != "log" || d.Went[2].List != "people" {
		t.Errorf("went %+v", d.Went)
	}
}

func TestPractisingAtAnOpenRunRehearsesItsPageAndLeavesTheRunAlone(t *testing.T) {
	d := open(t, cupboard()).Press("ctrl+p")
	if got, ok := d.Asked[0].(session.Start); !ok || got.SOP != "SOP-ANA-001" || !got.Practice {
		t.Errorf("asked %#v: to practise never touches a run for the record", d.Asked[0])
	}
}

func TestTheCursorStopsAtBothEnds(t *testing.T) {
	d := open(t, cupboard()).Press("up", "up", "enter")
	if got := d.Asked[0]; got != (session.Resume{Run: "r-2"}) {
		t.Errorf("above the first: %#v", got)
	}
	for range 30 {
		d.Press("down")
	}
	if d.Press("enter"); d.Went[0].Page != "SOP-IC-001" {
		t.Errorf("below the last: %+v", d.Went)
	}
}

func TestAPageIsFoundByTheNameOfItsFile(t *testing.T) {
	b := cupboard()
	b.pages[4].File = "hand hygiene"
	open(t, b).Type("hand hyg").Shows("FOUND", "Clean your hands").Hides("hood").Press("backspace").Type("x").Hides("Clean your hands")
}

func TestFindLooksInOpenRunsToo(t *testing.T) {
	d := open(t, cupboard()).Type("analyser")
	if got := order(d); !strings.HasPrefix(got, "FOUND; ") || strings.Count(got, "Start the analyser") != 2 || strings.Contains(got, "hands") {
		t.Errorf("found: %s", got)
	}
	d.Shows("step 3 of 9")
	d.Press("esc")
	if got := order(d); !strings.HasPrefix(got, "OPEN RUNS") {
		t.Errorf("esc does not show all again: %s", got)
	}
}

func TestFindTakesACodeExactly(t *testing.T) {
	for typed, want := range map[string]string{
		"s26": "SHOW S26; Clean a centrifuge; Clean a hood; Clean your hands", "K7": "SHOW K7; Start the analyser", "b1": "SHOW B1; Clean your hands",
	} {
		if got := order(open(t, cupboard()).Type(typed)); got != want {
			t.Errorf("%q finds %s, want %s", typed, got, want)
		}
	}
	open(t, cupboard()).Type("s2").Shows(`No procedure fits "s2".`, "esc clear Find").Hides("enter open", "ctrl+p practise")
}

func TestTypingPutsTheCursorOnTheBestMatch(t *testing.T) {
	d := open(t, cupboard()).Press("down", "down", "down").Type("hands").Press("enter")
	if len(d.Asked) != 1 || d.Asked[0] != (session.Resume{Run: "p-1", Practice: true}) {
		t.Errorf("asked %v, went %v", d.Asked, d.Went)
	}
}

// What everybody should know of this folder stands where everybody begins, and a key
// that types nothing takes nothing away.
func TestWhatIsNotAsItShouldBeIsSaidInTheLibrary(t *testing.T) {
	d := open(t, cupboard()).Hides("The file of practice runs was damaged.")
	d.Env.Station.Notes = []string{"The file of practice runs was damaged.", "No backups are made: the folder is missing."}
	d.Shows("The file of practice runs was damaged.", "No backups are made: the folder is missing.", "Clean a centrifuge")
	before := d.All()
	if d.Press("left"); d.All() != before {
		t.Errorf("an arrow within nothing changed the library:\n%s", d.All())
	}
}

func TestAPasteGoesToFind(t *testing.T) {
	open(t, cupboard()).Send(tea.PasteMsg{Content: "sop-cen-015"}).Shows("FOUND", "Clean a hood").Hides("centrifuge")
}

func TestComingBackReadsAgainAndKeepsThePlace(t *testing.T) {
	b := cupboard()
	d := open(t, b).Press("down", "down", "down")
	b.open = nil
	d.Run(d.Screen.Init(d.Env)).Hides("OPEN RUNS")
	if b.reads != 2 {
		t.Errorf("the library was read %d times", b.reads)
	}
	b.pages = b.pages[:1]
	d.Run(d.Screen.Init(d.Env)).Press("enter")
	if len(d.Went) != 1 || d.Went[0].Page != "SOP-ANA-001" {
		t.Errorf("a shorter list lost the cursor: %+v", d.Went)
	}
}

func TestTheKeysOfTheLibraryAllLead(t *testing.T) {
	d := open(t, cupboard()).Type("clean").Press("down")
	d.KeysLead()
	if !d.Screen.Field(d.Env).Typing() {
		t.Error("letters must go to Find")
	}
}

func TestALongLibraryShowsTheRowsAroundTheCursor(t *testing.T) {
	b := &fakeBench{}
	for i := range 500 {
		b.pages = append(b.pages, page(fmt.Sprintf("SOP-X-%03d", i), fmt.Sprintf("Page number %03d", i), "Many", 0))
	}
	d := open(t, b)
	for range 250 {
		d.Press("down")
	}
	if frame := d.Frame(); !strings.Contains(frame, "▸ Page number 250") {
		t.Errorf("the cursor is not on the screen:\n%s", frame)
	}
	if n := strings.Count(d.All(), "\n"); n > 60 {
		t.Errorf("%d lines are made for a screen of 24", n)
	}
}

func TestTabGroupsByDutyThenByCodeThenByFolderAgain(t *testing.T) {
	b := cupboard()
	b.open = nil
	for i := range b.pages {
		b.pages[i].LastRun = time.Time{}
	}
	b.pages = append(b.pages, page("SOP-X-001", "Feed the cat", "Other", 0))
	d := open(t, b)
	d.Hides("DUTY", "Apply a range of techniques").Shows("ANALYSIS")
	d.Press("tab")
	all := kittest.Flat(d.All())
	duty8 := all[strings.Index(all, "DUTY 8 Maintain a healthy, safe and secure workplace."):]
	if i := strings.Index(duty8, "DUTY 9"); i > 0 {
		duty8 = duty8[:i]
	}
	for _, want := range []string{"Clean a centrifuge", "Clean a hood", "Clean your hands"} {
		if !strings.Contains(duty8, want) {
			t.Errorf("under duty 8 there is no %q: %s", want, duty8)
		}
	}
	d.Shows("DUTY 2 Select and prepare equipment and the environment for healthcare science procedures.", "WITHOUT A CODE OF THE STANDARD", "Crown copyright").Hides("ANALYSIS", "DUTY 11")
	d.Press("tab").Shows("S26 Apply a range of techniques for infection prevention and control", "B1 ", "WITHOUT A CODE OF THE STANDARD Feed the cat", "Crown copyright").Hides("DUTY", "ANALYSIS")
	all = kittest.Flat(d.All())
	if k7, s12, b1 := strings.Index(all, "K7 "), strings.Index(all, "S12 "), strings.Index(all, "B1 "); k7 < 0 || s12 < k7 || b1 < s12 {
		t.Errorf("the codes are not in the order of the standard: %s", all)
	}
	if n := strings.Count(all, "Clean a hood"); n != 1 || strings.Count(all, "Start the analyser") != 2 {
		t.Errorf("a page does not stand once under each of its codes: %s", all)
	}
	d.Press("tab").Shows("ANALYSIS").Hides("DUTY", "S26 Apply", "Crown copyright")
}

func TestGroupingPutsTheCursorOnTheFirstGroupAndOpensWhatItStandsOn(t *testing.T) {
	d := open(t, cupboard()).Press("tab", "tab").Press("enter")
	if len(d.Went) != 1 || d.Went[0].Page != "SOP-ANA-001" { // K7 is the first code of the standard that a page shows
		t.Errorf("went %+v, asked %v", d.Went, d.Asked)
	}
	d.Press("ctrl+p")
	if len(d.Asked) != 1 || !reflect.DeepEqual(d.Asked[0], session.Start{SOP: "SOP-ANA-001", Person: model.Nobody, Practice: true}) {
		t.Errorf("asked %v", d.Asked)
	}
}

func TestGroupingShowsAllAgainAndStaysWhenTheLibraryIsComeBackTo(t *testing.T) {
	d := open(t, cupboard()).Type("hood").Press("tab").Shows("ANALYSIS", "Clean a centrifuge").Hides("FOUND")
	d.Press("tab").Shows("DUTY 8")
	d.Run(d.Screen.Init(d.Env)).Shows("DUTY 8")
	open(t, &fakeBench{}).Press("tab", "tab").Shows("There is no procedure yet.")
}

func TestALongListIsPagedThrough(t *testing.T) {
	b := &fakeBench{}
	for i := range 10_000 {
		b.pages = append(b.pages, page(fmt.Sprintf("SOP-X-%05d", i), fmt.Sprintf("Page number %05d", i), "Many", 0, "S26"))
	}
	d := open(t, b)
	if d.Press("pgdown"); !strings.Contains(d.Frame(), "▸ Page number 00018") {
		t.Errorf("a page on:\n%s", d.Frame())
	}
	if d.Press("pgup"); !strings.Contains(d.Frame(), "▸ Page number 00000") {
		t.Errorf("a page back:\n%s", d.Frame())
	}
	if d.Press("ctrl+end"); !strings.Contains(d.Frame(), "▸ Page number 09999") {
		t.Errorf("the last:\n%s", d.Frame())
	}
	if d.Press("ctrl+home"); !strings.Contains(d.Frame(), "▸ Page number 00000") {
		t.Errorf("the first:\n%s", d.Frame())
	}
	for range 2 {
		d.Press("tab", "pgdown", "pgdown")
		if n := strings.Count(d.All(), "\n"); n > 60 {
			t.Errorf("%d lines are made for a screen of 24", n)
		}
	}
}

func TestPagesThatChangeOnTheDiskAreReadAgainAndTheCursorStays(t *testing.T) {
	b := cupboard()
	d := open(t, b).Press("down", "down", "down", "down")
	b.pages[0].State, b.pages[0].Title = model.PageBroken, "Stir the analyser"
	d.Send(kit.PagesChanged{}).Shows("has errors", "Stir the analyser")
	if b.reads != 2 {
		t.Errorf("the library was read %d times", b.reads)
	}
	if d.Press("enter"); len(d.Went) != 1 || d.Went[0].Page != "SOP-CEN-015" {
		t.Errorf("the cursor moved: %+v", d.Went)
	}
}

func TestThatChangesAreNotNoticedIsSaidUntilTheyAre(t *testing.T) {
	d := open(t, cupboard()).Send(kit.PagesChanged{Err: errors.New("too many files are watched")})
	d.Shows("Changes of pages on the disk are not noticed now: too many files are watched.", "ANALYSIS", "Start the analyser")
	d.Send(kit.PagesChanged{}).Hides("not noticed")
}

// What begins with what was typed comes before what only has its letters, however near that
// stands, and these are shown where nothing else is found.
func TestWordsAreFoundBeforeLetters(t *testing.T) {
	b := cupboard()
	b.pages = append(b.pages, page("SOP-PD-044", "Clean events, and their reasons in order", "Team", 0), page("SOP-TR-001", "Clean the precentrifuge", "Team", 0))
	for typed, want := range map[string]string{
		"centri":           "FOUND; Clean a centrifuge; Clean the precentrifuge",
		"centrifuge clean": "FOUND; Clean a centrifuge",
		"CEN 015":          "FOUND; Clean a hood",
		"ctrfg":            "FOUND; Clean the precentrifuge; Clean a centrifuge",
		"centrifuge zebra": "No procedure fits",
	} {
		if got := order(open(t, b).Type(typed)); got != want {
			t.Errorf("%s: %q, want %q", typed, got, want)
		}
	}
}

// Whoever comes back after the terminal failed sees whether what they signed is kept.
func TestWhatWasUsedLastSaysWhenItWasSigned(t *testing.T) {
	b := cupboard()
	b.pages[0].LastRun = kittest.Now.Add(-time.Minute)
	for _, size := range [][2]int{{60, 16}, {80, 24}, {140, 40}} {
		frame := kittest.Flat(open(t, b).FrameAt(size[0], size[1]))
		if !strings.Contains(frame, "USED LAST Start the analyser signed 1 min ago") {
			t.Errorf("at %v:\n%s", size, frame)
		}
	}
	open(t, b).Type("start").Shows("FOUND", "Start the analyser signed 1 min ago SOP-ANA-001").Hides("USED LAST")
	open(t, b).Type("centri").Shows("Clean a centrifuge").Hides("signed")
}

// The states of other pages take no room from a title that has none beside it.
func TestATitleIsNotPartedForAStateThatItHasNot(t *testing.T) {
	b := cupboard()
	b.open = nil
	b.pages[1].Title = "Stop the analyser and its printer"
	b.pages[0].State, b.pages[0].Approval = model.PageLocal, nil
	if frame := open(t, b).FrameAt(60, 40); !strings.Contains(frame, "Stop the analyser and its printer") {
		t.Errorf("the title is parted:\n%s", frame)
	}
}
