package pgtest

import "errors"

// server is not to be had there.
func server() (string, error) { return "", errors.New("no PostgreSQL is started for tests on Windows") }
