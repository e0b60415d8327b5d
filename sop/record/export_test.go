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
