package rules

// The routes that take a body, as a mux names them: method and path.
const (
	RouteCallback     = "POST /interactions/{interaction}/{token}/callback"
	RouteReply        = "PATCH /webhooks/{application}/{token}/messages/@original"
	RouteFollowUp     = "POST /webhooks/{application}/{token}"
	RouteFollowUpEdit = "PATCH /webhooks/{application}/{token}/messages/{message}"
	RouteCommandsPut  = "PUT /applications/{application}/commands"
	RouteGuildPut     = "PUT /applications/{application}/guilds/{guild}/commands"
	RouteMessage      = "POST /channels/{channel}/messages"
	RouteMessageEdit  = "PATCH /channels/{channel}/messages/{message}"
	RouteDirect       = "POST /users/@me/channels"
	RouteThread       = "POST /channels/{channel}/messages/{message}/threads"
)
