// Package pages knows the files of a library of pages: it lists them, reads them,
// remembers what a list says of them from one start to the next, and copies one into
// the department's folder. Which of them are approved, the log says.
package pages
