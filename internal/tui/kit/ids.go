package kit

import "strings"

// SuggestID makes a short name for records from a printed name: "Asha Khan" and
// "A. Khan" give a.khan. It is a suggestion; the person can type another.
func SuggestID(name string) string {
	fields := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	if len(fields) == 0 {
		return ""
	}
	last := fields[len(fields)-1]
	if len(fields) == 1 {
		return last
	}
	id := fields[0][:1] + "." + last
	return id[:min(len(id), 32)]
}
