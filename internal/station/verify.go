package station

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"soprun/internal/model"
	"soprun/internal/store"
	"soprun/sop/record"
)

// Verify checks every stored byte of the log, and the log against what others
// remember of it.
func (s *Station) Verify(ctx context.Context, progress func(done, total int64)) (*record.Report, error) {
	return s.verifyAll(ctx, (*store.Store).Verify, progress)
}

// verifying is a way to verify a log.
type verifying func(*store.Store, context.Context, time.Time, func(done, total int64)) (*record.Report, error)

func (s *Station) verifyAll(ctx context.Context, how verifying, progress func(done, total int64)) (*record.Report, error) {
	log, err := s.log()
	if err != nil {
		return nil, err
	}
	now := s.cfg.Now()
	report, err := how(log, ctx, now, progress)
	if err != nil {
		return report, err
	}
	if s.trust.doubt(report); report.OK() {
		s.trust.change(func(c *model.Checked) { c.At = now })
	}
	return report, s.askWitnesses(report)
}

// Audit verifies the log of a folder that Open refuses because it was changed.
func Audit(ctx context.Context, cfg Config, progress func(done, total int64)) (*record.Report, error) {
	return store.Audit(ctx, filepath.Join(cfg.Dir, logName), progress)
}

// fullEvery is how long VerifyNew goes on from a verification that read all.
const fullEvery = 30 * 24 * time.Hour

// VerifyNew checks only what is new since the log was last found sound, and
// returns when all of it was read then. Where that was never, or more than thirty
// days ago, it reads all again, and the time is zero. Of the station's signatures over checkpoints it
// checks those that no later one vouches for.
func (s *Station) VerifyNew(ctx context.Context, progress func(done, total int64)) (*record.Report, time.Time, error) {
	log, err := s.log()
	if err != nil {
		return nil, time.Time{}, err
	}
	now := s.cfg.Now()
	if m, err := log.Marked(); err == nil && (now.Sub(m.At) > fullEvery || m.At.After(now)) {
		report, err := s.verifyAll(ctx, (*store.Store).VerifyLean, progress)
		return report, time.Time{}, err
	}
	report, m, err := log.VerifyNew(ctx, progress)
	if errors.Is(err, store.ErrNoMark) {
		report, err := s.verifyAll(ctx, (*store.Store).VerifyLean, progress)
		return report, time.Time{}, err
	}
	if err != nil {
		return report, time.Time{}, err
	}
	s.trust.doubt(report)
	return report, s.local(m.At), s.askWitnesses(report)
}

// askWitnesses adds what others remember otherwise to a report.
func (s *Station) askWitnesses(report *record.Report) error {
	all, err := s.Witnesses()
	for _, w := range all {
		if w.Fault != "" {
			report.Faults = append(report.Faults, record.NewFault(record.FaultWitness, record.NoEntry, "%s: %s", filepath.Base(w.File), w.Fault))
		}
	}
	return err
}
