// Command importsonly starts what soprun imports and prints one word: the least
// that a program of these packages can take to its first output.
package main

import (
	"fmt"
	"time"

	_ "charm.land/bubbles/v2/textinput"
	_ "charm.land/bubbletea/v2"
	_ "charm.land/glamour/v2"
	_ "charm.land/lipgloss/v2"
	_ "github.com/adrg/xdg"
	_ "github.com/charmbracelet/fang"
	_ "github.com/gowebpki/jcs"
	_ "github.com/hiddeco/sshsig"
	_ "github.com/sahilm/fuzzy"
	_ "github.com/spf13/cobra"
	_ "github.com/yuin/goldmark"
	_ "go.etcd.io/bbolt"
	_ "go.yaml.in/yaml/v3"
	_ "golang.org/x/crypto/ssh"
	_ "golang.org/x/mod/sumdb/note"
)

func main() {
	fmt.Print("Find")
	time.Sleep(time.Hour) // until it is killed, as a screen would stay
}
