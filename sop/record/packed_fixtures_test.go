package record_test

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing/fstest"
)

// The entries of a whole log lie in few files. What a test does to one of them it does to a file of
// its own, as a part has it.

var signatureOf = regexp.MustCompile(`entry (\d+)\n((?s:.*?)-----END SSH SIGNATURE-----\n)`)

// unpacked returns a bundle with a file for each entry and each signature.
func unpacked(b fstest.MapFS) fstest.MapFS {
	out := maps.Clone(b)
	if b["log.jsonl"] == nil {
		return out
	}
	delete(out, "log.jsonl")
	delete(out, "signatures")
	for at, line := range bytes.Split(bytes.TrimSuffix(b["log.jsonl"].Data, []byte("\n")), []byte("\n")) {
		out[nameOf(int64(at))] = &fstest.MapFile{Data: line, Mode: 0o644}
	}
	for _, m := range signatureOf.FindAllSubmatch(b["signatures"].Data, -1) {
		at, err := strconv.ParseInt(string(m[1]), 10, 64)
		if err != nil {
			panic(err)
		}
		out[nameOf(at)+".sig"] = &fstest.MapFile{Data: m[2], Mode: 0o644}
	}
	return out
}

// packed is what unpacked was made of.
func packed(b fstest.MapFS) fstest.MapFS {
	out := maps.Clone(b)
	var log, signatures bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(b)) {
		switch {
		case !isEntry(name):
			continue
		case strings.HasSuffix(name, ".sig"):
			at, err := strconv.ParseInt(name[8:len(name)-len(".json.sig")], 10, 64)
			if err != nil {
				panic(err)
			}
			fmt.Fprintf(&signatures, "entry %d\n%s", at, b[name].Data)
		default:
			log.Write(append(slices.Clone(b[name].Data), '\n'))
		}
		delete(out, name)
	}
	out["log.jsonl"] = &fstest.MapFile{Data: log.Bytes(), Mode: 0o644}
	out["signatures"] = &fstest.MapFile{Data: signatures.Bytes(), Mode: 0o644}
	return out
}

// isEntry tells the file of an entry or its signature.
func isEntry(name string) bool {
	return strings.HasPrefix(name, "entries/") && (strings.HasSuffix(name, ".json") || strings.HasSuffix(name, ".json.sig"))
}

// changed is a bundle in which some files are others, or, where nil, are not there.
func changed(b fstest.MapFS, files map[string][]byte) fstest.MapFS {
	out, inEntries := maps.Clone(b), slices.ContainsFunc(slices.Collect(maps.Keys(files)), isEntry)
	if inEntries {
		out = unpacked(b)
	}
	for name, data := range files {
		if data == nil {
			delete(out, name)
		} else {
			out[name] = &fstest.MapFile{Data: data, Mode: 0o644}
		}
	}
	if inEntries && b["log.jsonl"] != nil {
		return packed(out)
	}
	return out
}
