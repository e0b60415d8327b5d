//go:build race

package record_test

// step is how many bits of a bundle stand for one that is flipped: the race
// detector makes everything ten times as slow.
const step = 311
