package bench

import "soprun/internal/model"

// Staff returns everybody who is enrolled, with their keys and assessments.
func (b *Bench) Staff() (model.Staff, error) { return b.station.Staff() }

// RotateKey gives somebody another key.
func (b *Bench) RotateKey(r model.Rotation) error {
	_, err := b.station.RotateKey(r)
	return err
}
