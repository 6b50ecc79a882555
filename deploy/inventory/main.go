// Command inventory writes what a release is made of: a bill of materials in
// CycloneDX's JSON, and the licences of everything in it.
//
//	go run ./deploy/inventory -version v1.2.3 -out dist
//
// It asks the go command for the modules that the program is built from on each
// platform and for their hashes, and reads their licences in the module cache. It
// fails where a licence is missing or is none of those that it knows, since
// somebody has to read that one first. What it writes depends on go.mod and go.sum
// alone.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	version := flag.String("version", "(devel)", "the version of the release")
	out := flag.String("out", ".", "the folder to write sbom.json and licences.txt into")
	flag.Parse()
	if err := write(*version, *out); err != nil {
		fmt.Fprintln(os.Stderr, "inventory:", err)
		os.Exit(1)
	}
}

func write(version, out string) error {
	modules, err := modulesOf("sitrep/cmd/sitrep")
	if err != nil {
		return err
	}
	bom, err := json.MarshalIndent(billOf(version, modules), "", "  ")
	if err != nil {
		return err
	}
	return errors.Join(
		os.WriteFile(filepath.Join(out, "sbom.json"), append(bom, '\n'), 0o644),
		os.WriteFile(filepath.Join(out, "licences.txt"), licencesOf(modules), 0o644))
}

// module is one that the program is built from.
type module struct {
	Path, Version, Dir string

	sum string // its SHA-256, in hexadecimal

	id   string // of the licence, as SPDX has it
	text []byte // of the licence and of notices that go with it
}

// modulesOf returns the modules of a program on all platforms, in order.
func modulesOf(program string) ([]module, error) {
	seen := map[string]bool{}
	var all []module
	for _, platform := range []string{"linux", "darwin", "windows"} {
		list := exec.Command("go", "list", "-deps", "-f", `{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}} {{.Sum}} {{.Dir}}{{end}}{{end}}`, program)
		list.Env = append(os.Environ(), "GOOS="+platform, "GOARCH=amd64", "CGO_ENABLED=0")
		list.Stderr = os.Stderr
		lines, err := list.Output()
		if err != nil {
			return nil, fmt.Errorf("list the modules of %s on %s: %w", program, platform, err)
		}
		for line := range strings.Lines(string(lines)) {
			fields := strings.SplitN(strings.TrimSpace(line), " ", 4)
			if len(fields) < 4 || seen[fields[0]] {
				continue
			}
			seen[fields[0]] = true
			m := module{Path: fields[0], Version: fields[1], Dir: fields[3]}
			if m.sum, err = sumOf(fields[2]); err != nil {
				return nil, fmt.Errorf("the sum of %s: %w", m.Path, err)
			}
			if err := m.readLicence(); err != nil {
				return nil, err
			}
			all = append(all, m)
		}
	}
	slices.SortFunc(all, func(a, b module) int { return strings.Compare(a.Path, b.Path) })
	return all, nil
}

// sumOf returns the SHA-256 of a module in hexadecimal, from the form of go.sum.
func sumOf(h1 string) (string, error) {
	encoded, ok := strings.CutPrefix(h1, "h1:")
	sum, err := base64.StdEncoding.DecodeString(encoded)
	if !ok || err != nil || len(sum) != sha256.Size {
		return "", fmt.Errorf("go.sum has %q, which is no SHA-256", h1)
	}
	return hex.EncodeToString(sum), nil
}

// readLicence finds the licence at the top of a module.
func (m *module) readLicence() error {
	entries, err := os.ReadDir(m.Dir)
	if err != nil {
		return fmt.Errorf("look for the licence of %s: %w", m.Path, err)
	}
	for _, e := range entries { // in the order of their names
		name := strings.ToUpper(e.Name())
		licence := strings.HasPrefix(name, "LICEN") || strings.HasPrefix(name, "COPYING")
		if e.IsDir() || !licence && !strings.HasPrefix(name, "NOTICE") || strings.HasSuffix(name, ".GO") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(m.Dir, e.Name()))
		if err != nil {
			return fmt.Errorf("read the licence of %s: %w", m.Path, err)
		}
		if licence && m.id == "" {
			m.id = identify(text)
		}
		m.text = append(m.text, bytes.TrimSpace(text)...)
		m.text = append(m.text, '\n')
	}
	if m.id == "" {
		return fmt.Errorf("%s has no licence that is known here; read it, and add it to identify if it may be used", m.Path)
	}
	return nil
}

// identify names a licence by what only it says; empty for one that is not
// known. All of these let a binary be passed on with their text.
func identify(text []byte) string {
	said := strings.Join(strings.Fields(string(text)), " ")
	for _, l := range []struct{ id, says, and string }{
		{"Apache-2.0", "Apache License Version 2.0", ""},
		{"MPL-2.0", "Mozilla Public License Version 2.0", ""},
		{"BSD-3-Clause", "Redistributions in binary form must reproduce", "may be used to endorse or promote products"},
		{"BSD-2-Clause", "Redistributions in binary form must reproduce", ""},
		{"MIT", "Permission is hereby granted, free of charge, to any person obtaining a copy", ""},
		{"ISC", "Permission to use, copy, modify, and/or distribute this software for any purpose", ""},
		{"ISC", "Permission to use, copy, modify, and distribute this software for any purpose", ""},
	} {
		if strings.Contains(said, l.says) && strings.Contains(said, l.and) {
			return l.id
		}
	}
	return ""
}

// The parts of CycloneDX 1.5 that are used (https://cyclonedx.org/docs/1.5/json/).
type bill struct {
	Format     string      `json:"bomFormat"`
	Spec       string      `json:"specVersion"`
	Version    int         `json:"version"`
	Metadata   metadata    `json:"metadata"`
	Components []component `json:"components"`
}

type metadata struct {
	Component component `json:"component"`
}

type component struct {
	Type     string          `json:"type"`
	Name     string          `json:"name"`
	Version  string          `json:"version"`
	URL      string          `json:"purl"`
	Hashes   []hash          `json:"hashes,omitempty"`
	Licences []licenceChoice `json:"licenses"`
}

// hash is of a module as go.sum has it: the SHA-256 over the SHA-256 of each of its
// files, called h1 there and written in base64.
type hash struct {
	Algorithm string `json:"alg"`
	Content   string `json:"content"`
}

type licenceChoice struct {
	License struct {
		ID string `json:"id"`
	} `json:"license"`
}

func billOf(version string, modules []module) bill {
	licensed := func(kind, path, version, id string) component {
		c := component{Type: kind, Name: path, Version: version, URL: "pkg:golang/" + path + "@" + version, Licences: make([]licenceChoice, 1)}
		c.Licences[0].License.ID = id
		return c
	}
	b := bill{Format: "CycloneDX", Spec: "1.5", Version: 1,
		Metadata: metadata{licensed("application", "sitrep", version, "MIT")}, Components: []component{}}
	for _, m := range modules {
		c := licensed("library", m.Path, m.Version, m.id)
		c.Hashes = []hash{{"SHA-256", m.sum}}
		b.Components = append(b.Components, c)
	}
	return b
}

// licencesOf puts all licences together, as they ask for.
func licencesOf(modules []module) []byte {
	var b bytes.Buffer
	b.WriteString("sitrep is made with the following software. It is under the licences below.\n")
	for _, m := range modules {
		fmt.Fprintf(&b, "\n%[1]s\n%[2]s %[3]s (%[4]s)\n%[1]s\n\n%[5]s", strings.Repeat("=", 72), m.Path, m.Version, m.id, m.text)
	}
	return b.Bytes()
}
