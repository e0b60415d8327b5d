package bench

import "soprun/internal/model"

// Completions lists the signed runs that a query selects, newest first.
func (b *Bench) Completions(q model.Query) ([]model.Completion, error) {
	return b.station.Completions(q)
}

// Record returns one completion in full, walked again from its own events.
func (b *Bench) Record(entry int64) (model.Record, error) { return b.station.Record(entry) }

// Exposure returns what nobody outside the machine has seen of the log yet.
func (b *Bench) Exposure() (model.Exposure, error) {
	return b.station.Exposure()
}
