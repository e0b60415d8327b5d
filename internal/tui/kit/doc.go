// Package kit is what the screens share: roles and the theme that gives them
// colours, lines of spans and the one place where they are painted, the frame
// that every screen stands in, key tables, forms and lists, and the messages by
// which screens talk to the root. Screens draw with roles, never with colours,
// and never write an escape sequence.
package kit
