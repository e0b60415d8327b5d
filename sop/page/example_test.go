package page_test

import (
	"fmt"

	"soprun/sop/page"
	"soprun/sop/standard"
)

// Lint says where something is wrong and what was probably meant.
func ExampleLint() {
	src := `---
id: SOP-T-003
title: Wipe the bench
versio: 1.0
status: ready
owner: Quality lead
review-every: 12 months
standard: ST0218 v1.1
codes: [S26]
mode: read-do
sign: performer
---

# Wipe the bench

## 1. Wipe

1. Wipe the bench from clean to dirty. ` + "`#wipe, S26`" + `
   - Disinfectant lot: ` + "`lot: scna`" + `
`
	for _, f := range page.Lint([]byte(src), page.Options{Standard: standard.ST0218()}) {
		fmt.Println(f)
	}
	// Output:
	// 1:1: E502 the front matter lacks "version"
	// 4:1: E503 the front matter has no key "versio" (did you mean "version"?)
	// 19:30: E101 unknown type "scna": write one of number, text, choice, yes/no, date, time, scan, file (did you mean "scan"?)
}
