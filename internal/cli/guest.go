package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"soprun/internal/disk"
	"soprun/internal/guest"
	"soprun/internal/station"
)

// exitCode ends a command that another process has run and reported.
type exitCode int

func (c exitCode) Error() string { return fmt.Sprintf("it ended with %d", int(c)) }

// visit is what a guest's command works with in the process that holds the log.
type visit struct {
	ctx     context.Context //nolint:containedctx // it ends with the one command
	station *station.Station
	dir     string // that the guest's paths start from
	serving *serving
	ask     func(guest.Question) ([]byte, error)
}

// path returns where a file is that was named on the command line, from the root
// on: a guest's folder is not the holder's, and both say the same. It is "" for none.
func (a *app) path(name string) string {
	if name == "" || filepath.IsAbs(name) {
		return name
	}
	if a.visit.dir != "" {
		return filepath.Join(a.visit.dir, name)
	}
	whole, err := filepath.Abs(name)
	if err != nil {
		return name // there is no current folder: whatever is done with it says so
	}
	return whole
}

// slowHolder is how long a command waits for an answer before it says that it does.
const slowHolder = 2 * time.Second

// visitHolder has the holder of the log run this command line.
func (a *app) visitHolder() (exit int, err error) {
	dir, err := os.Getwd()
	if err != nil {
		return 0, err
	}
	if a.unheed != nil {
		a.unheed() // the holder sees that we are gone, and there is nothing of it here
	}
	r := guest.Request{Version: version(), Args: a.args, Env: a.env, Dir: dir}
	ask := a.passphrase
	return guest.Call(station.LogFile(a.dir()), r, guest.Streams{Out: a.stdout, Err: a.stderr, Ask: ask, Slow: a.clock.after(slowHolder)})
}

// listenAgain is how often it is looked whether there is a log to take guests for,
// while the station is set up.
const listenAgain = time.Second

// takeGuests lets commands run beside the program, from when there is a log until
// leave. alone says why none can, "" mostly.
func (a *app) takeGuests(s *station.Station) (alone string, leave func() error) {
	log := station.LogFile(a.dir())
	host := &guest.Host{Version: version(), Run: func(ctx context.Context, r guest.Request, streams guest.Streams) int {
		return a.beside(ctx, s, r, streams)
	}}
	err := host.Listen(log)
	if !errors.Is(err, fs.ErrNotExist) {
		if err != nil {
			alone = disk.Lines("No other command can run beside this: " + err.Error() + ".")
		}
		return alone, host.Close
	}
	done, listening := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(listening)
		tick := time.NewTicker(listenAgain)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				if err := host.Listen(log); !errors.Is(err, fs.ErrNotExist) {
					return // the next start says why none can
				}
			}
		}
	}()
	return "", func() error {
		close(done)
		<-listening
		return host.Close()
	}
}

// beside runs a guest's command on the log that is open here.
func (a *app) beside(ctx context.Context, s *station.Station, r guest.Request, streams guest.Streams) int {
	own := &app{
		stdin: strings.NewReader(""), stdout: streams.Out, stderr: streams.Err, args: r.Args, env: r.Env, clock: a.clock,
		visit: visit{ctx: ctx, station: s, dir: r.Dir, ask: streams.Ask, serving: a.serving},
	}
	return own.run(func(root *cobra.Command) error { return own.bare(ctx, root) })
}
