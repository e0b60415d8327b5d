package present

import (
	"slices"
	"strings"
)

// units are what may stand behind a number as its unit; those of rates are two of
// them with a stroke between.
var units = strings.Fields("% ‰ °C °F K s sec min h d ms mL ml dL µL μL uL L l g mg µg μg ug ng kg mol mmol µmol μmol nmol mm cm m µm μm um nm km " +
	"Pa kPa hPa mbar bar mmHg psi V mV kV A mA W kW Hz kHz dB lx lux rpm ppm ppb IU U CFU cfu mOsm")

// isUnit reports whether a word is a unit, whatever stands behind it.
func isUnit(word string) bool {
	word = strings.TrimRight(word, ".,;:!?)]”\"")
	for part := range strings.SplitSeq(word, "/") {
		if !slices.Contains(units, part) {
			return false
		}
	}
	return true
}

func endsInDigit(word string) bool {
	return word != "" && word[len(word)-1] >= '0' && word[len(word)-1] <= '9'
}

// Unparted joins each number with the unit behind it, of words that are wrapped.
func Unparted(list []string) (out []string) {
	for i := 0; i < len(list); i++ {
		word := list[i]
		if i+1 < len(list) && endsInDigit(word) && isUnit(list[i+1]) {
			i++
			word += " " + list[i]
		}
		out = append(out, word)
	}
	return out
}

// withUnits is Unparted for the tokens of a line, where both fit a line of so many cells.
func withUnits[S any](tokens [][]Styled[S], room int) [][]Styled[S] {
	out := make([][]Styled[S], 0, len(tokens))
	for i := 0; i < len(tokens); i++ {
		token := tokens[i]
		if i+2 < len(tokens) && endsInDigit(token[len(token)-1].Text) && textOf(tokens[i+1]) == " " && isUnit(textOf(tokens[i+2])) {
			whole := slices.Concat(token, tokens[i+1], tokens[i+2])
			if widthOf(whole) <= room {
				token, i = whole, i+2
			}
		}
		out = append(out, token)
	}
	return out
}

func textOf[S any](token []Styled[S]) string {
	if len(token) == 1 {
		return token[0].Text
	}
	var b strings.Builder
	for _, s := range token {
		b.WriteString(s.Text)
	}
	return b.String()
}
