package cli

import (
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/station"
	"soprun/sop"
	"soprun/sop/run"
)

// logLine is one completion of "log --json".
type logLine struct {
	Entry         int64       `json:"entry"`
	At            time.Time   `json:"at"`
	Person        string      `json:"person"`
	Role          sop.Role    `json:"role"`
	SOP           string      `json:"sop"`
	Version       string      `json:"version"`
	Run           string      `json:"run"`
	Outcome       run.Outcome `json:"outcome"`
	Codes         []sop.Code  `json:"codes"`
	Exceptions    []exception `json:"exceptions"`
	Countersigned []string    `json:"countersigned"`
	Superseded    []string    `json:"superseded"` // who countersigned before the last amendment
	Amended       []string    `json:"amended"`
	Disputed      bool        `json:"disputed"`
	// Of the three, those whose key was revoked later, as suspect.
	CountersignedDisputed []string `json:"countersigned_disputed"`
	SupersededDisputed    []string `json:"superseded_disputed"`
	AmendedDisputed       []string `json:"amended_disputed"`
}

// exception is one with the names that a payload has for it.
type exception struct {
	Action string `json:"action,omitempty"`
	Kind   string `json:"kind"`
	Step   string `json:"step"`
	Text   string `json:"text"`
}

func (a *app) logCmd() *cobra.Command {
	var asJSON bool
	var filter struct {
		person, sop, code, since, until string
		limit                           int
	}
	cmd := &cobra.Command{
		Use: "log", Short: "List signed completions, newest first", Args: cobra.NoArgs,
		Example: "soprun log --code S26 --since 2026-11-01 --until 2026-11-30\nsoprun log --limit 10\nsoprun log --json",
		RunE: a.do(func(cmd *cobra.Command, _ []string) error {
			f := model.Query{Person: filter.person, SOP: filter.sop, Code: sop.Code(strings.ToUpper(filter.code)), Limit: filter.limit}
			var err error
			if f.Since, err = a.day("since", filter.since); err != nil {
				return err
			}
			if f.Until, err = a.day("until", filter.until); err != nil {
				return err
			}
			if !f.Until.IsZero() {
				f.Until = f.Until.AddDate(0, 0, 1) // the day is in it
			}
			if cmd.Flags().Changed("limit") && f.Limit < 1 {
				return misuse("--limit %d: write how many at most, like 10", f.Limit)
			}
			return a.withStation(func(s *station.Station) error {
				if err := checkNames(s, f.Person, f.SOP, f.Code); err != nil {
					return err
				}
				rows := s.EachCompletion(cmd.Context(), f)
				if asJSON {
					return a.printJSONLines(rows)
				}
				return a.printRows(rows, f == model.Query{Limit: f.Limit})
			})
		}),
	}
	flags := cmd.Flags()
	flags.BoolVar(&asJSON, "json", false, "one JSON object a line")
	flags.StringVar(&filter.person, "person", "", "only by this person's short name")
	flags.StringVar(&filter.sop, "sop", "", "only of this procedure")
	flags.StringVar(&filter.code, "code", "", "only those that show this code, for example S26")
	flags.StringVar(&filter.since, "since", "", "only since this day, for example 2026-11-01")
	flags.StringVar(&filter.until, "until", "", "only up to this day and on it, for example 2026-11-30")
	flags.IntVar(&filter.limit, "limit", 0, "only so many, the newest")
	return cmd
}

// day returns the start of the day that an option names, the zero time for none.
func (a *app) day(option, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, text, a.clock.Now().Location())
	if err != nil {
		return day, misuse("--%s %q: write a day, like 2026-11-01", option, text)
	}
	return day, nil
}

func (a *app) printJSONLines(rows iter.Seq2[model.Completion, error]) error {
	out := json.NewEncoder(a.stdout)
	out.SetEscapeHTML(false)
	for r, err := range rows {
		if err != nil {
			return err
		}
		exceptions := make([]exception, len(r.Exceptions))
		for i, e := range r.Exceptions {
			exceptions[i] = exception{Action: e.Action, Kind: string(e.Kind), Step: e.Step, Text: e.Text}
		}
		line := logLine{
			Entry: r.Entry, At: r.At.UTC(), Person: r.Person.ID, Role: r.Role, SOP: r.SOP, Version: r.Version, Run: r.Run,
			Outcome: r.Outcome, Codes: orEmpty(r.Codes), Exceptions: exceptions,
			Countersigned: people(r.Countersigned, all), CountersignedDisputed: people(r.Countersigned, isDisputed),
			Superseded: people(r.Superseded, all), SupersededDisputed: people(r.Superseded, isDisputed),
			Amended: people(r.Amended, all), AmendedDisputed: people(r.Amended, isDisputed), Disputed: r.Disputed,
		}
		if err := out.Encode(line); err != nil {
			return err
		}
	}
	return nil
}

// orEmpty makes an absent list an empty one, so that readers need no null.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// printRows lists rows. Whether they are of all there are tells an empty log from a
// filter that nothing fits.
func (a *app) printRows(rows iter.Seq2[model.Completion, error], all bool) error {
	none := "No completion fits."
	if all {
		none = "Nothing has been signed yet."
	}
	for r, err := range rows {
		if err != nil {
			return err
		}
		none = ""
		review := present.ReviewBy(r, present.Short)
		_, err := fmt.Fprintf(a.stdout, "%7d  %s  %-14s  %-12s v%-5s %-16s %2d exceptions  %-18s %s\n",
			r.Entry, r.At.In(a.clock.Now().Location()).Format("2006-01-02 15:04"), r.Person.ID, r.SOP, r.Version, r.Outcome, len(r.Exceptions), codeWords(r.Codes), review)
		if err != nil {
			return err
		}
	}
	if none == "" {
		return nil
	}
	_, err := fmt.Fprintln(a.stdout, none)
	return err
}

func all(model.Hand) bool { return true }

func isDisputed(h model.Hand) bool { return h.Disputed }

// people returns who signed, once each, of the hands that fit.
func people(hands []model.Hand, fits func(model.Hand) bool) []string {
	out := []string{}
	for _, h := range hands {
		if fits(h) && !slices.Contains(out, h.By.ID) {
			out = append(out, h.By.ID)
		}
	}
	return out
}

func codeWords(codes []sop.Code) string {
	all := make([]string, len(codes))
	for i, c := range codes {
		all[i] = string(c)
	}
	return strings.Join(all, " ")
}
