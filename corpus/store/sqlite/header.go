package sqlite

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"sitrep/corpus/store/fault"
)

// ApplicationID marks the files of this program: "sitr".
const ApplicationID = 0x73697472

// CheckHeader refuses a file that belongs to something else, before SQLite
// opens it for writing.
func CheckHeader(path string) error {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("open %s: %w", path, err)
	}
	defer f.Close()
	header := make([]byte, 100)
	if n, err := io.ReadFull(f, header); n == 0 && err == io.EOF {
		return nil // made, and then killed before anything was written
	} else if err != nil {
		return fmt.Errorf("open %s: %w (%w)", path, fault.ErrDamaged, err)
	}
	if !bytes.HasPrefix(header, []byte("SQLite format 3\x00")) {
		return fmt.Errorf("open %s: %w", path, fault.ErrDamaged)
	}
	id := binary.BigEndian.Uint32(header[68:])
	if id == 0 {
		// Ours as long as it is empty, or its first page is in the log still.
		pageSize := int64(binary.BigEndian.Uint16(header[16:]))
		info, err := f.Stat()
		if err != nil {
			return fmt.Errorf("open %s: %w", path, err)
		}
		_, err = os.Stat(path + "-wal")
		if info.Size() <= pageSize || err == nil {
			return nil
		}
	}
	if id != ApplicationID {
		return fmt.Errorf("open %s: %w (its application ID is %#x)", path, fault.ErrDamaged, id)
	}
	return nil
}
