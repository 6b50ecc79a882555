package settings

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/joho/godotenv"
)

// maxDotenv bounds the .env file: it holds a few dozen short lines.
const maxDotenv = 1 << 20

// readDotenv reads the settings of a .env file; one that does not exist has
// none. Its errors name a line and what to change there, and never a value.
func readDotenv(file string) (map[string]string, error) {
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return map[string]string{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read configuration: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxDotenv+1))
	if err != nil {
		return nil, fmt.Errorf("read configuration: %w", err)
	}
	if len(data) > maxDotenv {
		return nil, fmt.Errorf("read configuration: %s is larger than 1 MiB, so it is not a list of settings", file)
	}
	vars, err := parseDotenv(data)
	if err != nil {
		return nil, fmt.Errorf("read configuration: %s %w", file, err)
	}
	return vars, nil
}

// parseDotenv reads the lines of a .env file. Editors put a byte-order mark and
// carriage returns into them, which belong to no name and no value.
func parseDotenv(data []byte) (map[string]string, error) {
	if !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0 { // UTF-16, which PowerShell writes, is full of zeros
		return nil, errors.New("is not UTF-8 text: save it in that encoding")
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	vars, fault := readLines(data)
	if fault != "" {
		line, fault := firstFault(data)
		return nil, fmt.Errorf("is not a list of NAME=value from line %d on: %s", line, fault)
	}
	return vars, nil
}

// What is wrong with a line, as what to change.
const (
	faultShape = "write NAME=value there, with no other word before the name and nothing behind a closing quote"
	faultOpen  = "the quote that opens there is not closed"
	faultCurly = `put straight quotes (' or ") around the value, or none`
)

// readLines reads whole lines of a .env file, and says what to change where they
// can't be read. The parser's own errors quote the line, and with it the secret.
func readLines(lines []byte) (vars map[string]string, fault string) {
	vars, err := godotenv.UnmarshalBytes(lines)
	switch {
	case err != nil && strings.HasPrefix(err.Error(), "unterminated"):
		return nil, faultOpen
	case err != nil:
		return nil, faultShape
	}
	for name, value := range vars {
		// The parser takes the words of "set NAME=value" for one name.
		if name == "" || strings.ContainsFunc(name, func(c rune) bool { return unicode.IsSpace(c) || c > unicode.MaxASCII }) {
			return nil, faultShape
		}
		if first, _ := utf8.DecodeRuneInString(value); unicode.In(first, unicode.Pi, unicode.Pf) || first == '„' || first == '‚' {
			return nil, faultCurly
		}
	}
	return vars, ""
}

// firstFault returns the number of the line where the first statement begins
// that can't be read, and what to change there.
func firstFault(data []byte) (line int, fault string) {
	lines := bytes.SplitAfter(data, []byte("\n"))
	for start := 0; start < len(lines); {
		end := start + 1
		_, fault := readLines(lines[start])
		for fault == faultOpen && end < len(lines) { // until a later line closes the quote
			end++
			if bytes.ContainsAny(lines[end-1], `"'`) {
				_, fault = readLines(bytes.Join(lines[start:end], nil))
			}
		}
		if fault != "" {
			return start + 1, fault
		}
		start = end
	}
	return len(lines), faultShape
}

// trimmed is a setting as it was meant: what was copied from a web page or read
// from a file often has space around it, or a line end.
func trimmed(value string) string {
	return strings.TrimFunc(value, func(c rune) bool {
		return unicode.IsSpace(c) || c == '\u200b' || c == '\ufeff' // of no width
	})
}
