package ingest

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// mostUnpacked is how many times its own size a compressed file may unpack to,
// beyond the size that every file may have. News shrinks to a third or a fifth;
// what shrinks to a hundredth is no text for people.
const mostUnpacked = 100

// errFeedList refuses lists of feeds, which hold no articles themselves.
var errFeedList = errors.New("a list of feeds, not of articles; follow them with: sitrep feeds import")

// unpackedName returns the name of a file without the ending that says that it
// is compressed, and whether it has that.
func unpackedName(name string) (string, bool) {
	if ext := path.Ext(name); strings.EqualFold(ext, ".gz") {
		return name[:len(name)-len(ext)], true
	}
	return name, false
}

// unpack reads a gzip file of the given size, up to a bound.
func unpack(r io.Reader, size int64) (io.Reader, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, fmt.Errorf("not a gzip file: %w", err)
	}
	return &unpacking{in: z, left: max(maxFile, mostUnpacked*size) + 1}, nil
}

// unpacking is a reader that fails where the bound is crossed.
type unpacking struct {
	in   io.Reader
	left int64 // bytes, one more than are allowed
}

func (u *unpacking) Read(p []byte) (int, error) {
	n, err := u.in.Read(p[:min(int64(len(p)), u.left)])
	u.left -= int64(n)
	switch {
	case u.left == 0:
		return 0, fmt.Errorf("%w: unpacked, it is more than %d times as large", ErrTooLong, mostUnpacked)
	case err != nil && err != io.EOF:
		return n, fmt.Errorf("unpack it: %w", err)
	}
	return n, err
}
