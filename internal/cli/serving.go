package cli

import (
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/spf13/cobra"

	"soprun/internal/effects"
	"soprun/internal/present"
	"soprun/internal/serve"
)

// serving is a station that is served to terminals elsewhere.
type serving struct {
	by   atomic.Pointer[serve.Server] // nil until it listens
	most int
}

func (a *app) servingCmd() *cobra.Command {
	return &cobra.Command{
		Use: "status", Short: "Say who works at the station that is served here", Args: cobra.NoArgs,
		Long: "Lists the terminals that work at this station now: from where, since when, when a key was pressed last, and\n" +
			"which run is open there. It is known to the soprun serve that has the log open, and kept nowhere.",
		Example: "soprun serve status",
		RunE:    a.do(func(*cobra.Command, []string) error { return a.servingStatus() }),
	}
}

// errUnserved is returned where nobody can work elsewhere.
var errUnserved = errors.New("nobody serves this station to terminals elsewhere: soprun serve does")

func (a *app) servingStatus() error {
	if a.visit.station == nil {
		s, err := a.openOrVisit() // whoever has the log open says it
		if err != nil {
			return err
		}
		return errors.Join(errUnserved, s.Close())
	}
	if a.visit.serving == nil || a.visit.serving.by.Load() == nil {
		return errUnserved
	}
	open, err := effects.New(a.visit.station, a.clock.Now).OpenRuns()
	if err != nil {
		return err
	}
	runs, now := map[string]string{}, a.clock.Now()
	for _, o := range open {
		runs[o.ID] = fmt.Sprintf("%s of %s, %s", present.Place(o), o.Title, o.ID)
	}
	all := a.visit.serving.by.Load().Working()
	for _, w := range all {
		at := map[bool]string{false: "screens", true: "dialogue"}[w.Asked]
		if w.Run != "" {
			at = "practice"
			if runs[w.Run] != "" {
				at = runs[w.Run]
			}
		}
		if _, err := fmt.Fprintf(a.stdout, "%-16s from %-15s since %s, last key %-12s %s\n",
			present.Safe(w.Terminal), w.From, w.Since.In(now.Location()).Format("15:04"), present.Ago(now.Sub(w.LastKey))+":", present.Safe(at)); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(a.stdout, "Places taken: %d of %d.\n", len(all), a.visit.serving.most)
	return err
}
