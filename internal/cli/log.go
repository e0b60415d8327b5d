package cli

import (
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"soprun/internal/model"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/run"
)

// selection are the flags that select completions.
type selection struct {
	person, sop, code, since, until string
	outcome, countersigner          string
	exceptions, sentBack, toReview  bool
	limit                           int
}

func (f *selection) flags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.person, "person", "", "only those that this person, by their short name, signed; "+othersSigned)
	flags.StringVar(&f.sop, "sop", "", "only of this procedure")
	flags.StringVar(&f.code, "code", "", "only those that show this code, for example S26")
	flags.StringVar(&f.since, "since", "", "only since this day, for example 2026-11-01")
	flags.StringVar(&f.until, "until", "", "only up to this day and on it, for example 2026-11-30")
	flags.StringVar(&f.outcome, "outcome", "", "only those that ended so: "+strings.Join(outcomes(), ", "))
	flags.BoolVar(&f.exceptions, "exceptions", false, "only those that did not go as the page says")
	flags.BoolVar(&f.toReview, "to-review", false, "only those that wait for a review")
	flags.BoolVar(&f.sentBack, "sent-back", false, "only those that were sent back, and not answered yet")
	flags.StringVar(&f.countersigner, "countersigned-by", "", "only those that this person has countersigned")
	flags.IntVar(&f.limit, "limit", 0, "only so many, the newest")
}

// othersSigned stands in the help of what goes by who signed.
const othersSigned = "runs that somebody else signed: soprun trace PERSON"

// query reads the flags.
func (a *app) query(cmd *cobra.Command, f selection) (q model.Query, err error) {
	q = model.Query{
		Person: f.person, SOP: f.sop, Code: sop.Code(strings.ToUpper(f.code)), Limit: f.limit,
		Outcome: run.Outcome(strings.ToLower(f.outcome)), Exceptions: f.exceptions, SentBack: f.sentBack, Open: f.toReview, Countersigner: f.countersigner,
	}
	if all := outcomes(); f.outcome != "" && !slices.Contains(all, string(q.Outcome)) {
		return q, misuse("--outcome %q: write one of %s", f.outcome, strings.Join(all, ", "))
	}
	if q.Since, err = a.day("since", f.since); err != nil {
		return q, err
	}
	if q.Until, err = a.day("until", f.until); err != nil {
		return q, err
	}
	if !q.Until.IsZero() {
		q.Until = q.Until.AddDate(0, 0, 1) // the day is in it
	}
	if cmd.Flags().Changed("limit") && f.limit < 1 {
		return q, misuse("--limit %d: write how many at most, like 10", f.limit)
	}
	return q, nil
}

// outcomes are the words that --outcome takes.
func outcomes() (all []string) {
	for _, o := range record.Outcomes {
		all = append(all, string(o))
	}
	return all
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

func codeWords(codes []sop.Code) string {
	all := make([]string, len(codes))
	for i, c := range codes {
		all[i] = string(c)
	}
	return strings.Join(all, " ")
}

// orEmpty makes an absent list an empty one, so that readers need no null.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
