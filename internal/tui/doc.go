// Package tui is the full-screen program. Its root model owns the size, the
// theme, the stack of screens and the session; it performs the session's effects
// and routes everything else to the screen on top. Screens are packages of their
// own, which share the kit and never import each other.
package tui
