package rules

import "strings"

// Intents (developers/events/gateway).
const (
	IntentGuilds         = 1 << 0
	IntentMembers        = 1 << 1
	IntentPresences      = 1 << 8
	IntentGuildMessages  = 1 << 9
	IntentDirectMessages = 1 << 12
	IntentContent        = 1 << 15

	KnownIntents = (1<<26 - 1) &^ (1<<17 | 1<<18 | 1<<19 | 1<<22 | 1<<23)
)

// Wants tells whether intents cover an event of a guild, "" for direct messages.
func Wants(intents int, kind, guild string) bool {
	switch {
	case strings.HasPrefix(kind, "MESSAGE_") && guild == "":
		return intents&IntentDirectMessages != 0
	case strings.HasPrefix(kind, "MESSAGE_"):
		return intents&IntentGuildMessages != 0
	case strings.HasPrefix(kind, "GUILD_"), strings.HasPrefix(kind, "CHANNEL_"), strings.HasPrefix(kind, "THREAD_"):
		return intents&IntentGuilds != 0
	}
	return true
}
