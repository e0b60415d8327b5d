package recall

import (
	"math/big"
	"regexp"
	"strings"

	"soprun/sop"
)

// tokens parts a text into numbers, words and signs.
var tokens = regexp.MustCompile(`[-\x{2212}]?[0-9]+(?:[.,][0-9]+)*|[\p{L}\p{M}]+|[^\s]`)

// spellings maps the ways in which a unit is written to one.
var spellings = map[string]string{
	"sec": "s", "secs": "s", "second": "s", "seconds": "s",
	"mins": "min", "minute": "min", "minutes": "min",
	"hr": "h", "hrs": "h", "hour": "h", "hours": "h",
	"days": "day", "weeks": "week", "months": "month", "years": "year",
	"degc": "c", "celsius": "c", "percent": "%", "pct": "%",
	"litre": "l", "litres": "l", "liter": "l", "liters": "l", "ul": "µl",
}

// scale is what a unit of time is in the smaller one that it is compared by.
var scale = map[string]struct {
	times int64
	unit  string
}{"min": {60, "s"}, "h": {3600, "s"}, "week": {7, "day"}, "year": {12, "month"}}

// signs and manyWords are spellings that are more than one word, or less.
var (
	signs     = strings.NewReplacer("μ", "µ", "*", "", "_", "", "`", "", "°", "", "º", "", "’", "'", "“", `"`, "”", `"`)
	manyWords = strings.NewReplacer("degrees c", "c", "degree c", "c", "deg c", "c", "per cent", "%")
)

// Same reports whether two texts say the same: but for case, space, emphasis, how a unit is
// spelt and how a number is written. Texts of nothing are never the same.
func Same(a, b string) bool {
	a, b = plain(a), plain(b)
	return a == b && a != ""
}

// plain writes a text in the one form in which it is compared.
func plain(text string) string {
	text = manyWords.Replace(signs.Replace(strings.ToLower(text)))
	var out []string
	var last *big.Rat // a number that was just read
	for _, tok := range tokens.FindAllString(strings.TrimRight(strings.TrimSpace(text), "."), -1) {
		if r := rational(tok); r != nil {
			last, out = r, append(out, r.RatString())
			continue
		}
		if unit, known := spellings[tok]; known {
			tok = unit
		}
		if by, is := scale[tok]; is && last != nil {
			out[len(out)-1], tok = new(big.Rat).Mul(last, big.NewRat(by.times, 1)).RatString(), by.unit
		}
		last, out = nil, append(out, tok)
	}
	return strings.Join(out, " ")
}

// rational reads a number, nil for what is none.
func rational(tok string) *big.Rat {
	if strings.Trim(tok, "-\u22120123456789.,") != "" {
		return nil
	}
	d, err := sop.ParseDecimal(tok)
	if err != nil {
		d, err = sop.ParseDecimal(strings.ReplaceAll(tok, ",", "")) // thousands
	}
	if err != nil {
		return nil
	}
	return d.Rat()
}
