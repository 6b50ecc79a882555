package topics

import (
	"encoding/binary"
	"errors"

	"sitrep/corpus"
	"sitrep/corpus/alias"
)

// encoding is raised whenever Extract finds other names in some article, or
// Append writes them differently.
const encoding = "3"

// Version is that of the names that articles are stored with. Others were found
// by other rules or aliases, and have to be found anew.
func (x *Index) Version() string { return encoding + "-" + x.analyzer.Version() }

// Read returns the names in an article as they are stored.
func (x *Index) Read(a corpus.Article) []byte { return encode(Extract(x.analyzer, a)) }

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
		if n.Key != alias.Key(n.Text) {
			flags |= keyWritten
			b = appendText(b, n.Key)
		}
		if n.Surname != "" {
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

var errStored = errors.New("the names are not as they were stored")

// decode reads a name from the start of what encode wrote, and returns what
// follows. Key is empty where it is that of Text.
func decode(s string) (n Name, rest string, ok bool) {
	ok = true
	number := func() int {
		if s == "" {
			ok = false
			return 0
		}
		c := s[0]
		s = s[1:]
		return int(c)
	}
	text := func() string {
		size := number()
		if size >= 1<<7 { // a second byte; nothing is longer than that
			size += (number() - 1) << 7
		}
		if size < 0 || size > len(s) {
			ok = false
			return ""
		}
		t := s[:size]
		s = s[size:]
		return t
	}
	flags := number()
	n.Mentions = number()
	n.Inside, n.Titled = n.Mentions, flags&inTitle != 0
	if flags&allInside == 0 {
		n.Inside = number()
	}
	if flags&everLower != 0 {
		n.Lower = number()
	}
	n.Text = text()
	if flags&keyWritten != 0 {
		n.Key = text()
	}
	if flags&surnameWritten != 0 {
		n.Surname = text()
	}
	return n, s, ok && flags <= flagsInUse && (n.Text != "" || n.Key != "")
}
