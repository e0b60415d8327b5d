package trace

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"soprun/sop"
)

// Parse reads what was typed, at an instant in the station's zone. What is nothing else is
// a word.
func Parse(typed string, now time.Time) Query {
	p := parser{now: now, rest: split(typed)}
	for len(p.rest) > 0 {
		if len(p.out.Terms) == MostTerms {
			for _, left := range p.rest {
				p.out.Left = append(p.out.Left, left.text)
			}
			break
		}
		p.next()
	}
	return p.out
}

// piece is what stands between spaces, or in quotes.
type piece struct {
	text   string // without "-" and quotes
	not    bool
	quoted bool
}

// split takes what was typed apart. A quote that is not closed goes to the end.
func split(typed string) (out []piece) {
	for rest := strings.TrimSpace(typed); rest != ""; rest = strings.TrimSpace(rest) {
		var p piece
		if len(rest) > 1 && rest[0] == '-' && rest[1] != ' ' {
			p.not, rest = true, rest[1:]
		}
		if rest[0] == '"' {
			p.quoted = true
			p.text, rest, _ = strings.Cut(rest[1:], `"`)
		} else if n := strings.IndexFunc(rest, unicode.IsSpace); n < 0 {
			p.text, rest = rest, ""
		} else {
			p.text, rest = rest[:n], rest[n:]
		}
		out = append(out, p)
	}
	return out
}

type parser struct {
	now  time.Time
	rest []piece
	out  Query
}

// next reads one term: the first way that fits.
func (p *parser) next() {
	first := p.rest[0]
	for _, way := range []func() (Term, int){p.quoted, p.keyed, p.phrase, p.date, p.compare, p.word} {
		t, n := way()
		if n == 0 {
			continue
		}
		p.rest = p.rest[n:]
		if t.Kind != 0 { // of no letter and no digit
			t.Not = first.not
			p.out.Terms = append(p.out.Terms, t)
		}
		return
	}
	p.rest = p.rest[1:]
}

// plain returns up to n pieces from one on that are not quoted and begin no term.
func (p *parser) plain(from, n int) (out []string) {
	for i := from; i < len(p.rest) && len(out) < n && !p.rest[i].quoted && (i == 0 || !p.rest[i].not); i++ {
		out = append(out, strings.ToLower(p.rest[i].text))
	}
	return out
}

func (p *parser) quoted() (Term, int) {
	first := p.rest[0]
	if !first.quoted {
		return Term{}, 0
	}
	plain := Plain(first.text)
	if strings.TrimSpace(plain) == "" {
		return Term{}, 1
	}
	return Term{Kind: Text, Typed: first.text, Words: []string{strings.TrimSuffix(plain, " ")}}, 1
}

func (p *parser) keyed() (Term, int) {
	key, word, ok := strings.Cut(p.rest[0].text, ":")
	if !ok || word == "" {
		return Term{}, 0
	}
	key = strings.ToLower(key)
	if key == "since" || key == "until" {
		return p.bound(key, word)
	}
	if !slices.Contains(keys, Key(key)) {
		return Term{}, 0
	}
	t := Term{Kind: Keyed, Key: Key(key), Typed: word, Words: folded(word)}
	if len(t.Words) == 0 {
		return Term{}, 0
	}
	return t, 1
}

// bound reads "since:2026-10-01".
func (p *parser) bound(key, word string) (Term, int) {
	since, until, n := dates([]string{strings.ToLower(word)}, p.now)
	if n == 0 {
		return Term{}, 0
	}
	return openDate(key, p.rest[0].text, since, until), 1
}

func openDate(key, typed string, since, until time.Time) Term {
	t := Term{Kind: Date, Typed: typed, Since: since}
	if key == "until" {
		t.Since, t.Until = time.Time{}, until
	}
	return t
}

func (p *parser) phrase() (Term, int) {
	for _, phrase := range phrases {
		n := strings.Count(phrase.words, " ") + 1
		if words := p.plain(0, n); strings.Join(words, " ") == phrase.words {
			return Term{Kind: Phrase, State: phrase.state, Typed: phrase.words}, n
		}
	}
	return Term{}, 0
}

func (p *parser) date() (Term, int) {
	words := p.plain(0, 4)
	if len(words) > 1 && (words[0] == "in" || words[0] == "on") {
		if since, until, n := dates(words[1:], p.now); n > 0 {
			return Term{Kind: Date, Typed: strings.Join(words[:n+1], " "), Since: since, Until: until}, n + 1
		}
		if y, ok := year(words[1:]); ok {
			return Term{Kind: Date, Typed: strings.Join(words[:2], " "), Since: midnight(y, 1, 1, p.now), Until: midnight(y+1, 1, 1, p.now)}, 2
		}
	}
	if len(words) > 1 && (words[0] == "since" || words[0] == "until") {
		if since, until, n := dates(words[1:], p.now); n > 0 {
			return openDate(words[0], strings.Join(words[:n+1], " "), since, until), n + 1
		}
	}
	since, until, n := dates(words, p.now)
	if n == 0 {
		return Term{}, 0
	}
	return Term{Kind: Date, Typed: strings.Join(words[:n], " "), Since: since, Until: until}, n
}

// compare reads "now > 8" and "now > 8 °C", with or without spaces.
func (p *parser) compare() (Term, int) {
	text := ""
	for n, word := range p.comparing() {
		text += word
		at := strings.IndexAny(text, "<>=")
		if at < 0 && n > 0 {
			break
		}
		t, ok := comparison(text)
		if !ok {
			continue
		}
		n++
		if next := p.plain(n, 1); t.Unit == "" && len(next) > 0 && isUnit(next[0]) {
			t.Unit = p.rest[n].text
			n++
		}
		t.Typed = p.rest[0].text[:min(at, len(p.rest[0].text))]
		return t, n
	}
	return Term{}, 0
}

// comparing returns the pieces that may be a comparison, as they were typed.
func (p *parser) comparing() []string {
	const most = 3
	words := p.plain(0, most)
	for i := range words {
		words[i] = p.rest[i].text
	}
	if n := len(words); 0 < n && n < min(most, len(p.rest)) && strings.ContainsAny(words[n-1], "<>=") && p.rest[n].not && !p.rest[n].quoted {
		words = append(words, "-"+p.rest[n].text) // it is below zero
	}
	return words
}

// comparison reads what stands without spaces.
func comparison(text string) (Term, bool) {
	at := strings.IndexAny(text, "<>=")
	if at <= 0 {
		return Term{}, false
	}
	op, rest := text[at:at+1], text[at+1:]
	if op != "=" && strings.HasPrefix(rest, "=") {
		op, rest = op+"=", rest[1:]
	}
	digits, unit := number(rest)
	value, err := sop.ParseDecimal(digits)
	field := folded(text[:at])
	if err != nil || unit != "" && !isUnit(unit) || len(field) != 1 {
		return Term{}, false
	}
	return Term{Kind: Compare, Field: field[0], Op: op, Number: value, Unit: unit}, true
}

func (p *parser) word() (Term, int) {
	words := folded(p.rest[0].text)
	if len(words) == 0 {
		return Term{}, 1
	}
	return Term{Kind: Word, Typed: p.rest[0].text, Words: words}, 1
}

// alternatives are the words between bars.
func alternatives(text string) []string {
	return slices.DeleteFunc(strings.Split(text, "|"), func(s string) bool { return joined(s) == "" })
}

func folded(text string) (out []string) {
	for _, word := range alternatives(text) {
		out = append(out, joined(word))
	}
	return out
}

// joined is a word as it is compared with the tokens of Fold.
func joined(word string) string { return strings.ReplaceAll(strings.TrimSpace(Plain(word)), " ", "") }
