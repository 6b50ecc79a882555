package store

import (
	"bytes"
	"compress/flate"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"sync"

	"sitrep/corpus/store/sqlite"
)

// maxPacked bounds what a brief may unpack to. The largest has some 300 KB.
const maxPacked = 16 << 20

// packers holds writers for the next text, as a new one takes more than a megabyte.
var packers = sync.Pool{New: func() any {
	w, err := flate.NewWriter(nil, flate.DefaultCompression)
	if err != nil {
		panic(err) // the level is a valid one
	}
	return w
}}

// Pack compresses the text of a brief.
func Pack(text []byte) ([]byte, error) {
	if len(text) > maxPacked {
		return nil, fmt.Errorf("it has %d bytes, more than %d", len(text), maxPacked)
	}
	var b bytes.Buffer
	w := packers.Get().(*flate.Writer)
	defer packers.Put(w)
	w.Reset(&b)
	if _, err := w.Write(text); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// Unpack is the inverse of pack.
func Unpack(packed []byte) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), maxPacked+1))
	if err == nil && len(text) > maxPacked {
		err = errors.New("it unpacks to too much")
	}
	return text, err
}

// The same in SQL, for statements and migrations that change what is packed. No
// trigger or index needs them, so that any tool can change a copy of the store.
func init() {
	sqlite.Function("sitrep_pack", func(text driver.Value) (driver.Value, error) {
		switch v := text.(type) {
		case string:
			return Pack([]byte(v))
		case []byte:
			return Pack(v)
		}
		return nil, errors.New("only text can be packed")
	})
	sqlite.Function("sitrep_unpack", func(text driver.Value) (driver.Value, error) {
		packed, ok := text.([]byte)
		if !ok {
			return nil, errors.New("that is not packed")
		}
		unpacked, err := Unpack(packed)
		return string(unpacked), err
	})
}
