// Package figure reads the figures of a page: drawings in a small part of SVG 1.1, and
// photographs as PNG.
//
// What every view of a figure shows has to be what was approved. A browser draws all of SVG,
// a terminal and a PDF some of it, and a renderer leaves out in silence what it does not
// know. So Read refuses a drawing that holds anything that this package does not draw, and
// everything that it does draw becomes a list of shapes, which a view paints one by one.
//
// The part of SVG is what plain drawings of a bench are made of: path, rect, circle,
// ellipse, line, polyline, polygon, text with tspan, and g, with transforms, colours, widths
// and dashes. Words are drawn as outlines, in one type on every machine. A drawing fetches
// nothing and runs nothing.
package figure
