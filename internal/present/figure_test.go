package present_test

import (
	"strings"
	"testing"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/sop"
)

// pictured is a page with a figure above its steps and one under a step.
func pictured() *sop.Procedure {
	const shown = "![The %dial% is behind the lid](figures/dial.svg \"sha256:0a\")"
	return &sop.Procedure{
		Meta: sop.Meta{ID: "SOP-X-001", Title: "Look", Version: "1.0"}, Intro: "Look.\n\n" + shown + "\n\nThen write.",
		Sections: []sop.Section{{Steps: []sop.Step{{ID: "read", Number: 1, Text: "Read it.", More: shown}}}},
		Figures:  []sop.Figure{{Caption: "The %dial% is behind the lid", Path: "figures/dial.svg", SHA256: "0a", Data: []byte("a drawing")}},
	}
}

func TestAFigureIsALineOfItsPageWithItsFile(t *testing.T) {
	p := pictured()
	for name, lines := range map[string][]present.Line{"read": present.Overview(model.Page{Procedure: p}), "as it runs": present.AsItRuns(p)} {
		figures, said := 0, strings.Join(present.SayLines(lines), "\n")
		for _, l := range lines {
			if string(l.Figure) == "a drawing" && l.Text == "Figure: The %dial% is behind the lid." {
				figures++
			}
		}
		if figures != 2 || strings.Contains(said, "![") || strings.Contains(said, "sha256") {
			t.Errorf("%s: %d figures, said as\n%s", name, figures, said)
		}
		if look, then := strings.Index(said, "Look."), strings.Index(said, "Then write."); look < 0 || then < strings.Index(said, "Figure") {
			t.Errorf("%s: not in the order of the page:\n%s", name, said)
		}
	}
}

func TestAFigureIsSaidByItsCaption(t *testing.T) {
	if got := present.Prose(pictured().Sections[0].Steps[0].More); len(got) != 1 || got[0] != "Figure: The %dial% is behind the lid." {
		t.Errorf("said as %q", got)
	}
}
