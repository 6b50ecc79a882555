package api

import (
	"context"
	"net/http"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// operation is something that can be asked: a tool of the protocol and a path of the
// HTTP API.
type operation struct {
	name, does string
	input      *jsonschema.Schema
	tool       func(*mcp.Server, *API)
	handle     func(*API) http.HandlerFunc
}

// operations are all of them.
var operations = []operation{
	define("search", "Find the passages of the archive that match some words best, each with where it stands.", (*API).search),
	define("read", "Read an article of the archive: its text, byte for byte, and where it is from.", (*API).read),
	define("brief", "Brief on a topic: what is new, what happened before, quotes and differences; every sentence stands in an article of the archive, with its citation.", (*API).brief),
	define("ask", "Answer a question from the archive with cited sentences, or say that it does not say.", (*API).ask),
	define("today", "The weightiest stories of the archive's last day, or since a day, one cited sentence each.", (*API).today),
	define("check", "Say of each statement in a text whether the articles say so, say otherwise, leave it undecided or are silent.", (*API).check),
}

// define makes an operation of a method.
func define[In any](name, does string, answer func(*API, context.Context, In) (string, error)) operation {
	schema, err := jsonschema.For[In](nil)
	if err != nil {
		panic(name + ": " + err.Error()) // a mistake in an input's tags, which every test meets
	}
	return operation{
		name: name, does: does, input: schema,
		tool: func(s *mcp.Server, a *API) {
			tool := &mcp.Tool{Name: name, Description: does, InputSchema: schema, Annotations: &mcp.ToolAnnotations{ReadOnlyHint: true, OpenWorldHint: new(bool)}}
			mcp.AddTool(s, tool, func(ctx context.Context, _ *mcp.CallToolRequest, in In) (*mcp.CallToolResult, any, error) {
				out, err := inTurn(ctx, a, in, answer)
				if err != nil {
					return nil, nil, err
				}
				return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: out}}}, nil, nil
			})
		},
		handle: func(a *API) http.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request) {
				var in In
				err := read(r, schema, &in)
				out := ""
				if err == nil {
					out, err = inTurn(r.Context(), a, in, answer)
				}
				a.reply(w, r, out, err)
			}
		},
	}
}

// Server returns a server of the Model Context Protocol with all operations as its
// tools.
func Server(a *API, version string) *mcp.Server {
	s := mcp.NewServer(&mcp.Implementation{Name: "sitrep", Title: "sitrep: cited briefs from an archive of news", Version: version}, &mcp.ServerOptions{
		Instructions: "An archive of news articles. Every sentence that brief, ask and today return is cited: quote is what stands at bytes start to end of the article named by source, which read returns. When the archive does not say, the answer is abstained.",
	})
	for _, o := range operations {
		o.tool(s, a)
	}
	return s
}
