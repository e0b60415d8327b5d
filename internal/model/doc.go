// Package model holds the facts that a station knows, one type for each: people,
// pages, runs, completions and what was signed about them. Whoever stores them
// fills them in, whoever shows them reads them; nothing here reads or writes.
package model
