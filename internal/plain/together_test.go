package plain_test

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"soprun/internal/model"
	"soprun/internal/plain"
)

// looked is a place with three completions, of which the second was performed by the
// supervisor.
func looked(t *testing.T) *place {
	t.Helper()
	p := open(t)
	if err := approve(p.Place, "SOP-SHT-001"); err != nil {
		t.Fatal(err)
	}
	for _, who := range []model.Person{khan, bell, khan} {
		p.talks(timesIn([]string{"look at the lamp", "1", "s", who.ID, "<1m>", "d", "sign", phrase(who), "b", "b", "q"})...)
	}
	if n := len(completions(p)); n != 3 {
		t.Fatalf("%d completions", n)
	}
	return p
}

// A completion is number 1 or 3 when A. Khan performed it.
func TestSeveralThatWereReadAreCountersignedWithOnePassphrase(t *testing.T) {
	p := looked(t)
	before := p.Here().Entries
	p.says([]string{"log", "3", "b", "1", "b", "countersign 3, 1", "j.bell", "looked at both", phrase(bell), "b", "q"},
		"Countersign entries ", "You sign these 2 sentences, each as an entry of its own:", "reviewed entry", "looked at both", "reviewed entry", "Countersigned. Signed: entries ")
	rows := completions(p)
	if got := p.Here().Entries - before; got != 2 || !rows[0].Reliable() || rows[1].Reliable() || !rows[2].Reliable() {
		t.Errorf("%d entries more, of %+v", got, rows)
	}
}

func TestOneThatWasNotReadIsNamedAndNothingIsSigned(t *testing.T) {
	p := looked(t)
	before := p.Here().Entries
	out := p.says([]string{
		"log", "countersign", "countersign x", "countersign 1 9", "1", "b", "countersign 1 3", "b",
		"log", "countersign 1", // what was read is asked for again once the log was left
		"?", "b", "q",
	},
		"Type the numbers with it: countersign several that were read: with their numbers, like countersign 1 3.", "Type numbers behind countersign, like countersign 1 3.", "There is no number 9.",
		"Open number 3 first: nobody signs for a record that they did not read.", "Open number 1 first", "countersign: countersign several that were read")
	if p.Here().Entries != before || strings.Contains(out, "You sign") {
		t.Errorf("something was signed, or would have been:\n%s", out)
	}
}

func TestOwnWorkAmongSeveralIsNamedBeforeThePassphrase(t *testing.T) {
	p := looked(t)
	before := p.Here().Entries
	out := p.says([]string{"log", "1", "b", "2", "b", "3", "b", "countersign 1 2 3", "j.bell", ".skip", "b", "q"}, `"j.bell" reviewed their own work; nothing is signed.`)
	if p.Here().Entries != before || strings.Contains(out, "Passphrase of") {
		t.Errorf("something was signed, or a passphrase was asked for:\n%s", out)
	}
}

// smallDisk takes so many signatures and no more.
type smallDisk struct {
	*place
	left int
}

func (d *smallDisk) Sign(draft model.Draft, passphrase []byte) (int64, error) {
	if d.left--; d.left < 0 {
		return 0, errors.New("the disk is full")
	}
	return d.place.Sign(draft, passphrase)
}

func TestWhatFailsAmongSeveralIsSaidAndNothingIsHalfWritten(t *testing.T) {
	for name, ends := range map[string][]string{"an empty line": {"", "b", "q"}, "the end of the input": nil} {
		p := looked(t)
		before := p.Here().Entries
		p.with = func(cfg *plain.Config) { cfg.Sources = sourcesOf(&smallDisk{place: p, left: 1}) }
		out, err := p.talk(slices.Concat([]string{"log", "1", "b", "3", "b", "countersign 1 3", "j.bell", ".skip", phrase(bell)}, ends)...)
		if (err != nil) != (ends == nil) {
			t.Errorf("%s: %v", name, err)
		}
		first := "Signed: entry " + completionEntry(p, 2) + ". NOT SIGNED: entry " + completionEntry(p, 0)
		inOrder(t, out, first+", because of entry", "the disk is full.", "You sign this sentence:", "to sign nothing more", first+".")
		if got := p.Here().Entries - before; got != 1 || strings.Contains(out, "Nothing was signed.") || strings.Contains(out, "Nothing was countersigned.") {
			t.Errorf("%s: %d entries more:\n%s", name, got, out)
		}
	}
}

// completionEntry is the entry of a completion, from the newest.
func completionEntry(p *place, n int) string { return strconv.FormatInt(completions(p)[n].Entry, 10) }

func TestBothFrontEndsSignForSeveralAlike(t *testing.T) {
	lines, keys := looked(t), looked(t)
	lines.says([]string{"log", "1", "b", "3", "b", "countersign 1 3", "j.bell", "looked at both", phrase(bell), "b", "q"}, "Countersigned.")
	frame := fullScreen(t, keys, []string{
		"<ctrl+l>", "<enter>", "<esc>", "<space>", "<end>", "<enter>", "<esc>", "<space>", "<c>", "<enter>", "looked at both", phrase(bell),
	})
	got, want := facts(t, lines), facts(t, keys)
	if !slices.Equal(got, want) || !strings.Contains(frame, "Countersigned. Signed: entries") {
		t.Errorf("the dialogue writes\n%s\nand the full screen\n%s\nshown last:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"), frame)
	}
}
