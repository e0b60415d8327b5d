// Package trace reads what somebody looks for in the records: words, states, dates and
// figures, as they are typed. It never fails, and says how it read them.
package trace

import (
	"iter"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// mostJoined is how many tokens are taken together at most, so that a long chain of them
// does not cost out of proportion.
const mostJoined = 8

// Fold returns the tokens of a text, each behind a space, as they are compared: without
// case, accents and what joins them. A token that others are joined to goes on with
// these: "FR-001" is " fr001 001". A space joins letters to digits behind them, as a
// hyphen does; a point between digits stays.
func Fold(text string) string {
	var b strings.Builder
	for token := range Tokens(text) {
		b.WriteByte(' ')
		b.WriteString(token.Text)
	}
	return b.String()
}

// Token is a token of Fold.
type Token struct {
	Text  string
	Place int  // of the token of Plain that it is of, from 0
	Part  int  // of that, from 0
	Whole bool // it is all of that, which only its first part can be
}

// Tokens yields the tokens of Fold in their order.
func Tokens(text string) iter.Seq[Token] {
	return func(yield func(Token) bool) {
		for place, group := range groups(text) {
			for i := range group {
				token := strings.Join(group[i:min(len(group), i+mostJoined)], "")
				if !yield(Token{token, place, i, i == 0 && len(group) <= mostJoined}) {
					return
				}
			}
		}
	}
}

// Plain returns the tokens of a text in their order, a space before each and after the
// last: what is joined is one token. A text that is looked for as it stands is looked for
// in it.
func Plain(text string) string {
	var b strings.Builder
	b.WriteByte(' ')
	for _, group := range groups(text) {
		b.WriteString(strings.Join(group, ""))
		b.WriteByte(' ')
	}
	return b.String()
}

// groups returns the tokens of a text, those together that are joined.
func groups(text string) (all [][]string) {
	var t tokens
	runes := []rune(plainer(text))
	for i, r := range runes {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r):
			t.token = append(t.token, r)
		case (r == '.' || r == ',') && i > 0 && unicode.IsDigit(runes[i-1]) && i+1 < len(runes) && unicode.IsDigit(runes[i+1]):
			t.token = append(t.token, '.')
		default:
			t.end()
			t.apart(r)
		}
	}
	t.end()
	return t.all
}

// tokens are those of a text so far.
type tokens struct {
	all     [][]string
	token   []rune // that is not ended
	last    rune   // of the one before
	between rune   // what stands behind that: ' ', '-' for anything else, '|' for more than one
}

func (t *tokens) end() {
	if len(t.token) == 0 {
		return
	}
	joined := t.between == '-' || t.between == ' ' && unicode.IsLetter(t.last) && unicode.IsDigit(t.token[0])
	if len(t.all) == 0 || !joined {
		t.all = append(t.all, nil)
	}
	t.all[len(t.all)-1] = append(t.all[len(t.all)-1], string(t.token))
	t.last, t.token, t.between = t.token[len(t.token)-1], t.token[:0], 0
}

func (t *tokens) apart(r rune) {
	switch {
	case t.between != 0:
		t.between = '|'
	case unicode.IsSpace(r):
		t.between = ' '
	default:
		t.between = '-'
	}
}

// plainer is a text without case and accents.
func plainer(text string) string {
	ascii := true
	for i := range len(text) {
		ascii = ascii && text[i] < 0x80
	}
	if ascii {
		return strings.ToLower(text)
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(text))
}
