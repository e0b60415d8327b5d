package page_test

import (
	"testing"
	"time"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"

	"soprun/sop/page"
	"soprun/sop/standard"
)

// The benchmarks print their own reference: how long the same work takes
// against the markdown library alone parsing the same bytes, in the same run.

func BenchmarkParse(b *testing.B) {
	src := mustRead(b, "testdata/example.md")
	ratio(b, src, func() { page.Parse(src) })
}

func BenchmarkLint(b *testing.B) {
	src := mustRead(b, "testdata/example.md")
	opts := page.Options{Standard: standard.ST0218()}
	ratio(b, src, func() { page.Lint(src, opts) })
}

func BenchmarkFormat(b *testing.B) {
	src := mustRead(b, "testdata/example.md")
	ratio(b, src, func() {
		if _, err := page.Format(src); err != nil {
			b.Fatal(err)
		}
	})
}

// ratio times work and the markdown library turn by turn, so that a busy
// machine slows both.
func ratio(b *testing.B, src []byte, work func()) {
	md := goldmark.New(goldmark.WithExtensions(extension.GFM))
	var own, reference time.Duration
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		start := time.Now()
		work()
		middle := time.Now()
		b.StopTimer()
		md.Parser().Parse(text.NewReader(src))
		reference += time.Since(middle)
		own += middle.Sub(start)
		b.StartTimer()
	}
	b.ReportMetric(float64(own)/float64(reference), "x-goldmark")
}
