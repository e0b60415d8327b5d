package record

// SmallOrderKeys returns the keys that ParsePublicKey refuses.
func SmallOrderKeys() (keys [][]byte) {
	for _, k := range smallOrderKeys {
		keys = append(keys, []byte(k))
	}
	return keys
}

// KindCount returns how many kinds of entry there are.
func KindCount() int { return len(kinds) }

// The checks of names that only entries have.
func CheckSOP(s string) error     { return match("sop", sopID, s, "") }
func CheckVersion(s string) error { return match("version", versionID, s, "") }
func CheckRun(s string) error     { return checkRun(s) }
func CheckStep(s string) error    { return match("step", stepID, s, "") }
func CheckField(s string) error   { return match("field", fieldID, s, "") }
func CheckWords(s string) error   { return match("words", wordID, s, "") }

// Bodies returns an empty body of each kind.
func Bodies() map[Kind]Body {
	all := map[Kind]Body{}
	for k, row := range kinds {
		all[k] = row.body()
	}
	return all
}

// IsPlain reports whether a text is canonical at sight.
func IsPlain(text []byte) bool { return isPlain(text) }

// Write writes an entry, or a part of one, without looking at what it says.
func Write(v coded) ([]byte, error) { return canonical(v) }

// Parse reads what Write returns.
func Parse(text []byte, v coded) error { return readCanonical(text, v) }
