package briefing

import "slices"

// Digest is what is to be told of a topic since it was last told of: what is
// new, what of the old has changed, and what nobody writes of any more.
type Digest struct {
	// Brief says what is new, in nothing but what came in since. Where Changes
	// cite sources of old, they are among its sources.
	Brief    Brief    `json:"brief"`
	Changes  []Change `json:"changes"`
	Quiet    []string `json:"quiet"`    // names that were in the last digest and are in nothing new
	Articles int      `json:"articles"` // new ones about the topic, copies counted once
}

// Empty reports whether there is nothing to tell.
func (d Digest) Empty() bool { return d.Brief.Empty() && len(d.Changes) == 0 }

// Claims returns all that the digest tells, for the next one to leave out.
func (d Digest) Claims() []Claim {
	var out []Claim
	for _, c := range d.Changes {
		if c.Now != nil {
			out = append(out, *c.Now)
		}
	}
	return append(out, d.Brief.told()...)
}

// told returns all claims of a brief, each once.
func (b Brief) told() []Claim {
	var out []Claim
	seen := map[string]bool{}
	add := func(c Claim) {
		if !seen[c.Text] {
			seen[c.Text] = true
			out = append(out, c)
		}
	}
	for _, c := range b.Claims() {
		add(c)
	}
	for _, q := range b.Quotes {
		add(Claim{Text: q.Text, Citations: q.Citations})
	}
	return out
}

// Claims returns the claims of a brief but its quotations.
func (b Brief) Claims() []Claim {
	out := slices.Concat(b.BottomLine, b.Developments, b.Background)
	for _, e := range b.Timeline {
		out = append(out, e.Claim)
	}
	return out
}

// ChangeKind says how something that was told has changed.
type ChangeKind string

// The kinds of changes.
const (
	Revised      ChangeKind = "revised"      // a new article has another figure
	Contradicted ChangeKind = "contradicted" // a new article denies it, or no longer does
	Corrected    ChangeKind = "corrected"    // its own source does not say so any more
	Retracted    ChangeKind = "retracted"    // its own source was withdrawn
)

// Change is something that was told and is no longer so, or not so surely.
type Change struct {
	Kind   ChangeKind `json:"kind"`
	Before Claim      `json:"before"` // as it was told, citing what it rested on then
	Now    *Claim     `json:"now"`    // as it is told now; nil where its source only dropped or withdrew it
	Reason string     `json:"reason"` // for Retracted
}

// DigestRequest is what is to be told of, and what was told before.
type DigestRequest struct {
	// Request has the scope and the topic; in Among the articles that came in
	// since the last digest (nil for the first digest, which tells all there
	// is), and in Told what no digest is to tell again.
	Request
	Own   []Claim // what digests on the topic have told, the newest first: what of it has changed is told
	Last  []Claim // of that, what the last one told
	Fates []Fate  // what has become since of the articles that Own cites
}

// Fate is what has become of an article that was cited.
type Fate struct {
	Source    Source // its number does not count
	Retracted bool
	Reason    string // of the retraction
}
