package briefing

import "sitrep/corpus/language"

// English lists that rules for English read.
var (
	english       = language.For("en")
	questionWords = english.Set("questions/words")
	timeWords     = english.Set("calendar")
)
