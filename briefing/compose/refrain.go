package compose

// refrains are the sentences that an outlet puts into the articles of more than
// one story: notices to readers, texts about an author. They say nothing of any.
type refrains struct {
	first map[[2]string]int // outlet and sentence: the first story that has it
	more  map[[2]string]bool
}

func newRefrains() refrains { return refrains{map[[2]string]int{}, map[[2]string]bool{}} }

// add notes a sentence of an article that belongs to a story.
func (r refrains) add(outlet, sentence string, story int) {
	key := [2]string{outlet, sentence}
	if first, known := r.first[key]; !known {
		r.first[key] = story
	} else if first != story {
		r.more[key] = true
	}
}

// has reports whether an outlet says a sentence in more than one story.
func (r refrains) has(outlet, sentence string) bool { return r.more[[2]string{outlet, sentence}] }
