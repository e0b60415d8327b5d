package answers_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"soprun/internal/answers"
	"soprun/internal/spaced"
)

var now = time.Date(2026, 11, 29, 9, 0, 0, 0, time.FixedZone("", 3600))

func folder(t *testing.T) answers.Folder {
	t.Helper()
	return answers.Folder{Dir: filepath.Join(t.TempDir(), "answers"), Now: func() time.Time { return now }}
}

func opened(t *testing.T, f answers.Folder, person, pin string) *answers.Book {
	t.Helper()
	b, err := f.Open(person, pin)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func answer(step string) answers.Answer {
	return answers.Answer{At: now, SOP: "SOP-EQ-014", Version: "1.0", Step: step, Face: "gap", Sum: "1f", Right: true, Sure: spaced.Sure, Seconds: 8.5}
}

func add(t *testing.T, b *answers.Book, steps ...string) {
	t.Helper()
	for _, step := range steps {
		if err := b.Add(answer(step)); err != nil {
			t.Fatal(err)
		}
	}
}

// steps are the answers of a book by what they are of; any that came back as another fails.
func steps(t *testing.T, b *answers.Book) (out []string) {
	t.Helper()
	for _, a := range b.All() {
		want := answer(a.Step)
		if !a.At.Equal(want.At) {
			t.Errorf("it was at %s", a.At)
		}
		if a.At = want.At; a != want {
			t.Errorf("%+v came back, want %+v", a, want)
		}
		out = append(out, a.Step)
	}
	return out
}

func file(t *testing.T, f answers.Folder) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(f.Dir, "*.answers"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%q, %v", files, err)
	}
	return files[0]
}

func TestAnswersAreThereAfterAStart(t *testing.T) {
	f := folder(t)
	add(t, opened(t, f, "l.green", ""), "now", "reset")
	add(t, opened(t, f, "s.ali", ""), "wet")
	b := opened(t, f, "L.Green", "")
	add(t, b, "alarm")
	if got := steps(t, opened(t, f, "l.green", "")); !slices.Equal(got, []string{"now", "reset", "alarm"}) || b.Person != "l.green" {
		t.Errorf("%s has %q", b.Person, got)
	}
	if got, err := f.Owners(); err != nil || fmt.Sprint(got) != "[{l.green false} {s.ali false}]" {
		t.Errorf("%v, %v have a book", got, err)
	}
}

func TestAPINSealsWhatWasAnsweredBeforeAndAfter(t *testing.T) {
	f := folder(t)
	b := opened(t, f, "l.green", "")
	add(t, b, "now", "reset")
	if err := b.Seal("", "4711"); err != nil {
		t.Fatal(err)
	}
	add(t, b, "alarm")
	text, err := os.ReadFile(file(t, f))
	if err != nil || bytes.Contains(text, []byte("SOP-EQ")) || !b.Sealed() {
		t.Errorf("%v, it is readable:\n%s", err, text)
	}
	for pin, want := range map[string]error{"": answers.ErrSealed, "4712": answers.ErrPIN} {
		if _, err := f.Open("l.green", pin); !errors.Is(err, want) {
			t.Errorf("the PIN %q: %v, want %v", pin, err, want)
		}
	}
	if after, err := os.ReadFile(file(t, f)); err != nil || !bytes.Equal(text, after) {
		t.Error("a wrong PIN changed the book")
	}
	if got, err := f.Owners(); err != nil || fmt.Sprint(got) != "[{l.green true}]" {
		t.Errorf("%v, %v", got, err)
	}
	if b = opened(t, f, "l.green", "4711"); !slices.Equal(steps(t, b), []string{"now", "reset", "alarm"}) {
		t.Errorf("it has %q", steps(t, b))
	}
	for pin, want := range map[string]error{"": answers.ErrSealed, "4712": answers.ErrPIN} {
		if err := b.Unseal(pin); !errors.Is(err, want) || !b.Sealed() {
			t.Errorf("the PIN is removed by %q: %v, want %v", pin, err, want)
		}
		if err := b.Seal(pin, "8888"); !errors.Is(err, want) {
			t.Errorf("the PIN is replaced by %q: %v, want %v", pin, err, want)
		}
	}
	if err := b.Seal("4711", "0815"); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Open("l.green", "4711"); !errors.Is(err, answers.ErrPIN) {
		t.Errorf("the PIN of before: %v", err)
	}
	if err := b.Unseal("0815"); err != nil {
		t.Fatal(err)
	}
	if got := steps(t, opened(t, f, "l.green", "")); len(got) != 3 || b.Sealed() {
		t.Errorf("without its PIN it has %q", got)
	}
	for _, short := range []string{"", "471"} {
		if err := b.Seal("", short); !errors.Is(err, answers.ErrShort) || b.Sealed() {
			t.Errorf("the PIN %q: %v", short, err)
		}
	}
}

// What was written last when the power went is lost, however it lies on the disk, and nothing
// before it.
func TestAnAnswerThatWasHalfWrittenIsLostAlone(t *testing.T) {
	for name, pin := range map[string]string{"open": "", "sealed": "4711"} {
		f := folder(t)
		b := opened(t, f, "l.green", "")
		if pin != "" {
			if err := b.Seal("", pin); err != nil {
				t.Fatal(err)
			}
		}
		add(t, b, "now", "reset", "alarm")
		text, err := os.ReadFile(file(t, f))
		if err != nil {
			t.Fatal(err)
		}
		last := bytes.LastIndexByte(text[:len(text)-1], '\n') + 1
		copy(text[last:], make([]byte, 30)) // the end of it is there, and its beginning is not
		if err := os.WriteFile(file(t, f), text, 0o600); err != nil {
			t.Fatal(err)
		}
		b = opened(t, f, "l.green", pin)
		add(t, b, "lid")
		if got := steps(t, opened(t, f, "l.green", pin)); b.Aside != "" || !slices.Equal(got, []string{"now", "reset", "lid"}) {
			t.Errorf("%s: it has %q, put aside at %q", name, got, b.Aside)
		}
	}
}

// A book under another's name is not theirs: it is put aside, and shown to nobody.
func TestACopyOfABookIsNotItsNewOwners(t *testing.T) {
	f := folder(t)
	add(t, opened(t, f, "l.green", ""), "now", "reset")
	from := file(t, f)
	text, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	opened(t, f, "s.ali", "")
	files, err := filepath.Glob(filepath.Join(f.Dir, "*.answers"))
	if err != nil || len(files) != 2 {
		t.Fatal(files, err)
	}
	for _, to := range files {
		if err := os.WriteFile(to, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if b := opened(t, f, "s.ali", ""); b.Person != "s.ali" || len(b.All()) != 0 || b.Aside == "" {
		t.Errorf("%s has %v, aside %q", b.Person, b.All(), b.Aside)
	}
	if b := opened(t, f, "l.green", ""); len(b.All()) != 2 || b.Aside != "" {
		t.Errorf("%s has %v, aside %q", b.Person, b.All(), b.Aside)
	}
}

// Of a sealed book no answer is moved, changed or left out in the middle without being seen.
func TestASealedBookThatWasChangedIsPutAside(t *testing.T) {
	for name, change := range map[string]func(lines []string) []string{
		"moved":        func(l []string) []string { l[1], l[2] = l[2], l[1]; return l },
		"left out":     func(l []string) []string { return slices.Delete(l, 1, 2) },
		"changed":      func(l []string) []string { l[1] = l[1][:40] + "AAAA" + l[1][44:]; return l },
		"further down": func(l []string) []string { l[2] = l[2][:40] + "AAAA" + l[2][44:]; return l },
		"no line":      func(l []string) []string { l[1] = "x"; return l },
	} {
		f := folder(t)
		b := opened(t, f, "l.green", "")
		if err := b.Seal("", "4711"); err != nil {
			t.Fatal(err)
		}
		add(t, b, "now", "reset", "alarm")
		text, err := os.ReadFile(file(t, f))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file(t, f), []byte(strings.Join(change(strings.Split(string(text), "\n")), "\n")), 0o600); err != nil {
			t.Fatal(err)
		}
		b = opened(t, f, "l.green", "4711")
		if _, err := os.Stat(b.Aside); len(b.All()) != 0 || err != nil {
			t.Errorf("%s: %v are left, put aside at %q: %v", name, b.All(), b.Aside, err)
		}
		if add(t, b, "lid"); !b.Sealed() {
			t.Errorf("%s: the PIN seals the new one no more", name)
		}
		if _, err := f.Open("l.green", ""); !errors.Is(err, answers.ErrSealed) {
			t.Errorf("%s: the new one is open to everybody: %v", name, err)
		}
		if got := steps(t, opened(t, f, "l.green", "4711")); !slices.Equal(got, []string{"lid"}) {
			t.Errorf("%s: the new one has %q", name, got)
		}
	}
}

func TestABookThatIsNoneIsPutAside(t *testing.T) {
	for _, text := range []string{"", "{}", "{}\n", `{"format":"soprun-answers/2","person":"l.green"}` + "\n", "\x00\x01\n", `{"format":"soprun-answers/1","person":"l.green"}` + "\nno answer\n"} {
		f := folder(t)
		opened(t, f, "l.green", "")
		if err := os.WriteFile(file(t, f), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		b := opened(t, f, "l.green", "")
		kept, err := os.ReadFile(b.Aside)
		if add(t, b, "now"); err != nil || string(kept) != text || !slices.Equal(steps(t, opened(t, f, "l.green", "")), []string{"now"}) {
			t.Errorf("%q: %v, kept %q", text, err, kept)
		}
	}
}

// Wherever the power goes while an answer is written, those before it are there, and the next
// one takes its place.
func TestAnAnswerThatWasNotWrittenWholeIsNone(t *testing.T) {
	for _, pin := range []string{"", "4711"} {
		f := folder(t)
		b := opened(t, f, "l.green", "")
		if pin != "" {
			if err := b.Seal("", pin); err != nil {
				t.Fatal(err)
			}
		}
		add(t, b, "now")
		before, err := os.ReadFile(file(t, f))
		if err != nil {
			t.Fatal(err)
		}
		add(t, b, "reset")
		whole, err := os.ReadFile(file(t, f))
		if err != nil {
			t.Fatal(err)
		}
		for _, cut := range []int{len(before), len(before) + 1, (len(before) + len(whole)) / 2, len(whole) - 1} {
			if err := os.WriteFile(file(t, f), whole[:cut], 0o600); err != nil {
				t.Fatal(err)
			}
			b := opened(t, f, "l.green", pin)
			if got := steps(t, b); !slices.Equal(got, []string{"now"}) || b.Aside != "" {
				t.Fatalf("cut at %d: %q, aside %q", cut, got, b.Aside)
			}
			add(t, b, "alarm")
			if got := steps(t, opened(t, f, "l.green", pin)); !slices.Equal(got, []string{"now", "alarm"}) {
				t.Fatalf("cut at %d, then another: %q", cut, got)
			}
		}
	}
}

func TestABookThatCannotBeOpenedAnyMoreIsBegunAnew(t *testing.T) {
	f := folder(t)
	b := opened(t, f, "l.green", "")
	if err := b.Seal("", "forgotten"); err != nil {
		t.Fatal(err)
	}
	aside, err := f.Anew("l.green")
	if _, missing := os.Stat(aside); err != nil || missing != nil {
		t.Fatal(err, missing)
	}
	if b := opened(t, f, "l.green", ""); len(b.All()) != 0 || b.Sealed() {
		t.Errorf("%+v", b)
	}
}

func TestWhatIsSharedSaysThatItIsNoRecord(t *testing.T) {
	b := opened(t, folder(t), "l.green", "")
	add(t, b, "now")
	var out strings.Builder
	if err := b.Share(&out); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(out.String(), "\n")
	if len(lines) != 3 || !strings.Contains(lines[0], "PRACTICE - NOT A RECORD") || !strings.Contains(lines[1], `"step":"now"`) {
		t.Errorf("it is\n%s", out.String())
	}
}

func TestAnAnswerThatIsNotKeptIsSaid(t *testing.T) {
	f := folder(t)
	b := opened(t, f, "l.green", "")
	if err := os.Remove(file(t, f)); err != nil {
		t.Fatal(err)
	}
	if err := b.Add(answer("now")); err == nil || len(b.All()) != 0 {
		t.Errorf("%v, it has %d", err, len(b.All()))
	}
}

// Somebody practises at two terminals, and with a command beside them: each answer is kept.
func TestABookThatIsOpenTwiceLosesNothing(t *testing.T) {
	for name, pin := range map[string]string{"open": "", "sealed": "4711"} {
		f := folder(t)
		first := opened(t, f, "l.green", "")
		if pin != "" {
			if err := first.Seal("", pin); err != nil {
				t.Fatal(err)
			}
		}
		second := opened(t, f, "l.green", pin)
		add(t, first, "now")
		add(t, second, "reset", "a step with a longer name")
		add(t, first, "alarm")
		add(t, second, "lid")
		b := opened(t, f, "l.green", pin)
		if got := steps(t, b); b.Aside != "" || !slices.Equal(got, []string{"now", "reset", "a step with a longer name", "alarm", "lid"}) {
			t.Errorf("%s: it has %q, put aside at %q", name, got, b.Aside)
		}
		if got := steps(t, second); len(got) != 5 {
			t.Errorf("%s: who wrote last knows of %q", name, got)
		}
	}
}

func TestAnswersThatAreAddedAtOnceAreAllKept(t *testing.T) {
	f := folder(t)
	var all sync.WaitGroup
	for range 8 {
		b := opened(t, f, "l.green", "")
		all.Go(func() {
			for range 5 {
				if err := b.Add(answer("now")); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if b := opened(t, f, "l.green", ""); len(b.All()) != 40 || b.Aside != "" {
		t.Errorf("%d are left, put aside at %q", len(b.All()), b.Aside)
	}
}

// A PIN that is set at one terminal holds at the other too: nothing is written there without it.
func TestAPINThatIsSetElsewhereHolds(t *testing.T) {
	f := folder(t)
	first, second := opened(t, f, "l.green", ""), opened(t, f, "l.green", "")
	add(t, second, "now")
	if err := first.Seal("", "4711"); err != nil {
		t.Fatal(err)
	}
	if err := second.Add(answer("reset")); !errors.Is(err, answers.ErrOther) {
		t.Errorf("an answer: %v", err)
	}
	if err := second.Seal("", "9999"); !errors.Is(err, answers.ErrOther) {
		t.Errorf("another PIN: %v", err)
	}
	second = opened(t, f, "l.green", "4711")
	if err := first.Unseal("4711"); err != nil {
		t.Fatal(err)
	}
	add(t, second, "reset")
	if got := steps(t, opened(t, f, "l.green", "")); second.Sealed() || !slices.Equal(got, []string{"now", "reset"}) {
		t.Errorf("it has %q", got)
	}
}
