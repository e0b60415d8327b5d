// Package present is what both front ends say alike: how a value, a limit, a
// state, an exception or a page is worded, and what a run asks for next. It
// knows no colours, no keys and no terminal, so the full-screen program and the
// line-by-line one cannot drift apart in what they tell people.
package present
