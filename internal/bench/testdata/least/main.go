// Command least does the least that a program of soprun's packages can do: it ends at once, stays
// after one word, or shows a list that letters filter.
package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	_ "charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	_ "charm.land/glamour/v2"
	_ "charm.land/glamour/v2/ansi"
	_ "charm.land/lipgloss/v2"
	_ "charm.land/ssh"
	_ "charm.land/wish/v2"
	_ "codeberg.org/go-pdf/fpdf"
	_ "github.com/adrg/xdg"
	_ "github.com/charmbracelet/colorprofile"
	_ "github.com/charmbracelet/fang"
	_ "github.com/charmbracelet/ultraviolet"
	_ "github.com/charmbracelet/x/ansi"
	_ "github.com/charmbracelet/x/term"
	_ "github.com/digitorus/pkcs7"
	_ "github.com/digitorus/timestamp"
	_ "github.com/fsnotify/fsnotify"
	_ "github.com/gowebpki/jcs"
	_ "github.com/jackc/pgx/v5"
	_ "github.com/jackc/pgx/v5/pgconn"
	_ "github.com/open-spaced-repetition/go-fsrs/v3"
	_ "github.com/rickar/cal/v2"
	_ "github.com/rickar/cal/v2/gb"
	_ "github.com/sahilm/fuzzy"
	_ "github.com/spf13/cobra"
	_ "github.com/spf13/pflag"
	_ "github.com/yuin/goldmark"
	_ "github.com/yuin/goldmark/ast"
	_ "github.com/yuin/goldmark/extension"
	_ "github.com/yuin/goldmark/extension/ast"
	_ "github.com/yuin/goldmark/parser"
	_ "github.com/yuin/goldmark/text"
	_ "go.etcd.io/bbolt"
	_ "go.etcd.io/bbolt/errors"
	_ "go.yaml.in/yaml/v3"
	_ "golang.org/x/crypto/argon2"
	_ "golang.org/x/crypto/chacha20poly1305"
	_ "golang.org/x/crypto/ssh"
	_ "golang.org/x/image/draw"
	_ "golang.org/x/image/font"
	_ "golang.org/x/image/font/gofont/gobold"
	_ "golang.org/x/image/font/gofont/goregular"
	_ "golang.org/x/image/font/sfnt"
	_ "golang.org/x/image/math/fixed"
	_ "golang.org/x/image/vector"
	_ "golang.org/x/mod/sumdb/note"
	_ "golang.org/x/mod/sumdb/tlog"
	_ "golang.org/x/term"
	_ "golang.org/x/text/cases"
	_ "golang.org/x/text/unicode/norm"
	_ "rsc.io/qr"
)

// list is lines, of which a letter shows another choice.
type list struct{ typed string }

func (l list) Init() tea.Cmd { return nil }

func (l list) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if key, is := msg.(tea.KeyPressMsg); is {
		switch {
		case key.String() == "ctrl+c":
			return l, tea.Quit
		case key.String() == "backspace" && l.typed != "":
			l.typed = l.typed[:len(l.typed)-1]
		case key.Text != "":
			l.typed += key.Text
		}
	}
	return l, nil
}

func (l list) View() tea.View {
	var b strings.Builder
	fmt.Fprintf(&b, "Find %s_\n", l.typed)
	for i := range 20 {
		fmt.Fprintf(&b, "line %d of those with %q\n", i*(1+len(l.typed)), l.typed)
	}
	v := tea.NewView(b.String())
	v.AltScreen = true
	return v
}

func main() {
	switch os.Args[1] {
	case "ends":
		fmt.Println("least")
	case "stays":
		fmt.Print("Find")
		time.Sleep(time.Hour) // until it is killed, as a screen would stay
	case "lists":
		if _, err := tea.NewProgram(list{}, tea.WithFPS(120)).Run(); err != nil {
			panic(err)
		}
	}
}
