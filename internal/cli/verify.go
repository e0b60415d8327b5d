package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"soprun/internal/present"
	"soprun/internal/station"
	"soprun/internal/store"
	"soprun/sop/record"
)

// verdict is the answer of "verify --json".
type verdict struct {
	OK      bool   `json:"ok"`
	Entries int64  `json:"entries"`
	Before  int64  `json:"before"` // of these, read by an earlier verification and not again
	Signed  int64  `json:"signed"` // of those that were read
	Root    string `json:"root"`
	// Disputed are acts that were signed with a key that was revoked later, as
	// suspect from before them; Destroyed is what two people disposed of.
	Disputed  []int64 `json:"disputed"`
	Destroyed int64   `json:"destroyed"`
	Vouched   int64   `json:"vouched"` // checkpoints whose signature was left to a later one
	Faults    []fault `json:"faults"`
}

type fault struct {
	Code  record.FaultCode `json:"code"`
	Entry int64            `json:"entry"` // -1 when it is about the whole log
	What  string           `json:"what"`
	Do    string           `json:"do"`
}

func (a *app) verifyCmd() *cobra.Command {
	var asJSON, full bool
	var after []string
	cmd := &cobra.Command{
		Use: "verify [DIR|FILE]", Short: "Check every byte of the log, of a bundle or of a backup", Args: cobra.MaximumNArgs(1),
		Long: "Check every payload, signature, hash and checkpoint, who was allowed to do what, and every approved text.\n" +
			"Each signature is checked strictly and by itself, never in batches.\n" +
			"A log that was found sound in the last thirty days is read from there on, unless you say --full; a bundle\n" +
			"that was exported and a backup are always read whole. Of the station's signatures over the log as it grew, the last of some hundred\n" +
			"is over all that the others are over: --full checks each. Exit code 1 when anything is wrong.",
		RunE: a.doLong(func(cmd *cobra.Command, args []string) error {
			if len(after) > 0 {
				return a.verifyChain(cmd, after)
			}
			if len(args) == 1 {
				return a.verifyCopy(cmd.Context(), args[0], full, asJSON)
			}
			return a.verifyLog(cmd.Context(), full, asJSON)
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object")
	cmd.Flags().StringSliceVar(&after, "after", nil, "folders of closed logs that this one goes on from, oldest first: the chain is verified whole")
	cmd.Flags().BoolVar(&full, "full", false, "read every byte of the log again, and check each of the station's signatures")
	return cmd
}

func (a *app) verifyLog(ctx context.Context, full, asJSON bool) error {
	err := a.withStation(func(s *station.Station) error {
		if full {
			report, err := s.Verify(ctx, a.progress("verifying"))
			return a.printLog(report, time.Time{}, asJSON, err)
		}
		report, since, err := s.VerifyNew(ctx, a.progress("verifying"))
		return a.printLog(report, since, asJSON, err)
	})
	var problem *store.Problem
	if errors.As(err, &problem) && problem.Kind == store.Changed {
		report, auditErr := station.Audit(ctx, a.stationAt(a.dir()), a.progress("verifying"))
		if auditErr == nil && report.OK() {
			return err // what is at fault is no entry
		}
		return a.printLog(report, time.Time{}, asJSON, auditErr)
	}
	return err
}

// printLog prints a verdict, and what was not read again for it.
func (a *app) printLog(report *record.Report, since time.Time, asJSON bool, err error) error {
	if err != nil {
		return err
	}
	if err := a.printVerdict(report, asJSON); err != nil || asJSON {
		if a.copied != "" && !asJSON && !report.OK() {
			_, said := fmt.Fprintf(a.stdout, "This is a copy, and its station has the log. Keep the folder %s aside, for evidence: without it, the copy comes again from the hub.\n", a.copied)
			return errors.Join(err, said)
		}
		return err
	}
	if err := a.printVouched(report); err != nil || since.IsZero() {
		return err
	}
	_, err = fmt.Fprintf(a.stdout, "Entries before %d were found sound before and not read again; all were last read on %s: soprun verify --full reads all.\n", report.Before, since.Format("2 Jan 2006 at 15:04"))
	return err
}

// printVouched says what was left to a later signature.
func (a *app) printVouched(report *record.Report) error {
	if report.Vouched == 0 {
		return nil
	}
	_, err := fmt.Fprintf(a.stdout, "%s of the station's checkpoints were left to a later one that is over the same entries: --full checks each.\n", present.Thousands(report.Vouched))
	return err
}

func (a *app) printVerdict(report *record.Report, asJSON bool) error {
	v := verdict{
		OK: report.OK(), Entries: report.Entries, Before: report.Before, Signed: report.Acts, Root: report.Head.Root.String(),
		Disputed: orEmpty(report.Disputed), Destroyed: report.Destroyed, Vouched: report.Vouched, Faults: []fault{},
	}
	for _, f := range report.Faults {
		v.Faults = append(v.Faults, fault{f.Code, f.Entry, f.What, f.Do})
	}
	if asJSON {
		out := json.NewEncoder(a.stdout)
		out.SetEscapeHTML(false)
		if err := out.Encode(v); err != nil {
			return err
		}
	} else if err := a.printVerdictWords(v); err != nil {
		return err
	}
	if !v.OK {
		return errSilent
	}
	return nil
}

func (a *app) printVerdictWords(v verdict) error {
	if v.OK {
		_, err := fmt.Fprintf(a.stdout, "The log verifies: %s.\nRoot of entry %d: %s\n", v.counts(), v.Entries-1, v.Root)
		return err
	}
	for _, f := range v.Faults {
		where := fmt.Sprintf("entry %d", f.Entry)
		if f.Entry < 0 {
			where = "the log"
		}
		if _, err := fmt.Fprintf(a.stdout, "FAULT %s at %s: %s\n  What to do: %s\n", f.Code, where, f.What, f.Do); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(a.stdout, "The log does NOT verify: %s in %s.\n", present.Number(len(v.Faults), "fault"), present.Entries(v.Entries))
	return err
}

// counts words what was read, and what of it is not as it was signed.
func (v verdict) counts() string {
	text := fmt.Sprintf("%s, %s", present.Entries(v.Entries), present.Number(v.Signed, "signature"))
	if v.Before > 0 {
		text = fmt.Sprintf("%s, %s of them read now with %s", present.Entries(v.Entries), present.Thousands(v.Entries-v.Before), present.Number(v.Signed, "signature"))
	}
	if n := len(v.Disputed); n > 0 {
		text += fmt.Sprintf(", %s disputed", present.Thousands(n))
	}
	if v.Destroyed > 0 {
		text += fmt.Sprintf(", %s destroyed at the end of their retention", present.Thousands(v.Destroyed))
	}
	return text
}

func (a *app) indexCmd() *cobra.Command {
	var rebuild bool
	cmd := &cobra.Command{
		Use: "index --rebuild", Short: "Build everything that is derived from the log again", Args: cobra.NoArgs,
		RunE: a.do(func(*cobra.Command, []string) error {
			if !rebuild {
				return misuse("the only thing to do with the index is --rebuild; the log itself is not touched by it")
			}
			return a.withStation(func(s *station.Station) error {
				if err := s.RebuildIndex(a.progress("rebuilding")); err != nil {
					return err
				}
				_, err := fmt.Fprintf(a.stdout, "The index is built again from %s.\n", present.Entries(s.About().Entries))
				return err
			})
		}),
	}
	cmd.Flags().BoolVar(&rebuild, "rebuild", false, "delete the index and build it from the log")
	return cmd
}

// progress returns a function that shows how far long work is, on a terminal;
// in a pipe it returns nil and nothing is shown. Where lines are read out, or cannot be taken back,
// it only says once what is done.
func (a *app) progress(doing string) func(done, total int64) {
	f, ok := a.stderr.(term.File)
	if !ok || !term.IsTerminal(f.Fd()) {
		return nil
	}
	if a.plain || a.getenv("TERM") == "dumb" {
		said := present.Sentence(doing) + "\n"
		return func(int64, int64) {
			_, _ = io.WriteString(f, said)
			said = ""
		}
	}
	last := int64(-1)
	return func(done, total int64) {
		percent := int64(100)
		if total > 0 {
			percent = done * 100 / total
		}
		if percent == last {
			return
		}
		last = percent
		end := ""
		if a.half = done < total; !a.half {
			end = "\r\x1b[K"
		}
		_, _ = io.WriteString(f, fmt.Sprintf("\r%s %d%%%s", doing, percent, end)) // a lost progress line loses nothing
	}
}

// reading returns what shows how much of some things is read, once that takes a second; several
// goroutines may call it. In a pipe nothing is shown.
func (a *app) reading(things string) func(done, total int64) {
	show := a.progress("reading the " + things)
	if show == nil {
		return func(int64, int64) {}
	}
	var mu sync.Mutex
	from, most := a.clock.Now().Add(time.Second), int64(0)
	return func(done, total int64) {
		mu.Lock()
		defer mu.Unlock()
		if done > most && (most > 0 || done < total) && !a.clock.Now().Before(from) {
			most = done // one that was read before may come after it
			show(done, total)
		}
	}
}
