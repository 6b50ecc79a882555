package bot

import (
	"testing"
	"time"

	"sitrep/bot/discordtest"
)

// BenchmarkBriefInDiscord is a whole /brief, from the press of a key to the
// edited reply, with the time to its acknowledgement told apart.
func BenchmarkBriefInDiscord(b *testing.B) {
	s := play(b, discordtest.New(b), newStore(b), ferries())
	var acks time.Duration
	for b.Loop() {
		asked := brief(s, discordtest.Guild, "ferry")
		s.reply(b, asked)
		ack, err := asked.WaitAck(s.ctx)
		if err != nil {
			b.Fatal(err)
		}
		acks += ack.After
	}
	b.ReportMetric(float64(acks.Microseconds())/float64(b.N)/1000, "ack-ms/op")
}
