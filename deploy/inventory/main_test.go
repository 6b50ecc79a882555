package main

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestEverythingThatIsShippedHasALicenceThatIsKnown(t *testing.T) {
	out := t.TempDir()
	if err := write("v1.2.3", out); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(out, "sbom.json"))
	if err != nil {
		t.Fatal(err)
	}
	var b bill
	if err := json.Unmarshal(raw, &b); err != nil {
		t.Fatal(err)
	}
	if c := b.Metadata.Component; c.Name != "sitrep" || c.Version != "v1.2.3" || b.Format != "CycloneDX" {
		t.Errorf("the bill is of %+v", c)
	}
	licences, err := os.ReadFile(filepath.Join(out, "licences.txt"))
	if err != nil {
		t.Fatal(err)
	}
	of := map[string]string{}
	for _, c := range b.Components {
		of[c.Name] = c.Licences[0].License.ID
		if !strings.Contains(string(licences), c.Name+" "+c.Version+" ("+of[c.Name]+")\n") {
			t.Errorf("the licence of %s is not among the texts", c.Name)
		}
	}
	for _, words := range []string{"Alec Thomas", "Bruce Marriner", "Nuno Cruces"} {
		if !strings.Contains(string(licences), words) {
			t.Errorf("no licence names %s", words)
		}
	}
	// One of each kind, one of Windows alone, and none that only tests use.
	for name, want := range map[string]string{
		"github.com/bwmarrin/discordgo": "BSD-3-Clause", "github.com/VictoriaMetrics/metrics": "MIT", "github.com/sashabaranov/go-openai": "Apache-2.0",
		"github.com/alecthomas/kong": "MIT", "golang.org/x/sys": "BSD-3-Clause",
		"pgregory.net/rapid": "", "go.uber.org/goleak": "",
	} {
		if of[name] != want {
			t.Errorf("%s is under %q, want %q", name, of[name], want)
		}
	}
	// Each hash is that of go.sum, in hexadecimal.
	sums, err := os.ReadFile("../../go.sum")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range b.Components {
		if len(c.Hashes) != 1 || c.Hashes[0].Algorithm != "SHA-256" {
			t.Errorf("the hashes of %s are %v", c.Name, c.Hashes)
			continue
		}
		sum, err := hex.DecodeString(c.Hashes[0].Content)
		if line := c.Name + " " + c.Version + " h1:" + base64.StdEncoding.EncodeToString(sum) + "\n"; err != nil || !strings.Contains(string(sums), line) {
			t.Errorf("go.sum has no line %q, %v", line, err)
		}
	}
	again := t.TempDir()
	if err := write("v1.2.3", again); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"sbom.json", "licences.txt"} {
		one, _ := os.ReadFile(filepath.Join(out, name))
		two, _ := os.ReadFile(filepath.Join(again, name))
		if string(one) != string(two) {
			t.Errorf("%s is not the same twice", name)
		}
	}
}

func TestLicencesAreKnownByTheirWords(t *testing.T) {
	for text, want := range map[string]string{
		"Apache License\n\n    Version 2.0, January 2004":                                  "Apache-2.0",
		"Permission is hereby granted, free of charge,\nto any person obtaining a copy of": "MIT",
		"Redistributions in binary form must\n reproduce the above":                        "BSD-2-Clause",
		"GNU AFFERO GENERAL PUBLIC LICENSE":                                                "",
		"":                                                                                 "",
	} {
		if got := identify([]byte(text)); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestSumsAreWrittenInHexadecimal(t *testing.T) {
	for h1, want := range map[string]string{
		"h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", // of nothing
		"h1:47DEQpj8HBSa": "",
		"h2:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=": "",
		"": "",
	} {
		if got, err := sumOf(h1); got != want || (err == nil) != (want != "") {
			t.Errorf("%q is %q, %v; want %q", h1, got, err, want)
		}
	}
}
