// Package spaced says when something that somebody learns is asked again, and what of it is
// asked today: a few minutes a day, each thing just before it would be forgotten.
//
// What is learned is an item; it is known here by its name alone. How long it is remembered
// is estimated by FSRS (go-fsrs), which was fitted to many people's answers; how this
// person differs from them is one factor that their own answers say.
package spaced
