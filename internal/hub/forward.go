package hub

import (
	"context"
	"errors"
	"path/filepath"

	"soprun/internal/store"
)

// Forwarded is what became of one log on its way to the hub above.
type Forwarded struct {
	Copy Copy
	Sent Sent
	Err  error // why it did not arrive: others go on
}

// Forward takes what is new in the hub below into the copies, which verifies it, and brings each
// log to the hub above as its station would: by the same append, and verified again by whoever
// reads it there. The role of the URL is one of its feeders.
func (c *Copies) Forward(ctx context.Context, above string) (all []Forwarded, err error) {
	copies, err := c.Pull(ctx)
	if err != nil {
		return nil, err
	}
	key, err := c.Key()
	if err != nil {
		return nil, err
	}
	for _, of := range copies {
		if of.Entries == 0 {
			continue
		}
		f := Forwarded{Copy: of}
		if f.Sent, f.Err = forwardOne(ctx, of, key, above); ctx.Err() != nil {
			return all, ctx.Err()
		}
		all = append(all, f)
	}
	return all, nil
}

func forwardOne(ctx context.Context, of Copy, key *store.CopyKey, above string) (sent Sent, err error) {
	log, err := store.OpenToRead(filepath.Join(of.Dir, logFile), store.Options{Key: key})
	if err != nil {
		return sent, err
	}
	defer func() { err = errors.Join(err, log.Close()) }()
	up := &Uploader{URL: above, Log: log, Site: of.Site}
	return up.Once(ctx)
}
