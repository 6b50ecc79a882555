//go:build !linux

package ingest

// limitMemory does nothing where the memory of another process can't be
// bounded; its time and its output still are.
func limitMemory(int, int64) {}
