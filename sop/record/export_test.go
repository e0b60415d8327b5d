package record

// SmallOrderKeys returns the keys that ParsePublicKey refuses.
func SmallOrderKeys() (keys [][]byte) {
	for _, k := range smallOrderKeys {
		keys = append(keys, []byte(k))
	}
	return keys
}
