package bot

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"sitrep/bot/digest"
	"sitrep/bot/discordtest"
	"sitrep/bot/discordtest/rules"
)

var schemaMutations = flag.Int("schema.mutations", 500, "spoilt bodies that are held against Discord's schema")

// Every test that starts the fake holds what it sends against Discord's schema,
// where there is one. This one says where there is none, and proves that the fake
// is no kinder by itself than with it.
func TestTheFakeRefusesWhatDiscordsSchemaRefuses(t *testing.T) {
	t.Parallel()
	schema, err := rules.LoadSchema()
	if err != nil {
		t.Fatal(err)
	}
	if schema == nil {
		t.Skipf("%s is not set: no body is checked against Discord's schema", rules.SchemaVariable)
	}
	sent := sentBodies(t)
	routes := slices.Sorted(maps.Keys(sent))
	for _, route := range routes {
		for _, body := range sent[route] {
			if err := schema.Check(route, body); err != nil {
				t.Errorf("%s of ours is refused: %v", route, err)
			}
			if err := rules.CheckBody(route, body); err != nil {
				t.Errorf("the fake refuses %s of ours: %v", route, err)
			}
		}
	}

	rng := rand.New(rand.NewPCG(13, 2))
	refused, kinder := 0, 0
	for range *schemaMutations {
		route := routes[rng.IntN(len(routes))]
		body, how := spoil(t, rng, sent[route][rng.IntN(len(sent[route]))])
		no := schema.Check(route, body)
		if no == nil {
			continue
		}
		refused++
		if rules.CheckBody(route, body) == nil {
			if kinder++; kinder <= 5 {
				t.Errorf("%s, %s: the fake takes what the schema refuses:\n%.1500s\n%v", route, how, body, no)
			}
		}
	}
	t.Logf("of %d spoilt bodies of %d routes the schema refuses %d, and the fake takes %d of those", *schemaMutations, len(routes), refused, kinder)
	if refused < *schemaMutations/2 {
		t.Errorf("only %d of %d are refused: they are not spoilt enough", refused, *schemaMutations)
	}
}

// sentBodies are bodies that a bot sends in real use, by route.
func sentBodies(t *testing.T) map[string][][]byte {
	t.Helper()
	sent := map[string][][]byte{}
	take := func(srv *discordtest.Server) {
		for _, c := range srv.Calls(discordtest.RouteAny) {
			if len(c.Body) > 0 {
				sent[c.Route] = append(sent[c.Route], c.Body)
			}
		}
	}

	// A digest is made, a brief is corrected; then its channel is gone, and its
	// owner is told.
	p := playDigests(t)
	p.digest(t, "subscribe", discordtest.Opt("topic", "ferry"))
	p.reply(t, brief(p.stage, discordtest.Guild, "ferry"))
	p.until(t, thursday)
	p.make(t)
	addText(t, p.library, "fare.md", strings.ReplaceAll(fareRaised, "12 crowns", "13 crowns"))
	if err := p.bot.digests.MarkCorrected(p.ctx); err != nil {
		t.Fatal(err)
	}
	take(p.Server)
	gone, _ := playScoop(t, 2)
	gone.RemoveChannel(discordtest.Channel)
	gone.until(t, thursday)
	for range digest.DeniedTries {
		gone.clock.Add(5 * 60)
		gone.make(t)
	}
	take(gone.Server)

	// A conversation: suggestions, an answer, its buttons, a form, a thread, a mention.
	s, _ := listening(t, func(o *Options) { o.GuildID = discordtest.Guild })
	if err := s.WaitCalls(s.ctx, discordtest.RouteGuildPut, 1); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Autocomplete(discordtest.Guild, discordtest.User, "brief", "topic", "nor").WaitChoices(s.ctx); err != nil {
		t.Fatal(err)
	}
	thread(t, s, "What happened at the Hanoi summit?")
	posted := s.slash(t, "What happened at the Hanoi summit?")
	for _, label := range []string{"Ask a follow-up", "That's not what I meant"} {
		pressed := s.Click(posted.ID, discordtest.User, button(t, posted.Components, label))
		if _, err := pressed.WaitModal(s.ctx); err != nil {
			t.Fatal(err)
		}
		posted = s.reply(t, pressed.SubmitModal(map[string]string{"question": "Why did it fail?"}))
	}
	s.reply(t, s.Slash(discordtest.Guild, discordtest.User, "help"))
	s.asks(t, discordtest.Guild, discordtest.Channel, discordtest.User, s.Mention()+" why did it fail?", "")
	take(s.Server)

	for _, route := range []string{
		discordtest.RouteCallback, discordtest.RouteReply, discordtest.RouteMessage, discordtest.RouteMessageEdit,
		discordtest.RouteThread, discordtest.RouteDirect, discordtest.RouteCommandsPut, discordtest.RouteGuildPut,
	} {
		if len(sent[route]) == 0 {
			t.Errorf("nothing was sent to %s", route)
		}
	}
	for route := range sent {
		slices.SortFunc(sent[route], func(a, b []byte) int { return strings.Compare(string(a), string(b)) })
	}
	return sent
}

// spoil changes one part of a body into something that is likely not allowed
// there.
func spoil(t *testing.T, rng *rand.Rand, body []byte) (spoilt []byte, how string) {
	t.Helper()
	var tree any
	if err := json.Unmarshal(body, &tree); err != nil {
		t.Fatal(err)
	}
	if commands, ok := tree.([]any); ok { // the more of them, the less each place is worth
		rng.Shuffle(len(commands), func(a, b int) { commands[a], commands[b] = commands[b], commands[a] })
		tree = commands[:min(len(commands), 2)]
	}
	var places []place
	placesOf(&places, "", tree, func(v any) { tree = v })
	p := places[rng.IntN(len(places))]
	change := changes[rng.IntN(len(changes))]
	how = change.name + " at " + p.path
	change.to(rng, p)
	spoilt, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	return spoilt, how
}

// A place is a value within a body.
type place struct {
	path   string
	value  any
	set    func(any)
	remove func() // nil where it is no member of an object
	rename func(func(string) string)
}

func placesOf(places *[]place, path string, v any, set func(any)) {
	*places = append(*places, place{path: path, value: v, set: set})
	switch v := v.(type) {
	case []any:
		for n, item := range v {
			placesOf(places, fmt.Sprint(path, ".", n), item, func(to any) { v[n] = to })
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			from := len(*places)
			placesOf(places, path+"."+name, v[name], func(to any) { v[name] = to })
			p := &(*places)[from]
			p.remove = func() { delete(v, name) }
			p.rename = func(f func(string) string) {
				value := v[name]
				delete(v, name)
				v[f(name)] = value
			}
		}
	}
}

var changes = []struct {
	name string
	to   func(rng *rand.Rand, p place)
}{
	{"left out", func(_ *rand.Rand, p place) {
		if p.remove != nil {
			p.remove()
			return
		}
		p.set(nil)
	}},
	{"null", func(_ *rand.Rand, p place) { p.set(nil) }},
	{"of another case", func(_ *rand.Rand, p place) {
		if p.rename != nil {
			p.rename(strings.ToUpper)
			return
		}
		p.set(nil)
	}},
	{"of another type", func(rng *rand.Rand, p place) { p.set(garbage(rng)) }},
	{"of another type", func(rng *rand.Rand, p place) { p.set(garbage(rng)) }},
	{"another number or too long", func(rng *rand.Rand, p place) {
		switch v := p.value.(type) {
		case string:
			p.set(v + strings.Repeat([]string{"x", "語"}[rng.IntN(2)], []int{30, 60, 90, 300, 700, 5000, 9000}[rng.IntN(7)]))
		case float64:
			p.set([]float64{-1, 0, 6, 7, 15, 16, 19, 23, 99, 1.5, 1 << 25, 1 << 40}[rng.IntN(12)])
		case bool:
			p.set("true")
		case []any:
			for len(v) < 150 {
				v = append(v, garbage(rng))
			}
			p.set(v)
		case map[string]any:
			p.set([]any{v})
		}
	}},
	{"too many or empty", func(rng *rand.Rand, p place) {
		switch v := p.value.(type) {
		case string:
			p.set("")
		case []any:
			if len(v) == 0 || rng.IntN(3) == 0 {
				p.set([]any{})
				return
			}
			for n := []int{6, 11, 26, 41, 131}[rng.IntN(5)]; len(v) < n; {
				v = append(v, v[0])
			}
			p.set(v)
		default:
			p.set(map[string]any{})
		}
	}},
	{"nested", func(rng *rand.Rand, p place) {
		v := p.value
		for range 1 + rng.IntN(40) {
			v = []any{v}
		}
		p.set(v)
	}},
	{"with garbage within", func(rng *rand.Rand, p place) {
		switch v := p.value.(type) {
		case []any:
			p.set(append(v, garbage(rng)))
		case map[string]any:
			v[members[rng.IntN(len(members))]] = garbage(rng)
		default:
			p.set(garbage(rng))
		}
	}},
}

// members are names that Discord knows somewhere.
var members = strings.Fields(`type id custom_id label description content style url sku_id emoji disabled placeholder
	options min_values max_values value required min_length max_length spacing divider accent_color spoiler media file items
	components accessory component name name_localizations description_localizations choices channel_types default_values
	contexts integration_types default_member_permissions dm_permission handler flags embeds poll tts attachments sticker_ids
	allowed_mentions parse users roles replied_user message_reference message_id fail_if_not_exists nonce enforce_nonce
	recipient_id access_tokens nicks auto_archive_duration rate_limit_per_user data title autocomplete min_value max_value
	shared_client_theme guild_id channel_id`)

func garbage(rng *rand.Rand) any {
	return []any{
		nil, "", "x", "12", "-1", 0, 1, 7, -1, 1.5, 1e300, true, false, []any{}, []any{nil}, []any{"x", "x"}, map[string]any{},
		map[string]any{"type": 2}, map[string]any{"type": "2"}, map[string]any{"id": "x"}, map[string]any{"xx": 1}, []any{[]any{[]any{}}},
		strings.Repeat("x", 200), []any{map[string]any{"type": 10}}, "a b://", []any{0, 0},
	}[rng.IntN(26)]
}
