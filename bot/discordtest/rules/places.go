package rules

// Permissions that the rules go by (developers/topics/permissions).
const (
	ViewChannel   = 1 << 10
	SendMessages  = 1 << 11
	ReadHistory   = 1 << 16
	OpenThreads   = 1 << 35
	SendInThreads = 1 << 38

	ManageMessages = 1 << 13
	ManageThreads  = 1 << 34
)

// Kinds of channels that the server goes by (developers/resources/channel, Channel
// Types).
const (
	VoiceChannel = 2
	GroupChannel = 3
	NewsChannel  = 5
	NewsThread   = 10
	StageChannel = 13
	ForumChannel = 15
	MediaChannel = 16
)

// NonText are those that hold no messages: categories, directories, and those
// that hold posts, which are threads.
var NonText = map[int]bool{4: true, 14: true, 15: true, 16: true}
