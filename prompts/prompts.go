// Package prompts holds what a language model is told: one template for each
// thing that it is asked to write, with the schema of its reply.
//
// A template is a Markdown file with two parts, "system" and "user", in the
// syntax of text/template. Those built in can be replaced one by one by files of
// the same name in a folder; see [Load]. What the templates are filled with is
// the fields of [Brief], [Answer], [Followup], [Look], [Queries] and [Topic].
//
// Articles, topics and questions are written by strangers, and may hold
// instructions. They stand between two lines with a [Fence], drawn anew for each
// prompt, that no writer can have known; every sentence keeps to one line, so
// that none can pass itself off as another.
package prompts

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/template"
	"unicode"

	"sitrep/corpus/analysis/fold"
)

//go:embed brief.md answer.md followup.md look.md queries.md topic.md
var builtIn embed.FS

// names are the files of a set, in the order in which its version is made.
var names = []string{"brief.md", "answer.md", "followup.md", "look.md", "queries.md", "topic.md"}

// maxTemplate bounds a template, in bytes: a page of text is 4 KiB.
const maxTemplate = 64 << 10

// Set is one version of all prompts. The zero Set has none; make one with
// [Load]. It is safe for concurrent use.
type Set struct {
	templates map[string]*template.Template
	version   string
}

// Load returns the built-in prompts, of which those are replaced that the folder
// dir holds a file for (brief.md, answer.md, followup.md, look.md, queries.md, topic.md). A folder that does
// not exist, or is "", replaces none. It fails where a file cannot be read, is
// no template, or asks for a field that there is not.
func Load(dir string) (Set, error) {
	s := Set{templates: map[string]*template.Template{}}
	hash := sha256.New()
	for _, name := range names {
		text, err := builtIn.ReadFile(name)
		if err != nil {
			return Set{}, fmt.Errorf("read prompt %s: %w", name, err)
		}
		if dir != "" {
			own, err := readFile(filepath.Join(dir, name))
			if err != nil {
				return Set{}, err
			}
			if own != nil {
				text = own
			}
		}
		t, err := parse(name, string(text))
		if err != nil {
			return Set{}, fmt.Errorf("read prompt %s: %w; correct the file, or remove it to use the built-in one", name, err)
		}
		s.templates[name] = t
		fmt.Fprintf(hash, "%s %d\n%s\n%s\n", name, len(text), text, schemas[name])
	}
	s.version = hex.EncodeToString(hash.Sum(nil)[:6])
	return s, nil
}

// readFile returns the content of a file, or nil where there is none.
func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read prompt: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxTemplate+1))
	if err != nil {
		return nil, fmt.Errorf("read prompt: %w", err)
	}
	if len(text) > maxTemplate {
		return nil, fmt.Errorf("read prompt: %s is larger than 64 KiB; shorten it", path)
	}
	return text, nil
}

// parse reads a template and tries it, so that a mistake is found at the start
// of the program and not in the middle of an answer.
func parse(name, text string) (*template.Template, error) {
	t, err := template.New(name).Funcs(template.FuncMap{"line": Line}).Option("missingkey=error").Parse(text)
	if err != nil {
		return nil, err
	}
	for _, part := range []string{"system", "user"} {
		if t.Lookup(part) == nil {
			return nil, fmt.Errorf("it defines no part %q", part)
		}
		if err := t.ExecuteTemplate(io.Discard, part, samples[name]); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// Version identifies the wording of all prompts and their schemas: 12
// hexadecimal digits, different whenever any of them is.
func (s Set) Version() string { return s.version }

// Prompt is what a model is sent, and the shape of the reply that is wanted.
type Prompt struct {
	Name   string          // "brief", "answer", "followup", "look", "queries" or "topic"
	System string          // the rules
	User   string          // the material
	Schema json.RawMessage // JSON schema of the reply
}

// Brief is what brief.md is filled with.
type Brief struct {
	Fence   Fence
	Topic   string
	AsOf    string // ISO 8601, or "" when unknown
	Sources []Source
}

// Answer is what answer.md is filled with.
type Answer struct {
	Fence    Fence
	Question string
	AsOf     string // ISO 8601, or "" when unknown
	Sources  []Source
}

// Followup is what followup.md is filled with.
type Followup struct {
	Fence    Fence
	Earlier  []string // the questions asked before, the oldest first
	Shown    []string // the sentences shown as the answer to the last of them
	Question string
}

// Look is what look.md is filled with.
type Look struct {
	Fence  Fence
	Claims []Claim
}

// Queries is what queries.md is filled with.
type Queries struct {
	Fence    Fence
	Question string
	AsOf     string // ISO 8601, or "" when unknown
}

// Topic is what topic.md is filled with.
type Topic struct {
	Fence    Fence
	Question string
	Answer   []string // what was said to it, sentence by sentence
}

// Claim is a claim with the sentences that it cites.
type Claim struct {
	ID      string // "C1"
	Text    string
	Sources []Source // their sentences have no IDs
}

// Source is an article with those of its sentences that the model may use.
type Source struct {
	N         int    // from 1
	ID        string // that its headline is cited by; empty where it has none
	Title     string
	Outlet    string
	Published string // ISO 8601, or "" when unknown
	Sentences []Citable
}

// Citable is a sentence by the ID that the model cites it by.
type Citable struct {
	ID   string // "S1"
	Text string
}

// Fence marks where the words of strangers begin and end.
type Fence string

// NewFence draws a fence from a source of random bytes.
func NewFence(random io.Reader) (Fence, error) {
	var b [12]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", fmt.Errorf("draw the boundary of a prompt: %w", err)
	}
	return Fence(hex.EncodeToString(b[:])), nil
}

// Brief returns the prompt for a brief.
func (s Set) Brief(b Brief) (Prompt, error) { return s.fill("brief.md", b) }

// Answer returns the prompt for an answer.
func (s Set) Answer(a Answer) (Prompt, error) { return s.fill("answer.md", a) }

// Followup returns the prompt for the question that a follow-up stands for.
func (s Set) Followup(f Followup) (Prompt, error) { return s.fill("followup.md", f) }

// Look returns the prompt for a second look at claims.
func (s Set) Look(l Look) (Prompt, error) { return s.fill("look.md", l) }

// Queries returns the prompt for other searches for a question.
func (s Set) Queries(q Queries) (Prompt, error) { return s.fill("queries.md", q) }

// Topic returns the prompt for the name of a conversation.
func (s Set) Topic(t Topic) (Prompt, error) { return s.fill("topic.md", t) }

func (s Set) fill(name string, data any) (Prompt, error) {
	t, ok := s.templates[name]
	if !ok {
		return Prompt{}, fmt.Errorf("there is no prompt %s: the set was not loaded", name)
	}
	p := Prompt{Name: strings.TrimSuffix(name, ".md"), Schema: schemas[name]}
	for part, into := range map[string]*string{"system": &p.System, "user": &p.User} {
		var b bytes.Buffer
		if err := t.ExecuteTemplate(&b, part, data); err != nil {
			return Prompt{}, fmt.Errorf("fill prompt %s: %w", name, err)
		}
		*into = strings.TrimSpace(b.String())
	}
	return p, nil
}

// Line brings a text to one line without characters that cannot be seen, by
// which it could look like something else to a model than to a person. In
// templates it is the function "line".
func Line(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) || unicode.IsControl(r):
			return ' '
		case fold.Invisible(r):
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

var samples = map[string]any{
	"brief.md":    Brief{"f", "t", "2024-01-02", []Source{{1, "S1", "t", "o", "2024-01-02", []Citable{{"S2", "s"}}}}},
	"answer.md":   Answer{"f", "q", "2024-01-02", []Source{{1, "S1", "t", "o", "2024-01-02", []Citable{{"S2", "s"}}}}},
	"followup.md": Followup{"f", []string{"q"}, []string{"q"}, "q"},
	"queries.md":  Queries{"f", "q", "2024-01-02"},
	"topic.md":    Topic{"f", "q", []string{"s"}},
	"look.md":     Look{"f", []Claim{{"C1", "c", []Source{{1, "S1", "t", "o", "2024-01-02", []Citable{{"", "s"}}}}}}},
}
