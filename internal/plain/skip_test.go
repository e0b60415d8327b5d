package plain_test

import (
	"strings"
	"testing"

	"soprun/internal/plain"
	"soprun/internal/present"
)

// An empty line answers nothing in the dialogue: no prompt asks for one.
func TestNoPromptAsksForAnEmptyLine(t *testing.T) {
	asks := 0
	for _, l := range present.Lists {
		for _, f := range l.Forms {
			for _, a := range f.Asks {
				if a.Kind != present.Optional {
					continue
				}
				asks++
				prompt := plain.Skipped(a.Prompted(present.Case{}, present.Answers{}))
				if without := strings.ReplaceAll(prompt, ".skip leaves it empty", ".skip"); !strings.Contains(prompt, ".skip") || strings.Contains(strings.ToLower(without), "empty") {
					t.Errorf("%s %s: %s", l.Name, f.Name, prompt)
				}
			}
		}
	}
	if asks == 0 {
		t.Error("no line may stay empty")
	}
}
