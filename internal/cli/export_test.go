package cli

import "github.com/spf13/cobra"

// Tree returns the program's commands, for tests that go over all of them.
func Tree() *cobra.Command { return (&app{}).root() }

// CSVCell is csvCell, for tests.
var CSVCell = csvCell
