package cli

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"soprun/internal/disk"
	"soprun/internal/effects"
	"soprun/internal/hub"
	"soprun/internal/pages"
	"soprun/internal/present"
	"soprun/internal/station"
	"soprun/sop"
	"soprun/sop/page"
)

// releaseCmd is the release of pages that a station has, and what makes and brings one.
func (a *app) releaseCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use: "release", Short: "Show the release of pages that this station has", Args: cobra.NoArgs,
		Long: "A release is a set of pages that a trust offers to its stations: signed by some of its keys, numbered, and with a\n" +
			"day on which it expires. A station takes one only where enough of the keys that it trusts have signed it, and never\n" +
			"an older one; its pages are then in the library, and nobody runs one before a supervisor here approves it. A station\n" +
			"that is cut off keeps the release it has, and says how old that is.",
		RunE: a.do(func(*cobra.Command, []string) error {
			return a.withAnyStation(func(s *station.Station) error { return a.showRelease(s) })
		}),
	}
	cmd.AddCommand(a.releasePullCmd(), a.releaseTrustCmd(), a.releaseMakeCmd(), a.releasePublishCmd())
	return cmd
}

// releasedName is the folder of the release beside the log.
const releasedName = "release"

func (a *app) released() hub.Released {
	return hub.Released{Dir: filepath.Join(a.path(a.dir()), releasedName), Now: a.clock.Now}
}

// quietAfter is how long a station does not hear of releases before it says so.
const quietAfter = 14 * 24 * time.Hour

// saysOfRelease is what the screens say of the release that is here, "" for nothing.
func (a *app) saysOfRelease() string {
	k, err := a.released().Kept()
	switch now := a.clock.Now(); {
	case errors.Is(err, hub.ErrNoTrust), err == nil && k == nil:
		return ""
	case err != nil:
		return "RELEASE OF PAGES: " + err.Error() + "."
	case k.Expired:
		return fmt.Sprintf("RELEASE OF PAGES: release %d expired on %s, and no newer one came. It was last compared with the hub %s.", k.Number, present.Day(k.Expires), present.Ago(now.Sub(k.Compared)))
	case now.Sub(k.Compared) > quietAfter:
		return fmt.Sprintf("Release of pages: release %d was last compared with the hub %s.", k.Number, present.Ago(now.Sub(k.Compared)))
	}
	return ""
}

func (a *app) showRelease(s *station.Station) error {
	k, err := a.released().Kept()
	if err != nil {
		return err
	}
	if k == nil {
		_, err := fmt.Fprintln(a.stdout, "No release of pages has come to this station: soprun release pull asks the hub for one.")
		return err
	}
	state := "expires on " + present.Day(k.Expires)
	if k.Expired {
		state = "EXPIRED on " + present.Day(k.Expires)
	}
	_, err = io.WriteString(a.stdout, disk.Lines(fmt.Sprintf("Release %d, %s, published on %s, %s, last compared with the hub %s.\n",
		k.Number, k.Name, present.Day(k.Published), state, present.Ago(a.clock.Now().Sub(k.Compared)))))
	if err != nil {
		return err
	}
	return a.showChanges(s, k)
}

// showChanges prints what is different in each page from what is approved here.
func (a *app) showChanges(s *station.Station, k *hub.Kept) error {
	for _, p := range k.Pages {
		lines, err := a.changesIn(s, p)
		if err != nil {
			return err
		}
		text := fmt.Sprintf("  %s v%s  %s: %s\n", p.ID, p.Version, p.Title, lines[0])
		for _, l := range lines[1:] {
			text += "      " + l + "\n"
		}
		if _, err := io.WriteString(a.stdout, disk.Lines(text)); err != nil {
			return err
		}
	}
	return nil
}

// changesIn says of a page what became of it here, and what is different.
func (a *app) changesIn(s *station.Station, p hub.ReleasedPage) ([]string, error) {
	in, approved := s.Approval(p.ID)
	switch {
	case !approved:
		return []string{"NEW here: soprun approve " + p.ID}, nil
	case in.SHA256 == p.SHA256:
		return []string{"as approved"}, nil
	}
	was, err := s.Text(in.SHA256)
	if err != nil {
		return nil, err
	}
	text, err := a.released().Text(p)
	if err != nil {
		return nil, err
	}
	changes := page.Diff(parsed(was), parsed(text))
	out := []string{fmt.Sprintf("CHANGED from v%s, %s: soprun approve %s", in.Version, present.Number(len(changes), "change"), p.ID)}
	for _, c := range changes {
		out = append(out, c.String())
	}
	return out, nil
}

func parsed(text []byte) *sop.Procedure {
	p, _ := page.Parse(text) // what is wrong with it stands where it is approved
	return p
}

func (a *app) releasePullCmd() *cobra.Command {
	return &cobra.Command{
		Use: "pull [URL]", Short: "Take the newest release of pages from the hub", Args: cobra.MaximumNArgs(1),
		Long: "Take the newest release from the hub of URL, or of " + hubVariable + ", show what is different from what is approved\n" +
			"here, and put its pages into the library. It is refused, and what is here stays, where too few of the trusted keys\n" +
			"signed it, where it has expired, or where it is older than what is here.",
		RunE: a.do(func(cmd *cobra.Command, args []string) error {
			url := strings.Join(append(args, a.getenv(hubVariable))[:1], "")
			if url == "" {
				return misuse("which hub? give its URL, or set %s", hubVariable)
			}
			return a.withStation(func(s *station.Station) error {
				k, err := a.released().Pull(cmd.Context(), url)
				if err != nil {
					return err
				}
				if k == nil {
					_, err := fmt.Fprintln(a.stdout, "The hub has no release.")
					return err
				}
				return a.showRelease(s)
			})
		}),
	}
}

func (a *app) releaseTrustCmd() *cobra.Command {
	replace := false
	cmd := &cobra.Command{
		Use: "trust FILE", Short: "Say whose releases this station takes", Args: cobra.ExactArgs(1),
		Long: "FILE has a first line like \"2 of\", that is how many of the keys have to sign a release, and then a line for each\n" +
			"key, as in a .pub file of ssh-keygen.",
		RunE: a.do(func(_ *cobra.Command, args []string) error {
			text, err := disk.ReadFile(a.path(args[0]))
			if err != nil {
				return err
			}
			t, err := a.released().SetTrust(text, replace)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(a.stdout, "This station takes releases that %d of %s have signed.\n", t.Least, present.Number(len(t.Keys), "key"))
			return err
		}),
	}
	cmd.Flags().BoolVar(&replace, "replace", false, "take these keys instead of those before")
	return cmd
}

func (a *app) releaseMakeCmd() *cobra.Command {
	out := ""
	r := hub.Release{}
	cmd := &cobra.Command{
		Use: "make", Short: "Make a release of the pages in a folder, to be signed", Args: cobra.NoArgs,
		Long: "Write the manifest of a release: the pages of the folder of --pages, each by the hash of its text. A page with an\n" +
			"error is refused. Those who publish sign the manifest, each with a key of their own:\n\n" +
			"  ssh-keygen -Y sign -O hashalg=sha256 -n " + hub.ReleaseNamespace + " -f KEY release.json",
		Example: "soprun release make --pages sops --number 7 --name 'December' --expires 2027-03-01 -o release.json",
		RunE: a.do(func(*cobra.Command, []string) error {
			if a.pages == "" {
				return misuse("which pages? name their folder with --pages")
			}
			texts, err := a.pagesOf()
			if err != nil {
				return err
			}
			r.Published = a.clock.Now().Format(time.DateOnly)
			for _, t := range texts {
				r.Pages = append(r.Pages, t.ReleasedPage)
			}
			manifest, err := r.Bytes()
			if err != nil {
				return err
			}
			if err := writeNew(a.path(out), manifest); err != nil {
				return err
			}
			_, err = fmt.Fprintf(a.stdout, "Release %d of %s is in %s, to be signed.\n", r.Number, present.Number(len(r.Pages), "page"), disk.Shown(out))
			return err
		}),
	}
	cmd.Flags().Int64Var(&r.Number, "number", 0, "its number, above that of every release before")
	cmd.Flags().StringVar(&r.Name, "name", "pages", "what it is called")
	cmd.Flags().StringVar(&r.Expires, "expires", "", "the first day on which no station takes it any more")
	cmd.Flags().StringVarP(&out, "output", "o", "release.json", "the file to write")
	require(cmd, "number")
	require(cmd, "expires")
	return cmd
}

// pageText is a page of a folder with its text, and the files of its figures.
type pageText struct {
	hub.ReleasedPage
	text    []byte
	figures []sop.Figure
}

// pagesOf reads every page in the folder of --pages.
func (a *app) pagesOf() (all []pageText, err error) {
	folder := os.DirFS(a.path(a.pages))
	err = fs.WalkDir(folder, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !page.Named(d.Name()) {
			return err
		}
		text, err := fs.ReadFile(folder, name)
		if err != nil {
			return err
		}
		p, findings := page.Read(text, page.Options{ErrorsOnly: true, Figures: pages.FiguresOf(folder, path.Dir(name))})
		if at := slices.IndexFunc(findings, page.Finding.IsError); at >= 0 {
			return fmt.Errorf("%s:%s", name, findings[at])
		}
		sum := sha256.Sum256(text)
		all = append(all, pageText{hub.ReleasedPage{
			ID: p.Meta.ID, SHA256: hex.EncodeToString(sum[:]), Title: p.Meta.Title, Version: p.Meta.Version, Figures: released(p.Figures),
		}, text, p.Figures})
		return nil
	})
	return all, err
}

// released are the figures of a page as a release names them: by their paths, each once.
func released(list []sop.Figure) (out []hub.ReleasedFigure) {
	for _, f := range list {
		out = append(out, hub.ReleasedFigure{Path: f.Path, SHA256: f.SHA256})
	}
	slices.SortFunc(out, func(a, b hub.ReleasedFigure) int { return strings.Compare(a.Path, b.Path) })
	return slices.Compact(out)
}

func (a *app) releasePublishCmd() *cobra.Command {
	return &cobra.Command{
		Use: "publish RELEASE SIGNATURE...", Short: "Put a release that was signed into the hub, as its owner", Args: cobra.MinimumNArgs(2),
		Example: "soprun release publish --hub postgres://hub_owner@localhost/soprun --pages sops release.json a.sig b.sig",
		RunE: a.do(func(cmd *cobra.Command, args []string) error {
			if a.pages == "" {
				return misuse("which pages? name their folder with --pages")
			}
			manifest, err := disk.ReadFile(a.path(args[0]))
			if err != nil {
				return err
			}
			var signatures [][]byte
			for _, name := range args[1:] {
				s, err := disk.ReadFile(a.path(name))
				if err != nil {
					return err
				}
				signatures = append(signatures, s)
			}
			all, err := a.pagesOf()
			if err != nil {
				return err
			}
			texts := map[string][]byte{}
			for _, p := range all {
				texts[p.SHA256] = p.text
				for _, f := range p.figures {
					texts[f.SHA256] = f.Data
				}
			}
			return a.withHub(cmd.Context(), func(db *hub.DB) error {
				if err := db.Publish(cmd.Context(), manifest, signatures, texts); err != nil {
					return err
				}
				_, err := fmt.Fprintln(a.stdout, "The release is in the hub. Each station takes it once enough of its trusted keys have signed it.")
				return err
			})
		}),
	}
}

// releaseEvery is how often the open program asks for a release.
const releaseEvery = time.Hour

// pulling asks the hub for a release of pages, behind the screens, until it is stopped.
func (a *app) pulling(ctx context.Context, tell chan<- string) (stop func()) {
	url := a.getenv(hubVariable)
	if _, err := a.released().Trust(); url == "" || err != nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			if text := a.pullOnce(ctx, url); text != "" {
				select {
				case tell <- disk.Lines(text):
				default: // the library shows the pages, and soprun release says the same
				}
			}
			select {
			case <-a.clock.after(releaseEvery):
			case <-ctx.Done():
				return
			}
		}
	}()
	return func() {
		cancel()
		<-done
	}
}

// pullOnce asks once, and says what came or was refused. A hub that is away is nobody's business.
func (a *app) pullOnce(ctx context.Context, url string) string {
	r := a.released()
	before, _ := r.Kept() // what is wrong with it was said at the start
	k, err := r.Pull(ctx, url)
	for _, refused := range []error{hub.ErrFewSignatures, hub.ErrExpired, hub.ErrOlder} {
		if errors.Is(err, refused) {
			return "A release of pages was refused: " + err.Error() + "."
		}
	}
	if err != nil || k == nil || before != nil && before.Number == k.Number {
		return ""
	}
	return fmt.Sprintf("Release %d of the pages came. What is new or changed waits for a supervisor's approval.", k.Number)
}

// releasedPages returns the folder of the release, where this station takes any.
func (a *app) releasedPages() (fs.FS, bool) {
	r := a.released()
	if _, err := r.Trust(); err != nil {
		return nil, false
	}
	if err := os.MkdirAll(r.Folder(), 0o700); err != nil {
		return nil, false // there are none then, and the screens say what is wrong
	}
	return os.DirFS(r.Folder()), true
}

// noteRelease has the screens say what is wrong with the release that is here.
func (a *app) noteRelease(b *effects.Place) {
	if text := a.saysOfRelease(); text != "" {
		b.Note(text)
	}
}
