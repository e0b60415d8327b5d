package store

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"maps"
	"slices"

	"go.etcd.io/bbolt"
	"golang.org/x/mod/sumdb/note"

	"soprun/sop/record"
)

// keySeal is where the index has its seal.
var keySeal = []byte("seal")

// What a seal is over. No log can be named so, and so none is a checkpoint.
const (
	sealOfIndex = "soprun index 1"
	sealOfMark  = "soprun verified 1"
)

// seal is what the station vouches for of what it derived from its log: whoever
// changes that, and has not the station's key, is found out when the log is opened.
type seal struct {
	Size      int64  `json:"size"` // of the log that it was derived from
	Sum       string `json:"sum"`  // SHA-256 of what was derived
	Signature []byte `json:"signature"`
}

func sealed(what, origin string, size int64, sum string) []byte {
	return fmt.Appendf(nil, "%s\n%s\n%d\n%s\n", what, origin, size, sum)
}

func newSeal(signer note.Signer, what string, size int64, sum string) (seal, error) {
	signature, err := signer.Sign(sealed(what, signer.Name(), size, sum))
	return seal{size, sum, signature}, err
}

// holds reports whether the station sealed this.
func (s seal) holds(station note.Verifier, what, sum string) bool {
	return station != nil && s.Sum == sum && station.Verify(sealed(what, station.Name(), s.Size, s.Sum), s.Signature)
}

// sum is the SHA-256 of an index, but for its seal. Of a packed block it is over the digest,
// which is compared where the block is read. Of the numbers nothing is believed.
func (x index) sum() string {
	h := sha256.New()
	tables := x.tables()
	delete(tables, string(bucketNumbers))
	for _, name := range slices.Sorted(maps.Keys(tables)) {
		hashPart(h, []byte(name))
		_ = each(tables[name], func(k, v []byte) error { // hashPart has no error
			switch {
			case name == "" && string(k) == string(keySeal):
				return nil
			case slices.Contains(digested, name):
				v = v[:min(len(v), sha256.Size)]
			}
			hashPart(h, k)
			hashPart(h, v)
			return nil
		})
		hashPart(h, nil)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// digested are the tables of packed blocks.
var digested = []string{string(bucketValues), string(bucketWords), string(bucketOf)}

func hashPart(h hash.Hash, part []byte) {
	var length [8]byte
	binary.BigEndian.PutUint64(length[:], uint64(len(part)))
	h.Write(length[:])
	h.Write(part)
}

// seal signs the index as it is.
func (x index) seal(signer note.Signer, size int64) error {
	s, err := newSeal(signer, sealOfIndex, size, x.sum())
	if err != nil {
		return fmt.Errorf("sealing the index: %w", err)
	}
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return x.top.Put(keySeal, text)
}

// isSealed reports whether an index is as the station left it.
func (x index) isSealed(station note.Verifier) bool {
	var s seal
	return x.there() && json.Unmarshal(x.top.Get(keySeal), &s) == nil && s.holds(station, sealOfIndex, x.sum())
}

// stationOf returns the station's key as the genesis names it, nil where there is
// none that can be read.
func stationOf(tx *bbolt.Tx) note.Verifier {
	p, err := placed(tx, 0)
	if err != nil {
		return nil
	}
	genesis, ok := p.Entry.Body.(*record.Genesis)
	if !ok {
		return nil
	}
	v, err := note.NewVerifier(genesis.StationKey)
	if err != nil {
		return nil
	}
	return v
}

// sealKey is sealedBy of the log as it is now.
func (s *Store) sealKey() (v note.Verifier) {
	_ = s.db.View(func(tx *bbolt.Tx) error { // without the file there is no key
		v = s.sealedBy(tx)
		return nil
	})
	return v
}

// Vouch returns the station's seal over what was written beside a log. what tells it
// from other things, and is no origin of a log.
func Vouch(station note.Signer, what string, text []byte) ([]byte, error) {
	sum := sha256.Sum256(text)
	by, err := newSeal(station, what, int64(len(text)), hex.EncodeToString(sum[:]))
	if err != nil {
		return nil, err
	}
	return json.Marshal(by)
}

// Vouched reports whether that is the station's seal over it.
func Vouched(station note.Verifier, what string, text, vouch []byte) bool {
	var by seal
	sum := sha256.Sum256(text)
	return json.Unmarshal(vouch, &by) == nil && by.holds(station, what, hex.EncodeToString(sum[:]))
}
