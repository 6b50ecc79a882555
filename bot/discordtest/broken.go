package discordtest

import (
	"fmt"
	"slices"
)

// breaks tells what is wrong by Discord's schema with a body that came in.
func (s *Server) breaks(route string, body []byte) error {
	if s.schema == nil || s.opts.Malformed {
		return nil
	}
	if err := s.schema.CheckOnce(route, body); err != nil {
		return fmt.Errorf("%s: %.2000s: %w", route, body, err)
	}
	return nil
}

// BrokenBodies returns what is wrong with the bodies so far that do not satisfy
// Discord's schema. [New] has it fail the test.
func (s *Server) BrokenBodies() []error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.broken)
}
