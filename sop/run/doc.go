// Package run walks a person through a procedure. A Run is a value: Do asks
// whether an action is allowed now and answers with the events it causes or
// with a Refusal; After folds events into the next Run. Nothing here reads a
// clock, does I/O or remembers anything outside the events, so a run that is
// killed at any moment is the same run when its events are folded again.
//
// The rules that it keeps are listed in Rules, and have the names H1 to H40 in the
// comments and tests. Time is what the events say: a wait, a window and the limit
// of the whole run are Timers, derived from stored instants. Due names what time
// has to have noted before anything else is done.
//
// Other people act on a run too: they check, release, decide and take over.
// Signed tells which of their actions are acts that they sign; each of those
// causes exactly one event.
package run
