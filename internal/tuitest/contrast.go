package tuitest

import "math"

// Luminance is the relative luminance of WCAG 2, of a colour in 16 bits a channel, as
// color.Color has it.
func Luminance(r, g, b uint32) float64 {
	channel := func(v uint32) float64 {
		c := float64(v) / 0xffff
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(r) + 0.7152*channel(g) + 0.0722*channel(b)
}

// Contrast is the contrast of WCAG 2 between two luminances, from 1 to 21.
func Contrast(a, b float64) float64 { return (max(a, b) + 0.05) / (min(a, b) + 0.05) }
