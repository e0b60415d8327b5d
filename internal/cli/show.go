package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"soprun/internal/present"
	"soprun/internal/station"
)

func (a *app) showCmd() *cobra.Command {
	var asJSON, signature, signers bool
	cmd := &cobra.Command{
		Use: "show [N]", Short: "Show one entry of the log, or who may sign", Args: cobra.MaximumNArgs(1),
		Long: "Show one entry in words, or exactly as it is stored:\n\n" +
			"  soprun show 12 --json > 12.json\n  soprun show 12 --sig > 12.sig\n  soprun show --signers > signers\n" +
			"  ssh-keygen -Y verify -f signers -I a.khan -n soprun-record@v1 -s 12.sig < 12.json",
		RunE: a.do(func(_ *cobra.Command, args []string) error {
			if signers == (len(args) == 1) || asJSON && signature {
				return misuse("name an entry, or --signers; and of an entry --json or --sig or neither")
			}
			return a.withStation(func(s *station.Station) error {
				if signers {
					_, err := fmt.Fprint(a.stdout, s.AllowedSigners())
					return err
				}
				n, err := strconv.ParseInt(args[0], 10, 64)
				if err != nil || n < 0 {
					return misuse("%q is no entry number; soprun log lists them", args[0])
				}
				return a.showEntry(s, n, asJSON, signature)
			})
		}),
	}
	flags := cmd.Flags()
	flags.BoolVar(&asJSON, "json", false, "the exact bytes that were signed")
	flags.BoolVar(&signature, "sig", false, "the signature, as ssh-keygen reads it")
	flags.BoolVar(&signers, "signers", false, "everybody's public key, as ssh-keygen reads it (allowed_signers)")
	return cmd
}

func (a *app) showEntry(s *station.Station, n int64, asJSON, signature bool) error {
	raw, err := s.Entry(n)
	switch {
	case err != nil:
		return err
	case asJSON:
		_, err = a.stdout.Write(raw.Payload)
		return err
	case signature && len(raw.Signature) == 0:
		return fmt.Errorf("entry %d is a fact that the station saw; no person signed it", n)
	case signature:
		_, err = a.stdout.Write(raw.Signature)
		return err
	}
	src := a.sources(s)
	link, err := present.Told(src, n)
	if err != nil {
		return err
	}
	list, _ := present.ListNamed(link.List)
	b, err := a.listed(s, list)
	if err != nil {
		return err
	}
	err = a.printRow(sourcesOf(b), link)
	if errors.Is(err, station.ErrUnknown) { // in no list
		_, err = fmt.Fprintf(a.stdout, "Entry %d\n%s\n%s", n, inWords(n, raw), standingOf(s, n, raw))
	}
	return err
}

// inWords returns the sentence that was signed, and of a fact the bytes that are stored.
func inWords(n int64, raw station.Raw) string {
	var act struct {
		Statement string `json:"statement"`
	}
	if err := json.Unmarshal(raw.Payload, &act); err != nil || act.Statement == "" {
		return string(raw.Payload)
	}
	return fmt.Sprintf("%s\nThe bytes that were signed: soprun show %d --json", act.Statement, n)
}

// standingOf words what its bytes do not say of an entry: whether the signature is
// disputed, and how a countersignature stands.
func standingOf(s *station.Station, n int64, raw station.Raw) (lines string) {
	if raw.Disputed {
		lines = present.Disputed + "\n"
	}
	if raw.Of == 0 {
		return lines
	}
	if rec, err := s.Record(raw.Of); err == nil {
		for _, r := range rec.Reviews {
			if r.Entry == n && !r.Stands {
				lines += "SUPERSEDED: amended since.\n"
			}
		}
	}
	return lines + fmt.Sprintf("It is about entry %d: soprun show %d says how that stands.\n", raw.Of, raw.Of)
}

// docText prints a document as plain lines.
func docText(doc present.Doc) string {
	var b strings.Builder
	for _, s := range doc {
		fmt.Fprintf(&b, "\n%s\n", s.Heading)
		for _, l := range s.Lines {
			b.WriteString(strings.Repeat("      ", l.Level) + "  " + l.Line() + "\n")
			if opens := l.Link.Command(); opens != "" {
				b.WriteString(strings.Repeat("      ", l.Level) + "      " + opens + "\n")
			}
		}
	}
	return b.String()
}
