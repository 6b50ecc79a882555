package discordtest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sitrep/bot/discordtest/rules"
)

// Permissions that tests need (developers/topics/permissions).
const (
	ManageServer = 1 << 5

	memberPermissions = 1<<10 | 1<<11 | 1<<16 | 1<<31 // view, send, read history, use commands
)

// With says more about what a user does.
type With func(*asking)

// asking is an interaction being put together.
type asking struct {
	channel string
	seat    seat
	values  []value
}

type value struct {
	name  string
	value any
}

// Opt fills in an option of a command: a string, int, bool or float64; for
// users, channels and roles their ID.
func Opt(name string, v any) With {
	return func(a *asking) { a.values = append(a.values, value{name, v}) }
}

// Permissions gives the user more permissions than a plain member has.
func Permissions(bits int64) With { return func(a *asking) { a.seat.permissions |= bits } }

// Roles gives the user roles in the guild.
func Roles(ids ...string) With {
	return func(a *asking) { a.seat.roles = append(a.seat.roles, ids...) }
}

// Locale sets the user's language, en-US unless set.
func Locale(locale string) With { return func(a *asking) { a.seat.locale = locale } }

// In sets the channel, [Channel] unless set.
func In(channel string) With { return func(a *asking) { a.channel = channel } }

// UserInstalled makes the app one that the user has installed, not the server.
func UserInstalled() With { return func(a *asking) { a.seat.userInstall = true } }

func newAsking(with []With) *asking {
	a := &asking{channel: Channel, seat: seat{permissions: memberPermissions, locale: "en-US"}}
	for _, w := range with {
		w(a)
	}
	return a
}

// Slash is a user calling a command in a guild, "" for direct messages. A
// subcommand is named with spaces: "digest list". What Discord would not let
// the user do (an unknown command once any are registered, a missing or
// unfitting option) is told by the Wait methods.
func (s *Server) Slash(guild, user, name string, with ...With) *Interaction {
	return s.command(KindCommand, guild, user, name, "", with)
}

// Autocomplete is a user who has typed partial into an option of a command.
// Options given with are those filled in already.
func (s *Server) Autocomplete(guild, user, name, option, partial string, with ...With) *Interaction {
	return s.command(KindAutocomplete, guild, user, name, option, append(with, Opt(option, partial)))
}

func (s *Server) command(kind int, guild, user, name, focused string, with []With) *Interaction {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := newAsking(with)
	i := s.newInteraction(kind, guild, user, name, a)
	words := strings.Fields(name)
	if len(words) == 0 {
		i.err = fmt.Errorf("no command named")
		return i
	}
	cmd, known, err := s.lookUp(1, guild, i.Channel, words[0], a.seat)
	if err != nil {
		i.err = err
		return i
	}
	list := cmd.Options
	for _, w := range words[1:] {
		at := slices.IndexFunc(list, func(o rules.CommandOption) bool { return o.Name == w && o.Type <= rules.OptGroup })
		if at < 0 && known {
			i.err = fmt.Errorf("command /%s has no subcommand %q", words[0], w)
			return i
		}
		if at >= 0 {
			list = list[at].Options
		}
	}
	var options []any
	resolved := map[string]map[string]any{}
	for _, v := range a.values {
		o, err := rules.OptionData(v.name, v.value, list, known, focused)
		if err != nil {
			i.err = fmt.Errorf("command /%s: %w", name, err)
			return i
		}
		s.resolve(resolved, o["type"].(int), v.value, i)
		options = append(options, o)
		if id, ok := v.value.(string); ok && !s.offers(list, v.name, id) {
			i.err = fmt.Errorf("command /%s: option %q does not offer channels of kind %d", name, v.name, s.channelType(id))
			return i
		}
	}
	if kind == KindCommand {
		for _, o := range list {
			if o.Required && !slices.ContainsFunc(a.values, func(v value) bool { return v.name == o.Name }) {
				i.err = fmt.Errorf("command /%s needs the option %q", name, o.Name)
				return i
			}
		}
	}
	for n := len(words) - 1; n > 0; n-- {
		kind := rules.OptSub
		if n < len(words)-1 {
			kind = rules.OptGroup
		}
		options = []any{map[string]any{"name": words[n], "type": kind, "options": options}}
	}
	id := cmd.ID
	if id == "" {
		id = s.snowflake()
	}
	data := map[string]any{"id": id, "name": words[0], "type": 1, "options": options}
	if len(resolved) > 0 {
		data["resolved"] = resolved
	}
	s.ask(i, data)
	return i
}

// lookUp finds a command of a type as the user's client would: 1 for a slash
// command. As long as none is registered every name is taken.
func (s *Server) lookUp(kind int, guild, channel, name string, who seat) (cmd rules.Command, known bool, err error) {
	registered := 0
	for _, scope := range slices.Compact([]string{guild, ""}) {
		registered += len(s.commands[scope])
		for _, c := range s.commands[scope] {
			if c.Name != name || c.Type != kind {
				continue
			}
			return c, true, c.OfferedIn(guild, guild == "" && s.channelType(channel) == rules.GroupChannel, who.permissions)
		}
	}
	if registered > 0 {
		return rules.Command{}, false, fmt.Errorf("no command /%s is registered", name)
	}
	return rules.Command{}, false, nil
}

// offers tells whether an option that takes a channel offers this one: it may be
// limited to some kinds. The caller holds mu.
func (s *Server) offers(list []rules.CommandOption, name, channel string) bool {
	return !slices.ContainsFunc(list, func(o rules.CommandOption) bool {
		return o.Name == name && o.Type == rules.OptChannel && len(o.ChannelTypes) > 0 && !slices.Contains(o.ChannelTypes, s.channelType(channel))
	})
}

// resolve adds the object that an option's ID stands for. The caller holds mu.
func (s *Server) resolve(into map[string]map[string]any, kind int, v any, i *Interaction) {
	id, ok := v.(string)
	name := map[int]string{6: "users", 7: "channels", 8: "roles", 9: "users", 11: "attachments"}[kind]
	if !ok || name == "" {
		return
	}
	if into[name] == nil {
		into[name] = map[string]any{}
	}
	switch name {
	case "users":
		into[name][id] = userObject(id)
	case "channels":
		if s.guildOf[id] == "" {
			s.guildOf[id] = i.Guild
		}
		into[name][id] = map[string]any{"id": id, "name": "channel" + id, "type": s.channelType(id),
			"permissions": fmt.Sprint(s.overwritten(i.seat.permissions, id, i.User, i.seat.roles)), "app_permissions": fmt.Sprint(s.mine(id))}
	case "roles":
		into[name][id] = map[string]any{"id": id, "name": "role" + id, "permissions": fmt.Sprint(memberPermissions), "color": 0,
			"colors": map[string]any{"primary_color": 0, "secondary_color": nil, "tertiary_color": nil}, "hoist": false, "position": 1,
			"managed": false, "mentionable": false, "icon": nil, "unicode_emoji": nil, "flags": 0}
	default:
		a, ok := s.attached[id]
		if !ok {
			a = Attachment{Name: "file.txt", URL: "https://cdn.discordapp.com/ephemeral-attachments/1/" + id + "/file.txt"}
		}
		into[name][id] = map[string]any{"id": id, "filename": a.Name, "size": a.Size, "url": a.URL, "proxy_url": a.URL,
			"content_type": "text/plain; charset=utf-8", "ephemeral": true, "flags": 0}
	}
}

// Attachment is a file that a user attaches to a command.
type Attachment struct {
	Name string
	Size int // bytes, as Discord tells it
	URL  string
}

// Attach uploads a file and returns its ID, which is what the option that takes it
// is filled in with.
func (s *Server) Attach(a Attachment) (id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id = s.snowflake()
	a.URL = strings.ReplaceAll(a.URL, "{id}", id)
	s.attached[id] = a
	return id
}

func userObject(id string) map[string]any {
	return map[string]any{"id": id, "username": "user" + id, "global_name": "User " + id, "discriminator": "0", "avatar": nil}
}

// newInteraction makes an interaction that is not yet sent. The caller holds
// mu.
func (s *Server) newInteraction(kind int, guild, user, name string, a *asking) *Interaction {
	channel := a.channel
	if guild == "" && channel == Channel {
		channel = s.directWith(user)
	}
	s.guildOf[channel] = guild
	i := &Interaction{
		ID: s.snowflake(), Token: "itoken" + s.snowflake() + "abcdefghijklmnop", Kind: kind,
		Guild: guild, Channel: channel, User: user, Name: name, srv: s, seat: a.seat,
	}
	switch typ := s.channelType(channel); {
	case kind == KindCommand && rules.NonText[typ]:
		i.err = fmt.Errorf("there is nowhere to type a command in a channel of type %d", typ)
	case kind == KindCommand && (s.archived[channel] || s.locked[channel]):
		i.err = fmt.Errorf("no command can be used in a thread that is archived or locked")
	case typ == rules.GroupChannel && !a.seat.userInstall:
		i.err = fmt.Errorf("a bot is in no group; only who has installed it can bring it along")
	}
	return i
}

// ask sends the interaction to the bot. The caller holds mu.
func (s *Server) ask(i *Interaction, data map[string]any) {
	if i.err != nil {
		return
	}
	i.At = time.Now()
	s.asked[i.Token] = i
	owners := map[string]string{"0": i.Guild}
	if i.Guild == "" {
		owners["0"] = "0"
	}
	if i.seat.userInstall {
		owners = map[string]string{"1": i.User}
	}
	d := map[string]any{
		"id": i.ID, "application_id": s.opts.AppID, "type": i.Kind, "token": i.Token, "version": 1,
		"channel_id": i.Channel, "channel": map[string]any{"id": i.Channel, "type": s.channelType(i.Channel)}, "locale": i.seat.locale,
		"app_permissions": fmt.Sprint(s.mine(i.Channel)), "entitlements": []any{}, "attachment_size_limit": 10 << 20,
		"authorizing_integration_owners": owners, "context": 0, "data": data,
	}
	if i.Guild == "" {
		d["context"], d["user"] = 1, userObject(i.User)
		if s.channelType(i.Channel) == rules.GroupChannel {
			d["context"] = 2
		}
	} else {
		d["guild_id"], d["guild_locale"] = i.Guild, "en-US"
		d["guild"] = map[string]any{"id": i.Guild, "locale": "en-US", "features": []any{}}
		d["member"] = map[string]any{
			"user": userObject(i.User), "roles": append([]string{}, i.seat.roles...), "joined_at": "2020-01-01T00:00:00Z", "deaf": false, "mute": false,
			"permissions": fmt.Sprint(s.overwritten(i.seat.permissions, i.Channel, i.User, i.seat.roles)), "flags": 0,
		}
	}
	if i.source != nil {
		d["message"] = i.source.json()
	}
	if s.endpoint != "" {
		s.deliver(i, d)
	} else if !s.dispatch("INTERACTION_CREATE", i.Guild, d) {
		i.err = fmt.Errorf("the bot is not on the gateway to get the interaction")
	}
	s.change()
}

// channelType is the kind of a channel, as Discord numbers them. The caller
// holds mu.
func (s *Server) channelType(channel string) int {
	_, thread := s.threads[channel]
	_, private := s.private[channel]
	kind, set := s.kinds[channel]
	switch {
	case private:
		return 12
	case thread && s.kinds[s.threads[channel].Channel] == rules.NewsChannel:
		return rules.NewsThread
	case thread:
		return 11
	case set:
		return kind
	case s.guildOf[channel] == "":
		return 1
	}
	return 0
}
