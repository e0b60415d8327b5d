package plain

// LineText is for the test that every part of a line is said.
var LineText = lineWords
