// Command soprun runs standard operating procedures and keeps signed records.
package main

import (
	"os"
	_ "time/tzdata" // a bare system knows no zone but UTC

	"soprun/internal/cli"
)

func main() {
	os.Exit(cli.Run(os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr))
}
