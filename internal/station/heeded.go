package station

import (
	"context"
	"io"
)

// heeded writes until its context ends: what is discarded then leaves nothing behind.
type heeded struct {
	io.Writer
	ctx context.Context //nolint:containedctx // it lives as long as one file is written
}

func (h heeded) Write(p []byte) (int, error) {
	if err := h.ctx.Err(); err != nil {
		return 0, err
	}
	return h.Writer.Write(p)
}

// heededFile is heeded with the end of a file.
type heededFile struct {
	heeded
	io.Closer
}

// heeding returns what puts files into a bundle until a context ends.
func heeding(ctx context.Context, to Target) (add func(string, []byte) error, create func(string) (io.WriteCloser, error)) {
	add = func(name string, content []byte) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return to.Add(name, content)
	}
	create = func(name string) (io.WriteCloser, error) {
		file, err := to.Create(name)
		return heededFile{heeded{file, ctx}, file}, err
	}
	return add, create
}
