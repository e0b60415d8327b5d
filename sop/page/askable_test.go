package page_test

import (
	"strings"
	"testing"

	"soprun/sop/page"
)

// A critical step that can be asked in too few ways gets a question, and the warning says about
// what: something that nothing else asks.
func TestACriticalStepOfFewWaysSaysWhatAQuestionCouldAsk(t *testing.T) {
	const front = "---\nid: SOP-TST-001\ntitle: T\nversion: 1.0\nstatus: ready\nowner: o\nreview-every: 24 months\n" +
		"standard: ST0218 v1.1\ncodes: [S7]\nmode: read-do\nsign: performer\n---\n\n# T\n\n"
	for _, c := range []struct{ body, want string }{
		{
			"1. Weigh it. `#weigh, critical`\n   - Weight: `weight: number g, at most 3`\n",
			`step 1 is critical and can be asked in 2 of 3 ways (gap, why, once it is asked): write a question on what is done when "Weight" is not right`,
		},
		{
			"1. Pour it in. `#pour`\n2. **If** `again`: pour fresh. `#fresh, critical`\n   - Lot: `lot: text`\n3. Read it. `#read`\n   - Strip: `strip: choice, green | red, expect green, or redo #fresh`\n",
			"step 2 is critical and can be asked in 1 of 3 ways (why, once it is asked): write 2 questions, one on when it is done and when it is not",
		},
		{
			"1. Pour it in. `#pour, critical`\n   - Lot: `lot: text`\n",
			"step 1 is critical and can be asked in 1 of 3 ways (why, once it is asked): write 2 questions, one on what is done before it, and what after",
		},
		{
			"1. Pour it in. `#pour`\n2. Note the lot. `#note, critical`\n   - Lot: `lot: text`\n",
			"step 2 is critical and can be asked in 2 of 3 ways (next, why, once it is asked): write a question on what goes wrong when it is left out",
		},
		{
			"1. Pour it in. `#pour`\n2. Note the lot. `#note, critical`\n   - Lot: `lot: text`\n\n## Knowledge check\n\n- **Why?** `#note`\n  Because.\n",
			"step 2 is critical and can be asked in 2 of 3 ways (next, why): write a question on what goes wrong when it is left out",
		},
		{"1. Weigh it. `#weigh`\n   - Weight: `weight: number g, at most 3`\n", ""}, // not critical
	} {
		var said []string
		for _, f := range page.Lint([]byte(front+c.body), page.Options{}) {
			if f.Code == "W802" {
				said = append(said, f.Message)
			}
		}
		if strings.Join(said, "\n") != c.want {
			t.Errorf("it says %q, want %q", said, c.want)
		}
	}
}
