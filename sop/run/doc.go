// Package run walks a person through a procedure. A Run is a value: Do asks
// whether an action is allowed now and answers with the events it causes or
// with a Refusal; After folds events into the next Run. Nothing here reads a
// clock, does I/O or remembers anything outside the events, so a run that is
// killed at any moment is the same run when its events are folded again.
//
// The rules that it keeps have the names H1 to H40 in the comments and tests.
// Times, second persons, hold points and linked procedures are not walked yet:
// a station refuses a live run of a page that needs them (see Missing), because
// to pass over such a rule in silence would be worse than to refuse the page.
package run
