package page

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"unicode/utf8"
)

// Report is the findings of one file.
type Report struct {
	File     string
	Findings []Finding
	// Source is the file's normalised text. Only SARIF needs it: there a column
	// counts characters, here bytes.
	Source []byte
}

// WriteText writes one line a finding: "file:line:column: CODE message".
func WriteText(w io.Writer, reports ...Report) error {
	for _, r := range reports {
		for _, f := range r.Findings {
			if _, err := fmt.Fprintf(w, "%s:%s\n", r.File, f); err != nil {
				return fmt.Errorf("write findings: %w", err)
			}
		}
	}
	return nil
}

// WriteJSON writes one array with an object a finding.
func WriteJSON(w io.Writer, reports ...Report) error {
	type entry struct {
		File  string `json:"file"`
		Level string `json:"level"` // error or warning
		Finding
	}
	entries := []entry{}
	for _, r := range reports {
		for _, f := range r.Findings {
			entries = append(entries, entry{r.File, level(f.Code), f})
		}
	}
	return encode(w, entries)
}

func level(code string) string {
	if (Finding{Code: code}).IsError() {
		return "error"
	}
	return "warning"
}

func encode(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("write findings: %w", err)
	}
	return nil
}

// The part of SARIF 2.1.0 that findings need.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name  string      `json:"name"`
		Rules []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID               string    `json:"id"`
		ShortDescription sarifText `json:"shortDescription"`
		FullDescription  sarifText `json:"fullDescription"`
		Default          sarifKind `json:"defaultConfiguration"`
	}
	sarifKind struct {
		Level string `json:"level"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		RuleID    string          `json:"ruleId"`
		RuleIndex int             `json:"ruleIndex"`
		Level     string          `json:"level"`
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations"`
	}
	sarifLocation struct {
		Physical sarifPhysical `json:"physicalLocation"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
	}
)

// WriteSARIF writes a SARIF 2.1.0 log, for code review tools.
func WriteSARIF(w io.Writer, reports ...Report) error {
	driver := sarifDriver{Name: "soprun"}
	index := map[string]int{}
	for i, r := range rules {
		index[r.code] = i
		driver.Rules = append(driver.Rules, sarifRule{r.code, sarifText{r.title}, sarifText{r.why}, sarifKind{level(r.code)}})
	}
	run := sarifRun{Tool: sarifTool{driver}, ColumnKind: "unicodeCodePoints", Results: []sarifResult{}}
	for _, r := range reports {
		src := newSource(r.Source)
		for _, f := range r.Findings {
			run.Results = append(run.Results, sarifResult{
				RuleID: f.Code, RuleIndex: index[f.Code], Level: level(f.Code), Message: sarifText{f.sentence()},
				Locations: []sarifLocation{{sarifPhysical{
					sarifArtifact{(&url.URL{Path: r.File}).String()},
					sarifRegion{f.Line, characterColumn(src, f)},
				}}},
			})
		}
	}
	return encode(w, sarifLog{
		Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []sarifRun{run},
	})
}

// characterColumn turns a finding's byte column into one that counts
// characters, as far as the source is known.
func characterColumn(s *source, f Finding) int {
	if f.Line > len(s.lines) {
		return f.Column
	}
	start := s.lines[f.Line-1]
	end := min(start+f.Column-1, len(s.text))
	if end-start < f.Column-1 {
		return f.Column
	}
	return utf8.RuneCount(s.text[start:end]) + 1
}
