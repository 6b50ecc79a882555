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

// Tokenize cuts as the default does when it is asked for all words; whether
// punctuation is among them makes no difference to that.
func (w quickWords) Tokenize(text string, _ bool) []*punkt.Token {
	return (&punkt.DefaultWordTokenizer{PunctStrings: anyPunctuation{w.PunctStrings}}).Tokenize(text, false)
}

type anyPunctuation struct{ punkt.PunctStrings }

func (anyPunctuation) HasSentencePunct(string) bool { return false }

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
