package rules

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// SchemaVariable names the folder with Discord's own JSON schemas of the bodies
// (see [SchemaFile]). They are Discord's, and not part of this repository. Where
// the variable is set, each body that comes in must satisfy the schema of its
// route, else the test that sent it fails.
const SchemaVariable = "SITREP_DISCORD_SCHEMA"

// SchemaFile is the file in the folder: an object with "routes", the schema of a
// body by method and path, and "components" that they refer to, as in Discord's
// published description of its API.
const SchemaFile = "request-bodies.schema.json"

// Schema is Discord's own description of the bodies that its routes take.
type Schema struct {
	routes map[string]*jsonschema.Schema // by route, its parameters without their names
	passed sync.Map                      // the hashes of commands that satisfy it
}

// LoadSchema reads the schema where the environment says that it is; nil where
// it says nothing.
func LoadSchema() (*Schema, error) {
	dir := os.Getenv(SchemaVariable)
	if dir == "" {
		return nil, nil
	}
	s, err := schemaOf(dir)
	if err != nil {
		return nil, fmt.Errorf("%s=%s: %w", SchemaVariable, dir, err)
	}
	return s, nil
}

// schemaOf compiles a schema once for each process.
func schemaOf(dir string) (*Schema, error) {
	load, _ := schemas.LoadOrStore(dir, sync.OnceValues(func() (*Schema, error) { return readSchema(dir) }))
	return load.(func() (*Schema, error))()
}

var schemas sync.Map // folder to func() (*Schema, error)

// CheckedRoutes are those whose bodies a schema must have.
var CheckedRoutes = []string{
	RouteCallback, RouteReply, RouteFollowUp, RouteMessage, RouteMessageEdit, RouteThread, RouteDirect, RouteCommandsPut, RouteGuildPut,
}

// parameters are the variable parts of a route.
var parameters = regexp.MustCompile(`\{[^}]*\}`)

func readSchema(dir string) (*Schema, error) {
	raw, err := os.ReadFile(filepath.Join(dir, SchemaFile))
	if err != nil {
		return nil, err
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	root, _ := doc.(map[string]any)
	routes, _ := root["routes"].(map[string]any)
	const name = "mem:///discord.json"
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource(name, doc); err != nil {
		return nil, err
	}
	s := &Schema{routes: make(map[string]*jsonschema.Schema)}
	for route := range routes {
		pointer := strings.NewReplacer("~", "~0", "/", "~1").Replace(route)
		compiled, err := compiler.Compile(name + "#/routes/" + url.PathEscape(pointer))
		if err != nil {
			return nil, err
		}
		s.routes[parameters.ReplaceAllString(route, "{}")] = compiled
	}
	for _, route := range CheckedRoutes {
		if !s.Has(route) {
			return nil, fmt.Errorf("%s has no schema for %s", SchemaFile, route)
		}
	}
	return s, nil
}

// Has reports whether there is a schema for the bodies of a route.
func (s *Schema) Has(route string) bool {
	return s.routes[parameters.ReplaceAllString(route, "{}")] != nil
}

// Check tells what is wrong with the body of a route; nil where there is no
// schema for that.
func (s *Schema) Check(route string, body []byte) error {
	of := s.routes[parameters.ReplaceAllString(route, "{}")]
	if of == nil {
		return nil
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return err
	}
	if route == RouteCommandsPut || route == RouteGuildPut {
		permissionsAsNumbers(v)
	}
	return of.Validate(v)
}

// CheckOnce is [Schema.Check], but that commands are checked once: every bot
// that is started registers the same, which take longest.
func (s *Schema) CheckOnce(route string, body []byte) error {
	if route != RouteCommandsPut && route != RouteGuildPut {
		return s.Check(route, body)
	}
	hash := sha256.Sum256(body)
	if _, ok := s.passed.Load(hash); ok {
		return nil
	}
	err := s.Check(route, body)
	if err == nil {
		s.passed.Store(hash, true)
	}
	return err
}

// permissionsAsNumbers undoes the one disagreement between the schema and what
// Discord documents and takes: there default_member_permissions is an integer,
// here a string of its digits.
func permissionsAsNumbers(v any) {
	list, _ := v.([]any)
	for _, cmd := range list {
		m, _ := cmd.(map[string]any)
		if s, ok := m["default_member_permissions"].(string); ok && decimal.MatchString(s) {
			m["default_member_permissions"] = json.Number(s)
		}
	}
}
