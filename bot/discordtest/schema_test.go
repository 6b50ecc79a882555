package discordtest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sitrep/bot/discordtest/rules"
)

// Each of these went through a decoder that is content with what it can use.
func TestBodiesOfAnotherFormAreRefused(t *testing.T) {
	s := New(t, Options{Malformed: true})
	text := `{"type":10,"content":"hello"}`
	message := func(components string) string {
		return `{"flags":32768,"allowed_mentions":{"parse":[]},"components":` + components + `}`
	}
	form := func(components string) string {
		return `{"type":9,"data":{"custom_id":"f","title":"F","components":` + components + `}}`
	}
	const commands = "/applications/400000000000000001/commands"
	for _, tc := range []struct{ name, method, path, body, says string }{
		{"an ID that is none", "POST", "", `{"message_reference":{"message_id":"abc"}}`, `"message_id":{"_errors":[{"code":"NUMBER_TYPE_COERCE"`},
		{"a null among components", "POST", "", message(`[null]`), "MODEL_TYPE_CONVERT"},
		{"a type of another case", "POST", "", message(`[{"Type":10,"content":"hello"}]`), "BASE_TYPE_REQUIRED"},
		{"a type as a string", "POST", "", message(`[{"type":"10","content":"hello"}]`), "UNION_TYPE_CHOICES"},
		{"a fraction", "POST", "", message(`[{"type":14,"spacing":1.5}]`), "BASE_TYPE_CHOICES"},
		{"a negative ID", "POST", "", message(`[{"type":10,"id":-1,"content":"hello"}]`), "NUMBER_TYPE_RANGE"},
		{"an unknown member of an enumeration", "POST", "", `{"allowed_mentions":{"parse":["all"]}}`, "BASE_TYPE_CHOICES"},
		{"a member twice", "POST", "", `{"allowed_mentions":{"parse":["users","users"]}}`, "SET_TYPE_ALREADY_CONTAINS_VALUE"},
		{"one component too many", "POST", "", message("[" + strings.Repeat(text+",", 40) + text + "]"), "BASE_TYPE_MAX_LENGTH"},
		{"a list instead of a message", "POST", "", `[]`, "MODEL_TYPE_CONVERT"},
		{"an emoji without a name", "POST", "", message(`[{"type":1,"components":[{"type":2,"style":1,"custom_id":"x","emoji":{"id":"1"}}]}]`), "BASE_TYPE_REQUIRED"},
		{"an address of no scheme", "POST", "", message(`[{"type":12,"items":[{"media":{"url":"x"}}]}]`), "URL_TYPE_INVALID_URL"},
		{"an embed's time", "POST", "", `{"embeds":[{"timestamp":"today"}]}`, "DATE_TIME_TYPE_PARSE"},
		{"a form's empty label", "POST", "callback", form(`[{"type":18,"label":"","component":{"type":4,"custom_id":"x","style":1}}]`), "BASE_TYPE_REQUIRED"},
		{"a form's empty description", "POST", "callback", form(`[{"type":18,"label":"x","description":"","component":{"type":4,"custom_id":"x","style":1}}]`), "BASE_TYPE_REQUIRED"},
		{"a form with a button", "POST", "callback", form(`[{"type":18,"label":"x","component":{"type":2,"custom_id":"x","style":1}}]`), "UNION_TYPE_CHOICES"},
		{"suggestions of two kinds", "POST", "callback", `{"type":8,"data":{"choices":[{"name":"a","value":"a"},{"name":"b","value":1}]}}`, "STRING_TYPE_CONVERT"},
		{"a translation that is none", "PUT", commands, `[{"name":"x","description":"x","name_localizations":{"de":7}}]`, "STRING_TYPE_CONVERT"},
		{"no place", "PUT", commands, `[{"name":"x","description":"x","contexts":[]}]`, "BASE_TYPE_BAD_LENGTH"},
		{"a permission in words", "PUT", commands, `[{"name":"x","description":"x","default_member_permissions":"all"}]`, "BITFIELD_TYPE_COERCE"},
		{"an option of a subcommand in a list of parameters", "PUT", commands, `[{"name":"x","description":"x","options":[{"type":2,"name":"x","description":"x","options":[{"type":3,"name":"x","description":"x"}]}]}]`, "UNION_TYPE_CHOICES"},
		{"somebody who is no ID", "POST", "/users/@me/channels", `{"recipient_id":7}`, "NUMBER_TYPE_COERCE"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			path := tc.path
			switch path {
			case "":
				path = "/channels/" + Channel + "/messages"
			case "callback":
				i := s.Autocomplete(Guild, User, "brief", "topic", "x")
				path = "/interactions/" + i.ID + "/" + i.Token + "/callback"
			}
			if status, code, answer := call(t, s, tc.method, path, tc.body); status != 400 || code != 50035 || !strings.Contains(answer, tc.says) {
				t.Errorf("got %d %s, want 400 with %s", status, answer, tc.says)
			}
		})
	}
}

// judge is a test that notes what it is failed for.
type judge struct {
	*testing.T
	cleanups []func()
	errors   []string
	fatal    string
}

func (j *judge) Cleanup(f func())             { j.cleanups = append(j.cleanups, f) }
func (j *judge) Errorf(f string, args ...any) { j.errors = append(j.errors, fmt.Sprintf(f, args...)) }
func (j *judge) Fatalf(f string, args ...any) {
	j.fatal = fmt.Sprintf(f, args...)
	panic(j)
}

func (j *judge) run(test func()) {
	defer func() {
		if v := recover(); v != nil && v != any(j) {
			panic(v)
		}
	}()
	test()
	for _, f := range j.cleanups {
		f()
	}
}

// ownSchema is a schema of our own: every body is an object with nothing but a
// text, each command says who may use it.
func ownSchema(t *testing.T) string {
	t.Helper()
	routes := map[string]any{}
	for _, route := range rules.CheckedRoutes {
		routes[route] = map[string]any{"$ref": "#/components/schemas/Any"}
	}
	commands := map[string]any{"items": map[string]any{"properties": map[string]any{"default_member_permissions": map[string]any{"type": "integer"}}}}
	routes["PUT /applications/{application_id}/commands"] = commands
	delete(routes, RouteCommandsPut)
	schema, err := json.Marshal(map[string]any{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "routes": routes,
		"components": map[string]any{"schemas": map[string]any{"Any": map[string]any{"properties": map[string]any{"flags": map[string]any{"const": 32768}}}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, rules.SchemaFile), schema, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestBodyThatBreaksTheSchemaFailsTheTestThatSentIt(t *testing.T) {
	t.Setenv(rules.SchemaVariable, ownSchema(t))
	path := "/channels/" + Channel + "/messages"
	const good, bad = `{` + v2Message + `}`, `{"flags":4,"allowed_mentions":{"parse":[]},"content":"x"}`
	const commands, permitted = "/applications/400000000000000001/commands", `[{"name":"x","description":"x","default_member_permissions":"8"}]`
	for _, tc := range []struct {
		name, method, path, body string
		opts                     Options
		fails                    bool
	}{
		{"one that satisfies it", "POST", path, good, Options{}, false},
		{"one that does not", "POST", path, bad, Options{}, true},
		{"one that does not, in a test of that", "POST", path, bad, Options{Malformed: true}, false},
		{"permissions as Discord documents them", "PUT", commands, permitted, Options{}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			j := &judge{T: t}
			j.run(func() {
				s := New(j, tc.opts)
				if status, _, answer := call(t, s, tc.method, tc.path, tc.body); status != 200 {
					t.Errorf("got %d %s", status, answer)
				}
			})
			if failed := len(j.errors) > 0; failed != tc.fails {
				t.Errorf("the test is failed for %q", j.errors)
			}
		})
	}
}

func TestSchemaThatCannotBeReadFailsEveryTest(t *testing.T) {
	folder := func(content string) string {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, rules.SchemaFile), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	for name, dir := range map[string]string{
		"no folder": filepath.Join(t.TempDir(), "none"), "no file": t.TempDir(), "no JSON": folder("x"), "no schema": folder("[]"),
		"a schema of another shape": folder(`{"routes":{"POST /users/@me/channels":{"type":7}}}`),
		"a schema of too few":       folder(`{"routes":{"POST /users/@me/channels":{}}}`),
	} {
		t.Setenv(rules.SchemaVariable, dir)
		j := &judge{T: t}
		j.run(func() { New(j) })
		if !strings.Contains(j.fatal, "schema") || !strings.Contains(j.fatal, rules.SchemaVariable) {
			t.Errorf("%s: the test is failed for %q", name, j.fatal)
		}
	}
	t.Setenv(rules.SchemaVariable, "")
	if schema, err := rules.LoadSchema(); schema != nil || err != nil {
		t.Errorf("without the variable there is %v, %v", schema, err)
	}
}
