package page

import "soprun/sop"

// regexpForm is what stands in a regular expression, and hardly in the code of a thing: a class
// of letters, an escape, a count, a plus behind a letter or a bracket, any letter again and
// again, and the signs for the beginning and the end.
var regexpForm = lazily(`\[[^\]]+\]|\\.|\{[0-9]+(,[0-9]*)?\}|[])A-Za-z0-9][+?]$|[])][+?*]|\.[+*]|^\^|\$$`)

// regexps warns about patterns of scans that are written as a regular expression: they are taken
// as they stand.
func (r *reading) regexps() {
	for i := range r.steps {
		for _, f := range r.at(i).Fields {
			if f.Type == sop.Scan && regexpForm().MatchString(f.Pattern) {
				r.noteAt(f.Pos, codeRegexp, "the pattern %q looks like a regular expression, and each of its signs stands for itself: write # for a digit, @ for a letter and * at the end for the rest, like CEN-####", f.Pattern)
			}
		}
	}
}
