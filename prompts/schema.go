package prompts

import "encoding/json"

// The shapes of the replies. They keep to what strict JSON schemas of all
// servers know: objects with every property required and no others, arrays and
// strings. How many claims there may be is checked by whoever reads the reply.
var schemas = map[string]json.RawMessage{
	"brief.md": json.RawMessage(`{"type":"object","properties":{"bottom_line":` + claims + `,"developments":` + claims + `},` +
		`"required":["bottom_line","developments"],"additionalProperties":false}`),
	"answer.md": json.RawMessage(`{"type":"object","properties":{"answer":` + claims + `},` +
		`"required":["answer"],"additionalProperties":false}`),
	"followup.md": json.RawMessage(`{"type":"object","properties":{"question":{"type":"string"}},` +
		`"required":["question"],"additionalProperties":false}`),
	"topic.md": json.RawMessage(`{"type":"object","properties":{"topic":{"type":"string"}},` +
		`"required":["topic"],"additionalProperties":false}`),
	"queries.md": json.RawMessage(`{"type":"object","properties":{"queries":{"type":"array","items":{"type":"string"}}},` +
		`"required":["queries"],"additionalProperties":false}`),
	"look.md": json.RawMessage(`{"type":"object","properties":{"supported":{"type":"array","items":{"type":"string"}}},` +
		`"required":["supported"],"additionalProperties":false}`),
}

const claims = `{"type":"array","items":{"type":"object","properties":{"text":{"type":"string"},` +
	`"sentences":{"type":"array","items":{"type":"string"}}},"required":["text","sentences"],"additionalProperties":false}}`
