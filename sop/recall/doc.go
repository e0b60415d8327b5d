// Package recall makes questions from a page: what a person has to remember of each step,
// asked in as many ways as the page allows.
//
// What is remembered is an [Item], one step of a page. A question is one [Face] of it: what
// comes next, in which order, which figure, why, where the fault is, what if, which hazard,
// who. A face asks only what the page says. Its wrong answers come from the same page and
// have the form and about the length of the right one; no word of the page's is changed. A
// value that the department has still to set is never asked for. Everything here is a pure
// function of the page: the same page makes the same faces.
package recall
