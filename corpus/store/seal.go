package store

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
)

// A backup ends in a seal: the SHA-256 of all bytes before it, and sealMark.
// SQLite pays no heed to bytes behind the last page, so that the file can be
// looked into with any tool; but its own checks find no bit that flipped within
// a text, and the seal does.
const (
	sealMark = "sitrep backup 1\n"
	sealSize = sha256.Size + len(sealMark)
)

// ErrNotWhole means that a file is no backup, or not all of one as it was
// written.
var ErrNotWhole = errors.New("the file is not a whole backup: it was cut off, or changed, or is something else; use another backup")

// seal appends the seal to a file.
func seal(f *os.File) error {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return err
	}
	_, err := f.Write(append(sum.Sum(nil), sealMark...))
	return err
}

// unseal copies what is sealed in a file to another one. It fails with
// [ErrNotWhole] when the seal is not there or does not fit.
func unseal(to io.Writer, from *os.File) error {
	info, err := from.Stat()
	if err != nil {
		return err
	}
	size := info.Size() - int64(sealSize)
	if !info.Mode().IsRegular() || size <= 0 {
		return ErrNotWhole
	}
	sum := sha256.New()
	if _, err := io.CopyN(io.MultiWriter(to, sum), from, size); err != nil {
		return fmt.Errorf("read the backup: %w", err)
	}
	rest := make([]byte, sealSize)
	if _, err := io.ReadFull(from, rest); err != nil {
		return fmt.Errorf("read the backup: %w", err)
	}
	if string(rest[sha256.Size:]) != sealMark || !bytes.Equal(rest[:sha256.Size], sum.Sum(nil)) {
		return ErrNotWhole
	}
	return nil
}
