package run

import (
	"cmp"
	"strings"
	"unicode"

	"soprun/sop"
)

// MaxText is how many bytes of a person's words, or of one value, a run keeps.
// What is longer is refused: to cut it could change what it says.
const MaxText = 500

// words cleans a person's words and refuses none at all, too many, a key that was
// pressed instead of a word, and those that hold an NHS number. ask says what is
// missing, "" where words need not be given; what is asked for is answered by more
// than yes, no or ok.
func words(step, text, ask string) (string, *Refusal) {
	text = clean(text)
	if text == "" {
		return "", refuse(NeedsReason, step, "", "%s", ask)
	}
	if len(text) > MaxText {
		return "", refuse(TooLong, step, "", "%d letters are too many: say it in %d, those with accents count twice", len(text), MaxText)
	}
	if refusal := patientData(step, "", text); refusal != nil {
		return "", refusal
	}
	if !spoken(text) {
		return "", refuse(NeedsReason, step, "", "%q is no word: %s", text, cmp.Or(ask, "say it in words"))
	}
	if ask != "" && bare(text) {
		return "", refuse(NeedsReason, step, "", "%q tells nothing of it: %s, in words", text, ask)
	}
	return text, nil
}

// bare reports whether a text is an answer that can be neither a reason nor an action,
// whatever was asked.
func bare(text string) bool {
	switch strings.ToLower(strings.Trim(text, ".,;:!?-…/ ")) {
	case "yes", "no", "ok", "okay", "na", "not applicable":
		return true
	}
	return false
}

// spoken reports whether a text holds a word: two letters in a row.
func spoken(text string) bool {
	letters := 0
	for _, r := range text {
		if letters++; !unicode.IsLetter(r) && !unicode.IsMark(r) {
			letters = 0
		}
		if letters == 2 {
			return true
		}
	}
	return false
}

// CheckWords returns a *Refusal when a person's words cannot be kept in a
// record outside a run: too many of them, none that is a word, or an NHS number
// among them.
func CheckWords(text string) error {
	if clean(text) == "" {
		return nil
	}
	if _, refusal := words("", text, ""); refusal != nil {
		return refusal
	}
	return nil
}

func patientData(step, field, text string) *Refusal {
	if number, found := sop.NHSNumber(text); found {
		return refuse(PatientData, step, field, "%s is an NHS number; this record keeps no patient data, write it without", number)
	}
	return nil
}

// clean makes one line of a person's words: white space folded, controls dropped.
func clean(s string) string {
	return stripControls(strings.Join(strings.Fields(s), " "))
}

// stripControls drops what a scanner or a paste can carry beside the text:
// control and format characters. Space itself stays.
func stripControls(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, s)
}
