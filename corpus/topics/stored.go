package topics

import (
	"encoding/binary"
	"errors"
	"strings"

	"sitrep/corpus"
	"sitrep/corpus/alias"
)

// encoding is raised whenever Extract finds other names in some article, or
// Append writes them differently.
const encoding = "1"

// Version is that of the names that articles are stored with. Others were found
// by other rules or aliases, and have to be found anew.
func (x *Index) Version() string { return encoding + "-" + x.analyzer.Version() }

// Read returns the names in an article as they are stored.
func (x *Index) Read(a corpus.Article) []byte { return encode(Extract(x.analyzer, a)) }

// PutStored is Put for an article whose names have been read.
func (x *Index) PutStored(c corpus.Collection, id corpus.ArticleID, published corpus.Date, stored []byte) error {
	names, err := decode(string(stored))
	if err != nil {
		return err
	}
	x.put(c, id, published, names)
	return nil
}

// What the first byte of a name says. Most keys and surnames need not be written.
const (
	keyFolded   = 1 << iota // the key is that of the text, which has other letters than a to z
	keyWritten              // the key follows
	surnameEnds             // the key ends in the surname, whose length follows
	surnameWritten
	allInside // every mention is inside; else how many follows
	everLower // how often follows
	inTitle
	flagsInUse = 1<<iota - 1
)

// encode writes names: a byte that says what follows, numbers in a byte, texts
// with their length before them.
func encode(names []Name) []byte {
	b := make([]byte, 0, 20*len(names))
	for _, n := range names {
		flags, at := byte(0), len(b)
		b = append(b, 0, byte(n.Mentions))
		if n.Inside == n.Mentions {
			flags |= allInside
		} else {
			b = append(b, byte(n.Inside))
		}
		if n.Lower > 0 {
			flags |= everLower
			b = append(b, byte(n.Lower))
		}
		if n.Titled {
			flags |= inTitle
		}
		b = appendText(b, n.Text)
		switch n.Key {
		case plainKey(n.Text):
		case alias.Key(n.Text):
			flags |= keyFolded
		default:
			flags |= keyWritten
			b = appendText(b, n.Key)
		}
		switch {
		case n.Surname == "":
		case strings.HasSuffix(n.Key, n.Surname):
			flags |= surnameEnds
			b = binary.AppendUvarint(b, uint64(len(n.Surname)))
		default:
			flags |= surnameWritten
			b = appendText(b, n.Surname)
		}
		b[at] = flags
	}
	return b
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// plainKey is alias.Key for a name of the letters a to z; empty for others.
func plainKey(text string) string {
	var b [maxName]byte
	n := 0
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
		case c == ' ', c == '-', c == '.', c == '\'':
			continue
		default:
			return ""
		}
		if n == len(b) {
			return ""
		}
		b[n] = c
		n++
	}
	return string(b[:n])
}

var errStored = errors.New("the names are not as they were stored")

func decode(s string) ([]Name, error) {
	names := make([]Name, 0, maxNames)
	ok := true
	number := func() int {
		if s == "" {
			ok = false
			return 0
		}
		c := s[0]
		s = s[1:]
		return int(c)
	}
	length := func() int {
		n := number()
		if n >= 1<<7 { // two bytes: for no name is longer than a few hundred
			n += (number() - 1) << 7
		}
		return n
	}
	text := func() string {
		n := length()
		if n < 0 || n > len(s) {
			ok = false
			return ""
		}
		t := s[:n]
		s = s[n:]
		return t
	}
	for s != "" && ok {
		flags := number()
		n := Name{Mentions: number(), Titled: flags&inTitle != 0}
		n.Inside = n.Mentions
		if flags&allInside == 0 {
			n.Inside = number()
		}
		if flags&everLower != 0 {
			n.Lower = number()
		}
		n.Text = text()
		switch {
		case flags&keyWritten != 0:
			n.Key = text()
		case flags&keyFolded != 0:
			n.Key = alias.Key(n.Text)
		default:
			n.Key = plainKey(n.Text)
		}
		switch {
		case flags&surnameWritten != 0:
			n.Surname = text()
		case flags&surnameEnds != 0:
			l := length()
			if l < 0 || l > len(n.Key) {
				return nil, errStored
			}
			n.Surname = n.Key[len(n.Key)-l:]
		}
		ok = ok && flags <= flagsInUse && n.Key != "" && n.Mentions > 0 && len(names) < maxNames
		names = append(names, n)
	}
	if !ok {
		return nil, errStored
	}
	return names, nil
}
