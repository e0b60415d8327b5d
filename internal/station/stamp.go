package station

import (
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/digitorus/pkcs7"
	"github.com/digitorus/timestamp"

	"soprun/internal/disk"
	"soprun/internal/keyring"
	"soprun/internal/model"
	"soprun/sop/record"
)

// ErrStamp is returned for a reply of a time-stamping authority that does not
// stamp a checkpoint of this log, or whose signature does not lead to a
// certificate that is trusted.
var ErrStamp = errors.New("the stamp does not hold")

// RequestStamp returns a request of RFC 3161 for the log's checkpoint, which is
// kept, so that the reply may come days later.
func (s *Station) RequestStamp() (request []byte, err error) {
	checkpoint, err := s.Checkpoint()
	if err != nil {
		return nil, err
	}
	size, err := s.Compare(checkpoint)
	if err != nil {
		return nil, err
	}
	if err := keyring.Replace(filepath.Join(s.witnessDir(), fmt.Sprintf("%08d%s", size, checkpointEnd)), checkpoint); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(checkpoint)
	return (&timestamp.Request{HashAlgorithm: crypto.SHA256, HashedMessage: sum[:], Certificates: true}).Marshal()
}

// KeepStamp keeps the reply of an authority, after checking it. Its certificate
// has to lead to one of roots, which are the system's where it is nil.
func (s *Station) KeepStamp(reply []byte, roots *x509.CertPool) (model.Witnessed, error) {
	asked, err := filesIn(s.witnessDir(), checkpointEnd)
	if err != nil {
		return model.Witnessed{}, err
	}
	if len(asked) == 0 {
		return model.Witnessed{}, fmt.Errorf("%w: no stamp was asked for", ErrStamp)
	}
	if roots == nil {
		if roots, err = x509.SystemCertPool(); err != nil {
			return model.Witnessed{}, err
		}
	}
	for _, path := range slices.Backward(asked) {
		name := strings.TrimSuffix(filepath.Base(path), checkpointEnd) + stampEnd
		w, err := s.readStamp(reply, name, roots)
		if errors.Is(err, errOtherCheckpoint) {
			continue
		}
		if err != nil {
			return model.Witnessed{}, err
		}
		w.File = filepath.Join(s.witnessDir(), name)
		return w, keyring.Replace(w.File, reply)
	}
	return model.Witnessed{}, fmt.Errorf("%w: it is not over a checkpoint for which a stamp was asked", ErrStamp)
}

var errOtherCheckpoint = errors.New("it is over something else than the checkpoint beside it")

// readStamp checks a reply against the checkpoint that lies beside it and the
// log. Without roots, whose certificate it is was checked when it was kept.
func (s *Station) readStamp(reply []byte, name string, roots *x509.CertPool) (w model.Witnessed, err error) {
	w.Stamp = true
	log, err := s.log()
	if err != nil {
		return w, err
	}
	checkpoint, err := disk.ReadFile(filepath.Join(s.witnessDir(), strings.TrimSuffix(name, stampEnd)+checkpointEnd))
	if err != nil {
		return w, err
	}
	stamp, err := timestamp.ParseResponse(reply)
	if err != nil {
		return w, fmt.Errorf("%w: %w", ErrStamp, err)
	}
	if w.By, err = authority(stamp, roots); err != nil {
		return w, fmt.Errorf("%w: %w", ErrStamp, err)
	}
	if sum := sha256.Sum256(checkpoint); stamp.HashAlgorithm != crypto.SHA256 || string(stamp.HashedMessage) != string(sum[:]) {
		return w, fmt.Errorf("%w: %w", ErrStamp, errOtherCheckpoint)
	}
	station, err := stationKey(log)
	if err != nil {
		return w, err
	}
	w.At = s.local(stamp.Time)
	w.Size, err = s.remembered(log, station, checkpoint)
	return w, err
}

// authority returns the name of who signed a stamp. The package that parses it
// checks no signature where there is no certificate, and never whose it is.
func authority(stamp *timestamp.Timestamp, roots *x509.CertPool) (string, error) {
	signed, err := pkcs7.Parse(stamp.RawToken)
	if err != nil {
		return "", err
	}
	signer := signed.GetOnlySigner()
	if signer == nil {
		return "", errors.New("the reply holds no certificate of who signed it")
	}
	if roots != nil {
		between := x509.NewCertPool()
		for _, c := range signed.Certificates {
			between.AddCert(c)
		}
		_, err := signer.Verify(x509.VerifyOptions{
			Roots: roots, Intermediates: between, CurrentTime: stamp.Time, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageTimeStamping},
		})
		if err != nil {
			return "", err
		}
	}
	name := record.CleanText(signer.Subject.CommonName)
	if record.CheckText(name) != nil || name == "" {
		name = "an authority without a name"
	}
	return name, nil
}
