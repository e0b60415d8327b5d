// Package plain is soprun as a dialogue: one line asked, one line answered, for
// screen readers, dumb terminals, slow lines and scripts. It drives the same
// session as the full-screen program and makes nothing but lines of text: no
// escape sequence, no border, nothing drawn twice.
//
// What a person has to do now is said last before the prompt. A line answers
// one question only, an empty line answers none, and the end of the input is
// never consent: it puts away what is open and signs nothing.
package plain
