package tui_test

import (
	"fmt"

	"soprun/internal/model"
)

// disk is where forms write and read; it holds what was written by name.
type disk map[string]string

func (d disk) write(file, what string) error {
	if d[file] != "" {
		return fmt.Errorf("%s is there already", file)
	}
	d[file] = what
	return nil
}

func (d disk) Checkpoint(file string) (int64, string, error) {
	return 40, "one two three four five six", d.write(file, "checkpoint")
}
func (d disk) Backup(file string) (int64, error) { return 41, d.write(file, "backup") }
func (d disk) AskWitness(file, witness string, since int64) error {
	return d.write(file, fmt.Sprintf("request %s %d", witness, since))
}

func (d disk) KeepAnswer(file, _ string) (model.Witnessed, error) {
	if d[file] == "" {
		return model.Witnessed{}, fmt.Errorf("%s is not there", file)
	}
	return model.Witnessed{By: "bench-1", Size: 40, File: file}, nil
}

func (d disk) Witness(request, answer, _ string) error { return d.write(answer, "answer to "+request) }
