package wordings

// What tests have lower, so that few articles do for them.
var (
	CommonKey   = &commonKey
	MovedAtOnce = &movedAtOnce
)

const RankingKeys = rankingKeys

var DigestOf = digestOf
