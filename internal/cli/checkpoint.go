package cli

import (
	"crypto/sha256"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"rsc.io/qr"

	"soprun/internal/disk"
	"soprun/internal/keyring"
	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/station"
)

// checkpointCmd is the form that writes a checkpoint as a command, which prints it where no
// file is named.
func (a *app) checkpointCmd(form *cobra.Command) *cobra.Command {
	form.Short = "Print what to keep elsewhere, so that nobody can put the log back unseen"
	form.Example = "soprun checkpoint > checkpoint.txt\nsoprun checkpoint compare checkpoint.txt"
	if err := form.Flags().SetAnnotation("file", cobra.BashCompOneRequiredFlag, []string{"false"}); err != nil {
		panic(err) // the form asks for it
	}
	write := form.RunE
	form.RunE = func(cmd *cobra.Command, args []string) error {
		if flag(cmd, "file") != "" {
			return write(cmd, args)
		}
		return a.stationDo(func(s *station.Station, _ []string) error {
			checkpoint, err := s.Checkpoint()
			if err != nil {
				return err
			}
			_, err = a.stdout.Write(checkpoint)
			return err
		})(cmd, args)
	}
	form.AddCommand(a.wordsCmd(), a.qrCmd(), a.compareCmd(), a.witnessedCmd(), a.keyCmd())
	return form
}

// sixWords spells a checkpoint in words that can be read over the telephone.
func sixWords(checkpoint []byte) string {
	text, _, _ := strings.Cut(string(checkpoint), "\n\n")
	return strings.Join(keyring.Spell(sha256.Sum256([]byte(text+"\n"))), " ")
}

// AskWitness writes what a witness needs to cosign the log.
func (f files) AskWitness(file, witness string, since int64) error {
	request, err := f.station.RequestWitness(witness, since)
	if err != nil {
		return err
	}
	return writeNew(f.app.path(file), request)
}

// KeepAnswer keeps what a witness answered.
func (f files) KeepAnswer(file, keyFile string) (model.Witnessed, error) {
	answer, err := disk.ReadFile(f.app.path(file))
	if err != nil {
		return model.Witnessed{}, err
	}
	if keyFile != "" {
		key, err := firstLine(f.app.path(keyFile))
		if err != nil {
			return model.Witnessed{}, err
		}
		if err := f.station.KnowWitness(key); err != nil {
			return model.Witnessed{}, err
		}
	}
	return f.station.KeepCosigned(answer)
}

// stationDo is do for a command that works on a log that was set up.
func (a *app) stationDo(work func(s *station.Station, args []string) error) func(*cobra.Command, []string) error {
	return a.do(func(_ *cobra.Command, args []string) error {
		return a.withStation(func(s *station.Station) error { return work(s, args) })
	})
}

func (a *app) wordsCmd() *cobra.Command {
	return &cobra.Command{
		Use: "words [SIZE]", Short: "Six words to read over the telephone", Args: cobra.MaximumNArgs(1),
		Long: "Print six words for the log as it is now, or as it was with SIZE entries. Whoever noted the words then\n" +
			"hears now whether they are still the same.",
		RunE: a.stationDo(func(s *station.Station, args []string) error {
			size := s.About().Entries
			if len(args) == 1 {
				n, err := strconv.ParseInt(args[0], 10, 64)
				if err != nil || n < 1 {
					return misuse("%q is no number of entries", args[0])
				}
				size = n
			}
			checkpoint, err := s.CheckpointAt(size)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(a.stdout, "%s: %s\n", present.Entries(size), sixWords(checkpoint))
			return err
		}),
	}
}

func (a *app) qrCmd() *cobra.Command {
	return &cobra.Command{
		Use: "qr", Short: "The checkpoint as a picture, to photograph", Args: cobra.NoArgs,
		RunE: a.stationDo(func(s *station.Station, _ []string) error {
			checkpoint, err := s.Checkpoint()
			if err != nil {
				return err
			}
			code, err := qr.Encode(string(checkpoint), qr.L)
			if err != nil {
				return err
			}
			_, err = io.WriteString(a.stdout, qrText(code))
			return err
		}),
	}
}

// quiet is the white border that a reader of QR codes needs, in modules.
const quiet = 4

// qrText draws a code with two modules a character, one above the other. A
// module that is drawn is a white one: terminals are dark.
func qrText(code *qr.Code) string {
	var b strings.Builder
	for y := -quiet; y < code.Size+quiet; y += 2 {
		for x := -quiet; x < code.Size+quiet; x++ {
			above, below := !code.Black(x, y), !code.Black(x, y+1) && y+1 < code.Size+quiet
			switch {
			case above && below:
				b.WriteRune('█')
			case above:
				b.WriteRune('▀')
			case below:
				b.WriteRune('▄')
			default:
				b.WriteByte(' ')
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func (a *app) compareCmd() *cobra.Command {
	return &cobra.Command{
		Use: "compare FILE", Short: "Compare a checkpoint that was kept with the log", Args: cobra.ExactArgs(1),
		Long: "Tell whether the log goes on from a checkpoint that was kept elsewhere. Exit code 1 when it does not: both\n" +
			"notes are then written into one file.",
		RunE: a.stationDo(func(s *station.Station, args []string) error {
			kept, err := disk.ReadFile(a.path(args[0]))
			if err != nil {
				return err
			}
			size, err := s.Compare(kept)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(a.stdout, "The log goes on from it: %s then, %s now.\n", present.Entries(size), present.Thousands(s.About().Entries))
			return err
		}),
	}
}

func (a *app) witnessedCmd() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List who has witnessed the log, and what nobody has seen yet", Args: cobra.NoArgs,
		RunE: a.stationDo(func(s *station.Station, _ []string) error {
			all, err := s.Witnesses()
			if err != nil {
				return err
			}
			for _, w := range all {
				text := fmt.Sprintf("%6d entries  %s  %s", w.Size, w.At.Format(time.DateTime), w.By)
				if w.Fault != "" {
					text = fmt.Sprintf("%s: %s", w.File, w.Fault)
				}
				if _, err := fmt.Fprintln(a.stdout, text); err != nil {
					return err
				}
			}
			exposed, err := s.Exposure()
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(a.stdout, present.Exposed(exposed, a.clock.Now()))
			if err == nil && exposed.Fault != "" {
				err = errSilent
			}
			return err
		}),
	}
}

func (a *app) keyCmd() *cobra.Command {
	return &cobra.Command{
		Use: "key", Short: "Print the station's public key, and the fingerprint of the log's first entry", Args: cobra.NoArgs,
		RunE: a.stationDo(func(s *station.Station, _ []string) error {
			about := s.About()
			_, err := fmt.Fprintf(a.stdout, "%s\nfingerprint of entry 0: %s\n", about.Key, about.Fingerprint)
			return err
		}),
	}
}
