// Package e2e holds no code, only the tests that drive the built program in a
// real terminal, as a person would: a few scenes, each from start to end.
package e2e
