package report_test

import (
	"bytes"
	"compress/zlib"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"
)

var (
	streams = regexp.MustCompile(`(?s)stream\n(.*?)\nendstream`) // a \r before its end is the last byte of the stream
	shown   = regexp.MustCompile(`(?s)\(((?:\\.|[^\\()])*)\)\s*Tj`)
)

// textOf returns what is written on the sheets of a PDF, in the order in which it is, and
// how many sheets there are.
func textOf(t *testing.T, pdf []byte) (text string, sheets int) {
	t.Helper()
	var all strings.Builder
	for _, s := range streams.FindAllSubmatch(pdf, -1) {
		z, err := zlib.NewReader(bytes.NewReader(s[1]))
		if err != nil {
			continue // of a font
		}
		content, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(content, []byte(" Tf ET")) && !bytes.Contains(content, []byte("Tj")) {
			continue
		}
		sheets++
		for _, m := range shown.FindAllSubmatch(content, -1) {
			all.WriteString(unescaped(m[1]) + "\n")
		}
	}
	return all.String(), sheets
}

// unescaped reads a string of a PDF that holds UTF-16.
func unescaped(b []byte) string {
	var out []byte
	for i := 0; i < len(b); i++ {
		if b[i] == '\\' && i+1 < len(b) {
			i++
			if r, ok := map[byte]byte{'n': '\n', 'r': '\r', 't': '\t', 'b': '\b', 'f': '\f'}[b[i]]; ok {
				out = append(out, r)
				continue
			}
		}
		out = append(out, b[i])
	}
	var units []uint16
	for i := 0; i+1 < len(out); i += 2 {
		units = append(units, uint16(out[i])<<8|uint16(out[i+1]))
	}
	return string(utf16.Decode(units))
}
