package trace

import (
	"slices"
	"strings"
)

// plainUnits are units that are no word of anything else behind a number.
var plainUnits = []string{
	"c", "k", "%", "mm", "cm", "m", "µm", "nm", "µg", "mg", "g", "kg", "µl", "ml", "dl", "l", "s", "min", "h", "hz", "khz", "rpm", "pa", "kpa", "mbar", "bar", "mmhg",
	"v", "mv", "kv", "a", "ma", "µa", "w", "ohm", "db", "lux", "mol", "mmol", "ph", "ms", "msv", "µsv", "gy", "mgy", "bq", "kbq", "mbq",
}

// isUnit reports whether what stands behind a number is its unit.
func isUnit(text string) bool {
	return strings.ContainsAny(text, "°º℃/") && !strings.ContainsAny(text, "0123456789") || slices.Contains(plainUnits, oneUnit(text))
}

// SameUnit reports whether two units are the same as somebody types them: "c" is °C, and "ml" mL.
func SameUnit(a, b string) bool {
	degrees := func(unit string) string {
		if unit = oneUnit(unit); unit == "c" {
			return "°c"
		}
		return unit
	}
	return degrees(a) == degrees(b)
}

// oneUnit writes a unit as the others that look like it.
func oneUnit(unit string) string {
	return strings.ToLower(alike.Replace(unit))
}

var alike = strings.NewReplacer("μ", "µ", "℃", "°C", "º", "°")

// number takes a number and the unit behind it apart.
func number(text string) (digits, unit string) {
	n := strings.IndexFunc(text, func(r rune) bool { return !strings.ContainsRune("0123456789.,+-\u2212", r) })
	if n <= 0 {
		return text, ""
	}
	return text[:n], text[n:]
}
