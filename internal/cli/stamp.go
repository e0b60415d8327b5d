package cli

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"soprun/internal/disk"
	"soprun/internal/present"
	"soprun/internal/station"
)

// stampFlags are how a stamp is asked for and what it has to lead to.
type stampFlags struct{ url, request, reply, ca string }

func (f stampFlags) check() error {
	given := 0
	for _, s := range []string{f.url, f.request, f.reply} {
		if s != "" {
			given++
		}
	}
	if given != 1 {
		return misuse("name one of --tsa URL, --request FILE and --reply FILE")
	}
	if f.ca != "" && f.request != "" {
		return misuse("--ca goes with the reply")
	}
	return nil
}

func (a *app) stampCmd() *cobra.Command {
	var f stampFlags
	cmd := &cobra.Command{
		Use: "stamp", Short: "Have a time-stamping authority stamp the log (RFC 3161)", Args: cobra.NoArgs,
		Long: "Ask an authority to sign the log's checkpoint with the time, and keep its reply beside the log. Where the\n" +
			"station has no network, --request writes the question into a file, and --reply keeps the answer that another\n" +
			"machine fetched:\n\n" +
			"  curl -H 'Content-Type: application/timestamp-query' --data-binary @log.tsq URL > log.tsr",
		Example: "soprun stamp --tsa URL --ca ca.pem\nsoprun stamp --request log.tsq\nsoprun stamp --reply log.tsr --ca ca.pem",
		RunE: a.do(func(cmd *cobra.Command, _ []string) error {
			if err := f.check(); err != nil {
				return err
			}
			roots, err := readRoots(a.path(f.ca))
			if err != nil {
				return err
			}
			return a.withStation(func(s *station.Station) error { return a.stamp(cmd.Context(), s, f, roots) })
		}),
	}
	flags := cmd.Flags()
	flags.StringVar(&f.url, "tsa", "", "address of the authority, which is asked now")
	flags.StringVar(&f.request, "request", "", "new file for the question, for an authority that is asked elsewhere")
	flags.StringVar(&f.reply, "reply", "", "file with the authority's answer")
	flags.StringVar(&f.ca, "ca", "", "file with the authority's root certificate, as PEM (default: those that the system trusts)")
	return cmd
}

func (a *app) stamp(ctx context.Context, s *station.Station, f stampFlags, roots *x509.CertPool) error {
	var reply []byte
	var err error
	if f.reply != "" {
		reply, err = disk.ReadFile(a.path(f.reply))
	} else {
		var request []byte
		if request, err = s.RequestStamp(); err != nil {
			return err
		}
		if f.request != "" {
			return writeNew(a.path(f.request), request)
		}
		reply, err = askAuthority(ctx, f.url, request)
	}
	if err != nil {
		return err
	}
	w, err := s.KeepStamp(reply, roots)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(a.stdout, present.Witnessed(w))
	return err
}

// readRoots reads root certificates, nil for the system's own.
func readRoots(path string) (*x509.CertPool, error) {
	if path == "" {
		return nil, nil
	}
	pem, err := disk.ReadFile(path)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("%s holds no certificate in PEM form", path)
	}
	return roots, nil
}

const (
	stampWait = 30 * time.Second
	stampMax  = 1 << 20 // bytes of a reply; they have some thousand
)

// askAuthority sends a request of RFC 3161 over HTTP and returns the reply.
func askAuthority(ctx context.Context, url string, request []byte) (reply []byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, stampWait)
	defer cancel()
	ask, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(request))
	if err != nil {
		return nil, misuse("--tsa: %v", err)
	}
	ask.Header.Set("Content-Type", "application/timestamp-query")
	answer, err := http.DefaultClient.Do(ask)
	if err != nil {
		return nil, fmt.Errorf("the authority does not answer: %w; --request writes the question into a file instead", err)
	}
	defer func() { err = errors.Join(err, answer.Body.Close()) }()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the authority answers %s", answer.Status)
	}
	return io.ReadAll(io.LimitReader(answer.Body, stampMax))
}
