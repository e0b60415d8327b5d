// Package session is the application between a front end and a workplace. A
// Session is a value: Do takes an Action, stripped of the keys it was made with,
// and returns the next Session with the Effects that somebody has to perform.
// The results of effects come back as actions. A session draws nothing, does no
// I/O and reads no clock, so the full-screen program and a line-by-line one can
// drive the same one, and a test can ask what it wanted to be done.
package session
