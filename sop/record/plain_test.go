package record_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/gowebpki/jcs"
	"pgregory.net/rapid"

	"soprun/sop/record"
)

func canonicalForTheStandard(text []byte) bool {
	again, err := jcs.Transform(text)
	return err == nil && bytes.Equal(again, text)
}

// FuzzWhatIsPlainIsCanonical: nothing is taken at sight that the standard's own implementation
// would write otherwise.
func FuzzWhatIsPlainIsCanonical(f *testing.F) {
	for _, payload := range payloads(f) {
		f.Add(payload)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if record.IsPlain(text) && !canonicalForTheStandard(text) {
			t.Fatalf("plain, and not canonical: %q", text)
		}
	})
}

// pieces are what JSON is made of, well and badly spelled.
var pieces = []string{
	"{", "}", "[", "]", ",", ":", `"a"`, `"b"`, `"aa"`, `"é"`, `"\u00e9"`, `"\""`, `"\\"`, `"\/"`, `"\n"`, `"𝒳"`, `""`, "\"\t\"", "\"\xff\"", "\"\u007f\"",
	"0", "-0", "-1", "1", "01", "12", "1.5", "1e3", "999999999999999", "9007199254740993", "true", "false", "null", " ", "\n", `{"a":1,"b":2}`, `{"b":1,"a":2}`, `{"a":[1,-2]}`,
}

func TestWhatIsTakenAsCanonicalAtSightIsCanonical(t *testing.T) {
	plain := 0
	rapid.Check(t, func(t *rapid.T) {
		inside := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 7).Draw(t, "pieces"), "")
		for _, text := range []string{inside, "{" + inside + "}", "[" + inside + "]", `{"a":` + inside + "}"} {
			if !record.IsPlain([]byte(text)) {
				continue
			}
			if plain++; !canonicalForTheStandard([]byte(text)) {
				t.Fatalf("plain, and not canonical: %q", text)
			}
		}
	})
	if plain == 0 {
		t.Error("nothing that was tried is plain")
	}
}

func TestWhatIsSpelledOtherwiseIsNotTakenAtSight(t *testing.T) {
	for _, text := range []string{
		`{"b":1,"a":2}`, `{"a":1,"a":2}`, `{"a": 1}`, `{"a":01}`, `{"a":-0}`, `{"a":1.0}`, `{"a":1e3}`, `{"a":"\u0041"}`, `{"a":"\/"}`,
		`{"a":1,}`, `[1,]`, `{"a":1}x`, `{"a":1`, "{\"a\":\"\xff\"}", "{\"a\":\"\t\"}", `{"a":9007199254740993}`, ``, `{"a"}`, `{,}`, `{"é":1}`,
	} {
		if record.IsPlain([]byte(text)) {
			t.Errorf("%s is taken as canonical", text)
		}
	}
	for _, payload := range payloads(t) {
		if _, err := record.Decode(payload); err == nil && !record.IsPlain(payload) && !bytes.ContainsRune(payload, '\\') {
			t.Errorf("%.200s: the standard is asked about what everybody writes", payload)
		}
	}
}
