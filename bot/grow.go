package bot

import (
	"context"
	"sync"
	"time"

	"sitrep/bot/discord"
	"sitrep/bot/message"
	"sitrep/briefing"
)

const (
	// growEvery is how often the reply is edited while a brief is written: more
	// often nobody could read along, and Discord would slow the bot down.
	growEvery = time.Second
	// growAfter is how long the first claim is held back: a reply that is whole by
	// then need not be shown growing, and is not held up by that.
	growAfter = 200 * time.Millisecond
	// growTime is how long such an edit may take. The brief that follows says
	// it all, so nothing is lost with it.
	growTime = 5 * time.Second
)

// growth shows a brief as it grows.
type growth struct {
	edit  func(context.Context, briefing.Brief) error
	next  chan briefing.Brief // the newest that is not shown yet
	ended chan struct{}
	begin sync.Once
	work  sync.WaitGroup
}

// show has a brief shown: the first after growAfter, the others when the last
// edit is growEvery ago, of which those are left out that another has followed by then.
// It does not wait. It is for one goroutine.
func (g *growth) show(ctx context.Context, brief briefing.Brief) {
	g.begin.Do(func() { g.work.Go(func() { g.run(ctx) }) })
	select {
	case <-g.next:
	default:
	}
	g.next <- brief
}

func (g *growth) run(ctx context.Context) {
	held := time.NewTimer(growAfter)
	defer held.Stop()
	select {
	case <-held.C:
	case <-g.ended:
	case <-ctx.Done():
	}
	for {
		select {
		case <-g.ended:
			return
		default:
		}
		select {
		case <-g.ended:
			return
		case <-ctx.Done():
			return
		case brief := <-g.next:
			if g.edit(ctx, brief) != nil || discord.Pause(ctx, growEvery) != nil {
				return // the whole brief will show what is the matter
			}
		}
	}
}

// end waits until nothing is being shown any more and another edit may follow.
func (g *growth) end() {
	close(g.ended)
	g.work.Wait()
}

// renderGrowing draws a brief that is still being written: without buttons, since
// it is not kept.
func renderGrowing(as message.Presentation, brief briefing.Brief) message.Card {
	if as.Detail == message.DetailFull {
		as.Detail = message.DetailStandard
	}
	return message.Brief(as, brief, "").WithLine(as.Say("Still being written; each sentence is checked before it is shown"))
}
