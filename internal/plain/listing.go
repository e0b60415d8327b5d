package plain

import (
	"fmt"

	"soprun/internal/model"
	"soprun/internal/present"
)

// atOnce is how many completions are said at once.
const atOnce = 10

// listing is how far the completions that have some words were said. Each has the
// number of its place in said.
type listing struct {
	words string
	said  []int64 // their entries
	part  model.Part[model.Completion]
}

// sayNext says the next completions of a listing, newest first.
func (p *program) sayNext(l *listing) {
	if len(l.said) > 0 && !l.part.More {
		p.d.say("There are no more.")
		return
	}
	rows, err := p.next(l)
	if p.trouble(err) {
		return
	}
	p.d.say(l.heading(len(rows)))
	for _, c := range rows {
		l.said = append(l.said, c.Entry)
		p.d.sayf("%d. %s", len(l.said), p.completionWords(c))
	}
	if l.part.More {
		p.d.say(l.following())
	}
}

// next reads on until there is something to say at once, or nothing more.
func (p *program) next(l *listing) (rows []model.Completion, err error) {
	for more := true; more && len(rows) < atOnce; more = l.part.More {
		q := model.Query{Words: l.words, Limit: atOnce - len(rows)}
		part, err := p.bench.CompletionsFrom(p.d.ctx, q, model.From{Entry: l.part.Next})
		if err != nil {
			return nil, err
		}
		l.part, rows = part, append(rows, part.Rows...)
	}
	return rows, nil
}

// heading stands before the next n completions.
func (l *listing) heading(n int) string {
	switch all := len(l.said) + n; {
	case all == 0 && l.words != "":
		return fmt.Sprintf("No completion has the words %q. Type a for all.", l.words)
	case all == 0:
		return "Nothing has been signed yet."
	case l.words == "":
		return fmt.Sprintf("Completions: %s, newest first:", present.Thousands(int64(l.part.Of)))
	case l.part.More:
		return fmt.Sprintf("Found %d so far, newest first:", all)
	default:
		return fmt.Sprintf("Found %d, newest first:", all)
	}
}

// following says what was not said yet.
func (l *listing) following() string {
	if l.words == "" {
		return fmt.Sprintf("%s more: type m.", present.Thousands(int64(l.part.Of-len(l.said))))
	}
	return fmt.Sprintf("Looked through %s of %s: type m to look on.", present.Thousands(int64(l.part.Looked)), present.Thousands(int64(l.part.Of)))
}

// beyond says why there is nothing under a number.
func (l *listing) beyond(n int) string {
	if l.part.More {
		return fmt.Sprintf("Number %d has not been said yet: type m for the next ones.", n)
	}
	return fmt.Sprintf("There is no number %d.", n)
}
