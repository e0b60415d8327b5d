package sop

import (
	"fmt"
	"strconv"
)

// Counted words so many things: "1 entry", "3,605 entries". One is what one of them is
// called, many what any other number is.
func Counted[N int | int64](n N, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Thousands(n) + " " + many
}

// Thousands prints a count with its thousands apart: "10,000".
func Thousands[N int | int64](n N) string {
	if n < 1000 {
		return strconv.FormatInt(int64(n), 10)
	}
	return Thousands(n/1000) + fmt.Sprintf(",%03d", n%1000)
}
