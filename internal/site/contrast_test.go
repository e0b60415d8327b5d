package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"soprun/internal/tuitest"
)

// luminance is that of a colour like #0e1116 or #fff.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	hex = strings.TrimPrefix(hex, "#")
	if len(hex) == 3 {
		hex = hex[:1] + hex[:1] + hex[1:2] + hex[1:2] + hex[2:] + hex[2:]
	}
	v, err := strconv.ParseUint(hex, 16, 32)
	if err != nil || len(hex) != 6 {
		t.Fatalf("%q is no colour", hex)
	}
	channel := func(v uint64) uint32 { return uint32(v&0xff) * 0x101 }
	return tuitest.Luminance(channel(v>>16), channel(v>>8), channel(v))
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	return tuitest.Contrast(luminance(t, a), luminance(t, b))
}

// 4.5 to 1 for text, 3 to 1 for what shows where the keyboard is (WCAG 2.2, 1.4.3 and 1.4.11).
func TestTheColoursOfTheSiteCanBeReadOnEachOther(t *testing.T) {
	schemes := regexp.MustCompile(`--paper: [^}]*`).FindAllString(string(style), -1)
	if len(schemes) != 2 {
		t.Fatalf("%d schemes", len(schemes))
	}
	for _, scheme := range schemes {
		of := map[string]string{}
		for _, m := range regexp.MustCompile(`--([a-z]+): (#[0-9a-f]+)`).FindAllStringSubmatch(scheme, -1) {
			of[m[1]] = m[2]
		}
		for _, ground := range []string{"paper", "tint"} {
			for name, least := range map[string]float64{"ink": 4.5, "quiet": 4.5, "link": 4.5, "focus": 3} {
				if ratio := contrast(t, of[name], of[ground]); ratio < least {
					t.Errorf("%s %s on %s %s: %.2f, at least %.1f", name, of[name], ground, of[ground], ratio, least)
				}
			}
		}
	}
}

func TestTheColoursOfThePicturesCanBeReadOnTheirPaper(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root, ".github", "pictures", "*.svg"))
	if err != nil || len(files) < 5 {
		t.Fatalf("%d pictures, %v", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		css, _, _ := strings.Cut(string(text), "</style>")
		dark, light, found := strings.Cut(css, "@media(prefers-color-scheme:light)")
		if !found {
			t.Fatalf("%s has one scheme", file)
		}
		for _, scheme := range []string{dark, light} {
			scheme, _, _ = strings.Cut(scheme, "@media")
			paper := regexp.MustCompile(`\.paper\{fill:(#[0-9A-Fa-f]+)`).FindStringSubmatch(scheme)
			fills := regexp.MustCompile(`(text|path|\.quiet|\.c[a-z])\{[^}]*?(?:fill|stroke):(#[0-9A-Fa-f]+)`).FindAllStringSubmatch(scheme, -1)
			if paper == nil || len(fills) < 4 {
				t.Fatalf("%s: paper %v, %d colours", file, paper, len(fills))
			}
			for _, m := range fills {
				if m[2] == paper[1] { // text in a cursor's block
					continue
				}
				if ratio := contrast(t, m[2], paper[1]); ratio < 4.5 {
					t.Errorf("%s: %s %s on %s: %.2f", filepath.Base(file), m[1], m[2], paper[1], ratio)
				}
			}
		}
	}
}
