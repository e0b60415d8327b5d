// Package control tells what rows of figures say that no single figure does: the readings of
// a field by what they were at first, and the controls of an assay by Westgard's rules.
//
// All is computed with exact fractions. A control at exactly two standard deviations is not
// beyond them, however its figures are written.
package control
