package write

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"sitrep/briefing/model"
	"sitrep/prompts"
)

// Replies are what a model replied before. They are kept by a hash of all that
// it was shown and told: what was asked, the very sentences, the wording of the
// prompt. So a reply is found again as long as nothing in the corpus changes
// that bears on it, and never after.
type Replies interface {
	// Reply returns what is kept under a hash.
	Reply(ctx context.Context, prompt string) (text string, ok bool)
	// Keep keeps a reply, for those who asked. What fails is no matter.
	Keep(ctx context.Context, prompt, text string, asked model.Account)
}

// reply returns what a model replies to a prompt, or replied before. To keep it,
// keep is called.
func (b *Author) reply(ctx context.Context, p prompts.Prompt, fence prompts.Fence, grow func(string)) (text string, keep func(), err error) {
	hash := ""
	if b.Replies != nil {
		hash = b.hashOf(p, fence)
		if text, ok := b.Replies.Reply(ctx, hash); ok {
			return text, func() {}, nil
		}
	}
	text, err = b.Writer.Write(ctx, p, grow)
	return text, func() {
		if b.Replies != nil {
			b.Replies.Keep(ctx, hash, text, model.AccountOf(ctx))
		}
	}, err
}

// hashOf identifies a prompt, whatever its fence.
func (b *Author) hashOf(p prompts.Prompt, fence prompts.Fence) string {
	h := sha256.New()
	for _, part := range []string{b.Prompts.Version(), p.Name, p.System, p.User} {
		part = strings.ReplaceAll(part, string(fence), "")
		fmt.Fprintf(h, "%d\n%s\n", len(part), part)
	}
	return hex.EncodeToString(h.Sum(nil))
}
