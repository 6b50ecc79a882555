package discordtest

import (
	"slices"
	"strconv"

	"sitrep/bot/discordtest/rules"
)

func (s *Server) application(request) (int, any, *rules.Refusal) {
	return 200, map[string]any{
		"id": s.opts.AppID, "name": "sitrep", "icon": nil, "description": "", "bot_public": true,
		"bot_require_code_grant": false, "verify_key": s.verifyKey(), "team": nil, "flags": s.appFlags(),
		"interactions_endpoint_url": s.endpointURL(), "integration_types_config": map[string]any{"0": map[string]any{}, "1": map[string]any{}},
		"bot": map[string]any{"id": s.opts.AppID, "username": "sitrep", "discriminator": "0", "avatar": nil, "bot": true},
	}, nil
}

// listServers answers with the guilds that the bot is in.
func (s *Server) listServers(request) (int, any, *rules.Refusal) {
	out := []any{}
	for _, g := range s.opts.Guilds {
		out = append(out, map[string]any{
			"id": g, "name": "guild " + g, "icon": nil, "owner": false, "permissions": strconv.FormatInt(s.opts.AppPermissions, 10), "features": []any{},
		})
	}
	return 200, out, nil
}

// appFlags tells whether the message content intent is turned on for a bot in
// few servers (developers/resources/application, flags).
func (s *Server) appFlags() int {
	if s.opts.MessageContent {
		return 1 << 19
	}
	return 0
}

func (s *Server) ownApplication(r request) *rules.Refusal {
	if r.PathValue("application") != s.opts.AppID {
		return &rules.Refusal{Status: 403, Code: 20012, Message: "You are not authorized to perform this action on this application"}
	}
	if guild := r.PathValue("guild"); guild != "" && !slices.Contains(s.opts.Guilds, guild) {
		return &rules.Refusal{Status: 403, Code: 50001, Message: "Missing Access"}
	}
	return nil
}

func (s *Server) listCommands(r request) (int, any, *rules.Refusal) {
	if refusal := s.ownApplication(r); refusal != nil {
		return 0, nil, refusal
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	translated := slices.Contains([]string{"true", "True", "1"}, r.URL.Query().Get("with_localizations"))
	return 200, s.commandObjects(r.PathValue("guild"), translated), nil
}

func (s *Server) putCommands(r request) (int, any, *rules.Refusal) {
	if refusal := s.ownApplication(r); refusal != nil {
		return 0, nil, refusal
	}
	cmds, refusal := rules.CheckCommands(r.body)
	if refusal != nil {
		return 0, nil, refusal
	}
	guild := r.PathValue("guild")
	s.mu.Lock()
	defer s.mu.Unlock()
	before := s.commands[guild]
	for n := range cmds {
		// A command keeps its ID as long as it keeps its name and type.
		for _, old := range before {
			if old.Name == cmds[n].Name && old.Type == cmds[n].Type {
				cmds[n].ID = old.ID
			}
		}
		if cmds[n].ID == "" {
			cmds[n].ID = s.snowflake()
		}
	}
	s.commands[guild] = cmds
	s.change()
	return 200, s.commandObjects(guild, true), nil
}

// commandObjects are the commands as Discord gives them back, with their
// translations only when asked for. The caller holds mu.
func (s *Server) commandObjects(guild string, translated bool) []any {
	out := []any{}
	for _, cmd := range s.commands[guild] {
		if !translated {
			cmd = cmd.Untranslated()
		}
		if cmd.Installation == nil {
			cmd.Installation = &[]int{0}
		}
		out = append(out, struct {
			rules.Command
			Application string `json:"application_id"`
			Version     string `json:"version"`
			Guild       string `json:"guild_id,omitempty"`
		}{cmd, s.opts.AppID, cmd.ID, guild})
	}
	return out
}

// Commands returns the names of the registered slash commands in the order of
// registration, global for guild "".
func (s *Server) Commands(guild string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var names []string
	for _, cmd := range s.commands[guild] {
		names = append(names, cmd.Name)
	}
	return names
}

// CommandID returns the ID of a registered slash command, global for guild "";
// empty where there is none of that name.
func (s *Server) CommandID(guild, name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, cmd := range s.commands[guild] {
		if cmd.Name == name && cmd.Type == 1 {
			return cmd.ID
		}
	}
	return ""
}
