package gateway

import (
	"fmt"
)

// FatalError ends a [Gateway]: connecting again would fail again, and Discord
// counts such tries against the bot.
type FatalError struct {
	Code   int    // the gateway's close code, 4004 or 4010 to 4014
	Reason string // what is wrong and what to do, for the operator
}

func (e *FatalError) Error() string {
	return fmt.Sprintf("discord: gateway closed for good (%d): %s", e.Code, e.Reason)
}

// fatalReasons are the close codes after which Discord asks not to reconnect.
var fatalReasons = map[int]string{
	4004: "Discord does not accept the bot's token; set DISCORD_TOKEN to the token shown in the developer portal",
	4010: "the shard number is not one of the shard count; check SITREP_SHARDS",
	4011: "the bot is in too many servers for so few shards; set SITREP_SHARDS to auto or to a higher number, or start it again if it is auto",
	4012: "Discord no longer speaks this version of its gateway; update sitrep",
	4013: "the intents asked for do not exist; update sitrep",
	4014: "an intent is not allowed for this bot; turn on the message content intent in the developer portal, or turn it off in the settings",
}
