package plain

// For tests: every part of a line is said, and a row is said as it is heard.
var (
	LineText = lineWords
	Heard    = heard
	Called   = named
)
