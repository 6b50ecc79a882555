package briefing

// Linked is what an article from outside of the corpus says, and what the corpus has
// beside it.
type Linked struct {
	// Says are sentences of the article itself, in its order. Each cites it as source
	// 1, a span of the text that was read for this and is stored nowhere.
	Says []Claim
	// Adds are what other articles on the same story say besides, newest first; Agrees
	// those that bear out what it says.
	Adds, Agrees []Claim
	// Otherwise are the claims of Says that an article of the same day or later is at
	// odds with, on what nobody can be in doubt of.
	Otherwise []Check
	Sources   []Source // all that are cited; the first is the article itself
}

// Alone reports whether the corpus has nothing beside the article.
func (l Linked) Alone() bool { return len(l.Adds)+len(l.Agrees)+len(l.Otherwise) == 0 }
