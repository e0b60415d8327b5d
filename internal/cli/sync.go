package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"soprun/internal/disk"
	"soprun/internal/hub"
	"soprun/internal/present"
	"soprun/internal/station"
)

// hubVariable names the hub that a station's log is copied to.
const hubVariable = "SOPRUN_HUB"

func (a *app) syncCmd() *cobra.Command {
	return &cobra.Command{
		Use: "sync [URL]", Short: "Bring what is new in the log to the hub", Args: cobra.MaximumNArgs(1),
		Long: "Copy every entry that the hub does not have yet to it, and say how many it has acknowledged: those that its\n" +
			"standby has too. Nothing here waits for the hub, and no key leaves this station. The open program does the same\n" +
			"behind the screens where " + hubVariable + " names a hub. Where the hub has another log under the name of this one,\n" +
			"nothing is sent: both notes of the station are written to a file, and the screens say so.",
		Example: "soprun sync 'postgres://st_bench_2@hub.trust.example/soprun?sslmode=verify-full&sslcert=st_bench_2.crt&sslkey=st_bench_2.key&sslrootcert=ca.crt'\n" +
			hubVariable + "=postgres://... soprun sync",
		RunE: a.doLong(func(cmd *cobra.Command, args []string) error {
			url := strings.Join(append(args, a.getenv(hubVariable))[:1], "")
			if url == "" {
				return misuse("which hub? give its URL, or set %s", hubVariable)
			}
			return a.withStation(func(s *station.Station) error { return a.sync(cmd.Context(), s, url) })
		}),
	}
}

// sync brings the log to a hub.
func (a *app) sync(ctx context.Context, s *station.Station, url string) error {
	up := &hub.Uploader{URL: url, Log: s, Arrived: a.progress("uploading")}
	sent, err := up.Once(ctx)
	if err != nil {
		return told(s, err)
	}
	_, err = fmt.Fprintf(a.stdout, "The hub has all %s entries of %s; %s of them are new there.\n", present.Thousands(sent.Total), sent.Log, present.Thousands(sent.New))
	return err
}

// told keeps both notes where a hub has another log.
func told(s *station.Station, err error) error {
	var fork *hub.ForkError
	if !errors.As(err, &fork) {
		return err
	}
	if file := s.KeepFork(fork.Report()); file != "" {
		return fmt.Errorf("%w; both notes are in %s: leave the log and its backups as they are, and tell the quality lead", err, disk.Shown(file))
	}
	return err
}

// waitsAfter is how long a hub may be away before the screens say so: a station works for
// weeks without one, and somebody should look before that.
const waitsAfter = 24 * time.Hour

// waitsForHub says that entries wait for a hub that has been away for long, "" where it has not.
func (a *app) waitsForHub(s *station.Station, state hub.State, since time.Time) string {
	if state.Err == nil || errors.Is(state.Err, hub.ErrArchived) || a.clock.Now().Sub(since) < waitsAfter {
		return ""
	}
	return fmt.Sprintf("The hub has taken nothing since %s (%v). The log here is whole, its %s wait here, and work goes on.",
		since.Format("2 Jan 15:04"), state.Err, present.Entries(s.About().Entries))
}

// uploading brings the log to the hub that SOPRUN_HUB names, behind the screens, until it is
// stopped. What ends it is told; a hub that is away is nobody's business here.
func (a *app) uploading(ctx context.Context, s *station.Station, tell chan<- string) (stop func()) {
	url := a.getenv(hubVariable)
	if url == "" {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	up, done := &hub.Uploader{URL: url, Log: s, After: a.clock.After}, make(chan struct{})
	go func() {
		defer close(done)
		for !s.IsSetUp() {
			select {
			case <-a.clock.after(time.Minute):
			case <-ctx.Done():
				return
			}
		}
		since := a.clock.Now()
		up.Keep(ctx, func(state hub.State) {
			if state.Err == nil {
				since = a.clock.Now()
			}
			s.WaitsForHub(a.waitsForHub(s, state, since))
			if err := told(s, state.Err); errors.As(err, new(*hub.ForkError)) {
				select {
				case tell <- disk.Lines(err.Error() + "."):
				case <-ctx.Done():
				}
			}
		})
	}()
	return func() {
		cancel()
		<-done
	}
}
