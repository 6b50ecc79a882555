package rules

import "slices"

// OverwrittenBy applies overwrites to what somebody may do in a guild
// (developers/topics/permissions).
func OverwrittenBy(overwrites []Overwrite, may int64, guild, user string, roles []string) int64 {
	var allow, deny [3]int64
	for _, o := range overwrites {
		at := -1
		switch {
		case o.Member && o.ID == user:
			at = 2
		case !o.Member && o.ID == guild:
			at = 0
		case !o.Member && slices.Contains(roles, o.ID):
			at = 1
		}
		if at >= 0 {
			allow[at] |= o.Allow
			deny[at] |= o.Deny
		}
	}
	for i := range allow {
		may = may&^deny[i] | allow[i]
	}
	return may
}

// Overwrite is what a channel allows and denies beside what the server does: to
// a role, to everybody by the guild's ID, or to one member.
type Overwrite struct {
	ID          string
	Member      bool
	Allow, Deny int64
}
