package plain

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"soprun/internal/present"
)

// Chosen is what somebody who reads many stations asked for.
type Chosen struct {
	Row   int                 // that was chosen, -1 for none
	Words string              // that are looked for at all stations, "" for none
	All   *present.Everywhere // what is said of all stations; nil for nothing
}

// Choose says the stations of a hub under their sites and asks for one by its number, or for
// words to look for at all of them. Neither means that the person leaves, or the input has ended.
// Of the configuration only the streams are used.
func Choose(ctx context.Context, cfg Config, rows []present.Pick) (Chosen, error) {
	l, d := present.HubLists[0], newDialogue(ctx, cfg, func() string { return "" })
	none, also := Chosen{Row: -1}, ""
	for _, e := range present.AtAllStations {
		also += ", " + e.Key + " for the " + e.Does + " of all"
	}
	for {
		d.sayf("%s: %s.", l.Title, present.Thousands(len(rows)))
		if len(rows) == 0 {
			d.say(l.Empty)
			d.last("Goodbye.")
			return none, d.err
		}
		for i, r := range rows {
			if i == 0 || rows[i-1].Group != r.Group {
				d.say(r.Group + ":")
			}
			d.sayf("%d. %s", i+1, r.Line)
		}
		text, ok := d.ask(fmt.Sprintf("Number of a %s, t and words to trace at all%s, or q to leave", l.Row, also))
		n, err := strconv.Atoi(text)
		all := slices.IndexFunc(present.AtAllStations, func(e present.Everywhere) bool { return strings.EqualFold(text, e.Key) })
		words, traces := strings.CutPrefix(text, "t ")
		switch {
		case !ok || strings.EqualFold(text, "q"):
			d.last("Goodbye.")
			return none, d.err
		case err == nil && n >= 1 && n <= len(rows):
			d.flush()
			return Chosen{Row: n - 1}, d.err
		case all >= 0:
			d.flush()
			return Chosen{Row: -1, All: &present.AtAllStations[all]}, d.err
		case traces && strings.TrimSpace(words) != "":
			d.flush()
			return Chosen{Row: -1, Words: strings.TrimSpace(words)}, d.err
		}
		d.sayf("%s is none of them: type a number from 1 to %d, or t and words.", again(text), len(rows))
	}
}
