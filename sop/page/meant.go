package page

import (
	"cmp"
	"slices"
	"strings"

	"soprun/sop"
)

// What an author most likely meant, where it is not one letter from what the format takes. Each
// is "" where nothing is likely: a hint is there to be taken over as it stands.

var (
	decimalComma = lazily(`([0-9]),([0-9])`)
	decimalForm  = `([-+]?[0-9]+(?:\.[0-9]+)?)`
	twoFigures   = lazily(`^(?:between |from )?` + decimalForm + `\s*(?:-|–|—|…|\.\.\.?|to|and)\s*` + decimalForm + `$`)
	atMostForm   = lazily(`(?i)^(?:<=|≤|=<|max(?:imum|\.)?|up to|not (?:above|over|more than)|no more than)\s*` + decimalForm + `$`)
	atLeastForm  = lazily(`(?i)^(?:>=|≥|=>|min(?:imum|\.)?|not (?:below|under|less than)|no less than)\s*` + decimalForm + `$`)
)

// meantRange reads limits as they are written elsewhere. A limit that is itself not accepted,
// as in "< 8.0", has no form of its own, and no hint.
func meantRange(text, unit string) string {
	text = strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(text, unit, ""), "−", "-"))
	if m := twoFigures().FindStringSubmatch(text); m != nil {
		return m[1] + " to " + m[2]
	}
	if m := atMostForm().FindStringSubmatch(text); m != nil {
		return "at most " + m[1]
	}
	if m := atLeastForm().FindStringSubmatch(text); m != nil {
		return "at least " + m[1]
	}
	return ""
}

// otherTypes are words that other forms have for a type.
var otherTypes = map[string][]string{
	string(sop.Number): {"numeric", "integer", "decimal", "float", "temperature", "reading"},
	string(sop.Text):   {"string", "comment", "free", "note", "notes"},
	string(sop.Choice): {"select", "list", "dropdown", "option", "options", "radio"},
	string(sop.YesNo):  {"yes", "checkbox", "tick", "tickbox", "boolean", "bool", "y/n"},
	string(sop.Date):   {"day", "expiry"},
	string(sop.Scan):   {"barcode", "qr", "code"},
	string(sop.File):   {"photo", "picture", "image", "attachment", "document", "upload"},
}

func meantType(text string, types []string) string {
	word, _, _ := strings.Cut(strings.ToLower(text), " ")
	for _, t := range types {
		if slices.Contains(otherTypes[t], word) {
			return t
		}
	}
	return sop.Nearest(word, types)
}

// meantItem reads an item of a tag with other capitals, signs or spaces.
func meantItem(text string) string {
	lower := strings.ToLower(text)
	code := strings.ToUpper(strings.ReplaceAll(text, " ", ""))
	word, rest, _ := strings.Cut(text, " ")
	bare := strings.Replace(lower, ":", "", 1)
	switch {
	case isTagItem(bare) && !slices.Contains(tagWords, bare):
		return bare // a time with a colon, or in capitals
	case isCodes(code):
		return code
	case strings.EqualFold(strings.TrimSuffix(word, ":"), "do") && keyNamed("id").form().MatchString(rest):
		return "do: " + rest
	}
	return sop.Nearest(lower, tagWords)
}

func meantID(id string) string {
	name := fixName(strings.TrimRight(id, ".;:"))
	if name == "" {
		return ""
	}
	return "#" + name
}

var (
	signOfTest = lazily(`\s*(==|<=|>=|=<|=>|!=|<>|≤|≥|≠|=|<|>)\s*`)
	outOfTest  = lazily(`(?i) (?:is |are )?(?:out of|outside|not in|not within)(?: the| its)? (?:limits?|range)$`)
	wordOfTest = lazily(`(?i) (?:is |are )?(is not|not|equals|equal to|above|over|more than|greater than|below|under|less than|is) `)
)

// meantTest reads a test of a condition with other signs, or in words.
func meantTest(text string) string {
	signs := map[string]string{
		"==": "=", "=<": "<=", "=>": ">=", "<>": "!=", "≤": "<=", "≥": ">=", "≠": "!=", "is": "=", "equals": "=", "equal to": "=", "is not": "!=", "not": "!=",
		"above": ">", "over": ">", "more than": ">", "greater than": ">", "below": "<", "under": "<", "less than": "<",
	}
	out := outOfTest().ReplaceAllString(text, " out of limits")
	form := signOfTest()
	if !form.MatchString(out) {
		form = wordOfTest()
	}
	if m := form.FindStringSubmatchIndex(out); m != nil {
		sign := strings.ToLower(out[m[2]:m[3]])
		out = out[:m[0]] + " " + cmp.Or(signs[sign], sign) + " " + out[m[1]:]
	}
	if out == text || !outForm().MatchString(out) && !termForm().MatchString(out) {
		return ""
	}
	return out
}
