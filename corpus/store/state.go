package store

// State is what the bot keeps, in the database of a store and by its writer.
type State struct{ *Store }

// On returns the bot's state in a store.
func On(s *Store) *State { return &State{s} }
