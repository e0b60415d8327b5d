// Command site builds the documents of soprun as a site of plain files: no
// script, nothing from elsewhere, and the same bytes from the same source.
package main
