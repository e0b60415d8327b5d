package kit

import (
	"strings"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
)

const (
	// Apart is how far a key that acts stands from every other key: nothing that
	// a scanner, a paste or a held key types stands alone like that.
	Apart = 60 * time.Millisecond
	// burstGap is the longest pause between the characters of a burst; no person
	// types many at that rate.
	burstGap = 40 * time.Millisecond
	// burstLeast is from how many characters on a burst is a scan.
	burstLeast = 6
	// burstMost bounds what is remembered of a burst.
	burstMost = 4096
)

// Gate stands before every screen and tells a person's presses from what arrives
// faster: scanners, pastes without brackets, keys that are held, a line that
// stalled. What is typed passes at once, so that nobody waits for their letters; a
// key that acts waits until it is known to stand alone (H4, H40).
type Gate struct {
	last  time.Time         // when a key came last
	held  *tea.KeyPressMsg  // stood alone so far; it is pressed unless another follows
	ends  bool              // held ends a line of a field: only a burst takes it away
	queue []tea.KeyPressMsg // typed right behind it, until it is known what both are
	burst burst
	gen   int  // of the last key, so that an older pause ends nothing
	rest  bool // a pause came after the last key
}

// burst is what came without a pause.
type burst struct {
	text   string // CR for enter and tab, without what was taken back
	quick  int    // characters in a row at the rate of a scanner
	first  string // the first key
	varied bool   // another key than the first came
	scan   bool
	lost   bool              // a key of it acted on nothing
	typed  int               // characters that the field was given
	queue  []tea.KeyPressMsg // of a scan, which it was not given, with the ends of lines
}

// KeyRole is what a key is to the place where it is pressed.
type KeyRole int

// The roles.
const (
	Acts  KeyRole = iota // it ticks, opens, signs or leaves
	Moves                // it moves a cursor, which harms nobody
	Steps                // a letter that moves a cursor: a scan may hold it, so only one that is held does not wait
	Types                // it changes the text of a field
	Ends                 // enter or tab in a field
)

// Overdue returns the key that was held and stood alone for long enough, though
// nobody has said so yet, and what was typed right behind it; nil when there is none.
// The end of a line has waited for long enough once what follows is no burst.
func (g *Gate) Overdue(now time.Time) (held *tea.KeyPressMsg, behind []tea.KeyPressMsg) {
	gap := now.Sub(g.last)
	if g.held == nil || gap < Apart && (!g.ends || gap <= burstGap) {
		return nil, nil
	}
	held, behind = g.held, g.queue
	g.forget()
	return held, behind
}

// ScanOver reports whether a scan has ended of which characters wait, though nobody has
// said so yet.
func (g *Gate) ScanOver(now time.Time) bool {
	return len(g.burst.queue) > 0 && now.Sub(g.last) >= Apart
}

func (g *Gate) forget() { g.held, g.ends, g.queue, g.burst = nil, false, nil, burst{} }

// Key takes a key press. It returns whether the key goes to the screen now, and
// whether Pause wants to be called, with Gen, after Apart.
func (g *Gate) Key(k tea.KeyPressMsg, as KeyRole, now time.Time) (pass, wait bool) {
	gap := now.Sub(g.last)
	alone := gap >= Apart || gap < 0 || g.rest
	if alone {
		g.burst = burst{}
	}
	g.last, g.gen, g.rest = now, g.gen+1, false
	if g.held != nil && as == Ends && EndsLine(*g.held) && len(g.queue) == 0 {
		return false, true // CR LF, or a key that bounced
	}
	g.burst.add(k, gap)
	if waits := len(g.queue) > 0 || len(g.burst.queue) > 0; as == Types && (g.ends || waits) || as == Ends && waits {
		return g.behind(k)
	}
	if g.held != nil { // it did not stand alone
		g.held, g.ends, g.queue, g.burst.lost = nil, false, nil, true
	}
	switch {
	case as == Moves:
		return true, false
	case as == Types:
		if g.burst.typed += utf8.RuneCountInString(k.Text); k.Code == tea.KeyBackspace {
			g.burst.typed = max(0, g.burst.typed-1)
		}
		return true, g.burst.scan || g.burst.lost
	case as == Steps && (k.IsRepeat || !alone && !g.burst.varied):
		return true, true
	case k.IsRepeat:
		return false, false
	case alone, as == Ends && !g.burst.scan: // enter may come right behind a letter, not right before one
		held := k
		g.held, g.ends = &held, as == Ends
		return false, true
	}
	if as == Ends { // of a burst: what follows waits behind it
		return g.behind(k)
	}
	g.burst.lost = g.burst.lost || as == Acts
	return false, true
}

// behind takes a key that was typed right behind the end of a line: it waits with it,
// unless both are of a burst. Then the end is none, and the field has the characters.
func (g *Gate) behind(k tea.KeyPressMsg) (pass, wait bool) {
	if g.burst.scan {
		if g.held != nil {
			g.burst.queue = append(g.burst.queue, *g.held)
		}
		g.burst.queue = append(append(g.burst.queue, g.queue...), k)
		g.held, g.ends, g.queue = nil, false, nil
		return false, true
	}
	g.queue = append(g.queue, k)
	return false, true
}

// EndsLine reports whether a key ends a line: enter, tab, or the line feed that some
// scanners send behind it.
func EndsLine(k tea.KeyPressMsg) bool {
	return k.Code == tea.KeyEnter || k.Code == tea.KeyTab || k.Mod == tea.ModCtrl && (k.Code == 'j' || k.Code == 'm')
}

func (b *burst) add(k tea.KeyPressMsg, gap time.Duration) {
	text := k.Text
	switch {
	case text != "":
		if b.quick++; gap > burstGap && b.quick > 1 {
			b.quick = 1
		}
	case EndsLine(k):
		text = "\r"
	case k.Code == tea.KeyBackspace && !strings.HasSuffix(b.text, "\r"):
		_, last := utf8.DecodeLastRuneInString(b.text)
		b.text = b.text[:len(b.text)-last]
	case k.Mod == tea.ModCtrl && k.Code == ']':
		text = "\x1d" // the separator inside a GS1 code
	}
	if b.first == "" {
		b.first = k.String()
	}
	b.varied = b.varied || k.String() != b.first
	b.scan = b.scan || b.quick >= burstLeast && b.varied
	if len(b.text) < burstMost {
		b.text += text
	}
}

// Gen identifies the last key, for Pause.
func (g *Gate) Gen() int { return g.gen }

// NewField says that another field is asked: what was typed before went elsewhere.
func (g *Gate) NewField() { g.burst.typed = 0 }

// Touched notes a key that nothing takes.
func (g *Gate) Touched(now time.Time) {
	g.forget()
	g.last = now
}

// Last returns when a key came last.
func (g *Gate) Last() time.Time { return g.last }

// Paused is what a pause after the last key shows.
type Paused struct {
	Press *tea.KeyPressMsg  // a key that stood alone
	Queue []tea.KeyPressMsg // what was typed right behind it, or what the field was not given of a scan, with the ends of its lines
	Scan  []string          // the lines that a scanner typed, without those that repeat
	Typed int               // characters of the scan that the field was given
	Lost  bool              // keys that act came too fast to be presses
}

// Pause ends what came without a pause, unless a key came since Gen.
func (g *Gate) Pause(gen int) (out Paused) {
	if gen != g.gen {
		return out
	}
	g.rest = true
	out.Press, out.Queue = g.held, g.queue
	if b := &g.burst; b.scan {
		out.Scan, out.Typed, out.Queue = b.lines(), b.typed, b.queue
	} else if out.Press == nil {
		out.Lost = b.lost && b.varied // the same key again and again is one that is held
	}
	g.forget()
	return out
}

// lines returns what stands between the enters of a burst, each text once.
func (b *burst) lines() (out []string) {
	seen := map[string]bool{}
	for line := range strings.SplitSeq(b.text, "\r") {
		if line != "" && !seen[line] {
			seen[line], out = true, append(out, line)
		}
	}
	return out
}
