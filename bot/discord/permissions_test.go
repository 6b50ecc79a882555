package discord

import (
	"testing"

	"github.com/bwmarrin/discordgo"
)

// TestPermissionsAreWorkedOutAsDocumented holds a room to the order of
// developers/topics/permissions: everybody, roles, overwrites for everybody, for
// roles, for the member.
func TestPermissionsAreWorkedOutAsDocumented(t *testing.T) {
	const (
		see, write, inThreads = discordgo.PermissionViewChannel, discordgo.PermissionSendMessages, discordgo.PermissionSendMessagesInThreads
		server, staff, muted  = "1", "2", "3"
		owner, user           = "10", "11"
	)
	role, member := discordgo.PermissionOverwriteTypeRole, discordgo.PermissionOverwriteTypeMember
	for _, c := range []struct {
		name       string
		user       string
		roles      []string
		thread     bool
		overwrites []*discordgo.PermissionOverwrite
		see, write bool
	}{
		{"everybody's", user, nil, false, nil, true, true},
		{"denied to everybody", user, nil, false, []*discordgo.PermissionOverwrite{{ID: server, Type: role, Deny: write}}, true, false},
		{"allowed to a role again", user, []string{staff}, false,
			[]*discordgo.PermissionOverwrite{{ID: staff, Type: role, Allow: write}, {ID: server, Type: role, Deny: write}}, true, true},
		{"allowed to one role and denied to another", user, []string{staff, muted}, false,
			[]*discordgo.PermissionOverwrite{{ID: muted, Type: role, Deny: write}, {ID: staff, Type: role, Allow: write}}, true, true},
		{"denied to the member", user, []string{staff}, false,
			[]*discordgo.PermissionOverwrite{{ID: user, Type: member, Deny: write}, {ID: staff, Type: role, Allow: write}}, true, false},
		{"of a role that the member has not", user, nil, false, []*discordgo.PermissionOverwrite{{ID: staff, Type: role, Deny: see}}, true, true},
		{"a member with a role's ID", staff, nil, false, []*discordgo.PermissionOverwrite{{ID: staff, Type: role, Deny: write}}, true, true},
		{"who may not see it may not write", user, nil, false, []*discordgo.PermissionOverwrite{{ID: server, Type: role, Deny: see}}, false, false},
		{"the owner", owner, nil, false, []*discordgo.PermissionOverwrite{{ID: server, Type: role, Deny: see | write}}, true, true},
		{"an administrator", user, []string{"4"}, false, []*discordgo.PermissionOverwrite{{ID: server, Type: role, Deny: see | write}}, true, true},
		{"a thread, without leave to write in threads", user, nil, true, nil, true, false},
		{"a thread, with it", user, []string{staff}, true, []*discordgo.PermissionOverwrite{{ID: server, Type: role, Deny: write}}, true, true},
	} {
		room := &Room{overwrites: c.overwrites, Thread: c.thread, server: &Server{id: server, Owner: owner,
			roles: map[string]int64{server: see | write, staff: inThreads, muted: 0, "4": discordgo.PermissionAdministrator}}}
		may := room.May(c.user, c.roles)
		if got := may&see != 0; got != c.see {
			t.Errorf("%s: may see is %t", c.name, got)
		}
		if got := may&write != 0; got != c.write {
			t.Errorf("%s: may write is %t", c.name, got)
		}
	}
}
