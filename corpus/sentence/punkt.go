package sentence

import (
	"strings"
	"unicode"
	"unicode/utf8"

	punkt "github.com/neurosnap/sentences"
	"github.com/neurosnap/sentences/english"
)

// newTokenizer returns the English tokenizer of package english, which asks
// several regular expressions about every word, made to ask them only about
// words that they can match.
func newTokenizer() (*punkt.DefaultSentenceTokenizer, error) {
	t, err := english.NewSentenceTokenizer(nil)
	if err != nil {
		return nil, err
	}
	words := quickWords{english.NewWordTokenizer(t.PunctStrings)}
	ortho := &punkt.OrthoContext{Storage: t.Storage, PunctStrings: t.PunctStrings, TokenType: words, TokenFirst: words}
	t.WordTokenizer = words
	t.Annotations = []punkt.AnnotateTokens{
		&punkt.TypeBasedAnnotation{Storage: t.Storage, PunctStrings: t.PunctStrings, TokenExistential: words},
		&punkt.TokenBasedAnnotation{Storage: t.Storage, PunctStrings: t.PunctStrings, TokenParser: words, TokenGrouper: pairs{}, Ortho: ortho},
		&english.MultiPunctWordAnnotation{Storage: t.Storage, TokenParser: words, TokenGrouper: pairs{}, Ortho: ortho},
	}
	return t, nil
}

// ends are the characters one of which is in every word that a sentence may end
// with.
const ends = ".?!。？！"

// pairs are the words after which a sentence may end, each with the next: about
// no other do the annotations say anything.
type pairs struct{}

func (pairs) Group(tokens []*punkt.Token) [][2]*punkt.Token {
	var out [][2]*punkt.Token
	for i := 1; i < len(tokens); i++ {
		if strings.ContainsAny(tokens[i-1].Tok, ends) {
			out = append(out, [2]*punkt.Token{tokens[i-1], tokens[i]})
		}
	}
	return out
}

// quickWords answers what most words are asked without a regular expression.
type quickWords struct{ *english.WordTokenizer }

// Tokenize cuts as the default does, and leaves out the words that no sentence
// may end with, but for those that follow one that it may: the annotations say
// nothing about others, and ask for nothing else.
func (w quickWords) Tokenize(text string, _ bool) []*punkt.Token {
	var tokens []*punkt.Token
	start := 0
	var found, ends, follows bool // there was a word; this one may end a sentence; the one before did
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		at := i
		i += size
		wide := r >= utf8.RuneSelf && punkt.IsCjkPunct(r)
		if r == '.' || r == '?' || r == '!' || wide && r != '；' {
			ends = true
		}
		if wide {
			at = i
		}
		switch {
		case at == len(text)-1: // which a last character of several bytes is not: its word is left out
			at = len(text)
		case !wide && !isSpace(r):
			continue
		}
		word := strings.TrimSpace(text[start:at])
		if word == "" {
			continue
		}
		if ends || follows {
			tokens = append(tokens, newToken(word, at))
		}
		found, start, ends, follows = true, at, false, ends
	}
	if !found && text != "" {
		tokens = append(tokens, newToken(text, len(text)))
	}
	return tokens
}

func newToken(word string, end int) *punkt.Token {
	t := punkt.NewToken(word)
	t.Position = end
	return t
}

func isSpace(r rune) bool {
	if r < utf8.RuneSelf {
		return r == ' ' || '\t' <= r && r <= '\r'
	}
	return unicode.IsSpace(r)
}

func (w quickWords) Type(t *punkt.Token) string {
	if strings.ContainsFunc(t.Tok, isDigit) {
		return w.WordTokenizer.Type(t)
	}
	typ := strings.ToLower(t.Tok)
	if len(typ) == 1 {
		return typ
	}
	return strings.ReplaceAll(typ, ",", "")
}

func (w quickWords) TypeNoPeriod(t *punkt.Token) string {
	typ := w.Type(t)
	if len(typ) > 1 {
		typ = strings.TrimSuffix(typ, ".")
	}
	return typ
}

func (w quickWords) TypeNoSentPeriod(t *punkt.Token) string {
	if t.SentBreak {
		return w.TypeNoPeriod(t)
	}
	return w.Type(t)
}

func (w quickWords) FirstUpper(t *punkt.Token) bool { return unicode.IsUpper(first(t)) }
func (w quickWords) FirstLower(t *punkt.Token) bool { return unicode.IsLower(first(t)) }

func first(t *punkt.Token) rune {
	r, _ := utf8.DecodeRuneInString(t.Tok)
	return r
}

// HasSentEndChars looks for some twenty endings, each with one of these.
func (w quickWords) HasSentEndChars(t *punkt.Token) bool {
	return strings.ContainsAny(t.Tok, ".?!") && w.WordTokenizer.HasSentEndChars(t)
}

func (w quickWords) IsEllipsis(t *punkt.Token) bool {
	return strings.HasSuffix(t.Tok, "..")
}

func (w quickWords) IsInitial(t *punkt.Token) bool {
	return len(t.Tok) == 2 && t.Tok[1] == '.' && (lower(t.Tok[0]) || upper(t.Tok[0]))
}

func (w quickWords) IsListNumber(t *punkt.Token) bool {
	return digit(t.Tok[0]) && w.WordTokenizer.IsListNumber(t)
}

func (w quickWords) IsCoordinatePartTwo(t *punkt.Token) bool {
	return (digit(t.Tok[0]) || t.Tok[0] == '.') && w.WordTokenizer.IsCoordinatePartTwo(t)
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }
