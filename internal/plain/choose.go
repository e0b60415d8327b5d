package plain

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"soprun/internal/present"
)

// Choose says the stations of a hub under their sites and asks for one by its number. It returns -1
// where the person leaves, or the input ends. Of the configuration only the streams are used.
func Choose(ctx context.Context, cfg Config, rows []present.Row, now time.Time) (int, error) {
	l := present.HubLists[0]
	d := newDialogue(ctx, cfg, func() string { return "" })
	for {
		d.sayf("%s: %d.", l.Title, len(rows))
		if len(rows) == 0 {
			d.say(l.Empty)
			d.last("Goodbye.")
			return -1, d.err
		}
		for i, r := range rows {
			if i == 0 || present.SiteOf(rows[i-1]) != present.SiteOf(r) {
				d.say(present.SiteOf(r) + ":")
			}
			d.sayf("%d. %s", i+1, l.Says(r, now))
		}
		text, ok := d.ask(fmt.Sprintf("Number of a %s, or q to leave", l.Row))
		n, err := strconv.Atoi(text)
		switch {
		case !ok || strings.EqualFold(text, "q"):
			d.last("Goodbye.")
			return -1, d.err
		case err == nil && n >= 1 && n <= len(rows):
			d.flush()
			return n - 1, d.err
		}
		d.sayf("%q is none of them: type a number from 1 to %d.", text, len(rows))
	}
}
