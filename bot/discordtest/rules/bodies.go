package rules

import "math"

// The shapes of the bodies that Discord documents, by the name of their object
// (developers/resources, developers/components/reference,
// developers/interactions). A body that has its shape may still be refused for
// what it says.

var translations = func(most int) shape { return dictionary(len(locales)+2, chars(1, most)) }

// Components.
var (
	emojiShape = object(fields{"id": snowflake, "!name": chars(0, 32)})
	mediaShape = object(fields{"!url": address(2048)})

	anyComponent = fields{"!type": whole(1, maxInt32), "id": whole(0, maxInt32)}

	buttonShape = object(anyComponent, fields{
		"custom_id": chars(1, 100), "!style": oneOf(1, 2, 3, 4, 5, 6), "label": chars(0, 80), "disabled": truth,
		"url": address(512), "sku_id": snowflake, "emoji": emojiShape,
	})
	anySelection = fields{
		"!custom_id": chars(1, 100), "placeholder": chars(0, 150), "min_values": whole(0, 25), "max_values": whole(1, 25),
		"disabled": truth, "required": truth,
	}
	stringSelectShape = object(anyComponent, anySelection, fields{"!options": list(1, 25, object(fields{
		"!label": chars(1, 100), "!value": chars(1, 100), "description": chars(0, 100), "default": truth, "emoji": emojiShape,
	}))})
	userSelectShape    = object(anyComponent, anySelection, fields{"default_values": defaults("user")})
	roleSelectShape    = object(anyComponent, anySelection, fields{"default_values": defaults("role")})
	anySelectShape     = object(anyComponent, anySelection, fields{"default_values": defaults("user", "role")})
	channelSelectShape = object(anyComponent, anySelection, fields{"default_values": defaults("channel"), "channel_types": channelTypes})
	channelTypes       = set(0, unbounded, oneOf(0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15))

	textDisplayShape = object(anyComponent, fields{"!content": chars(1, maxText)})
	thumbnailShape   = object(anyComponent, picture)
	picture          = fields{"description": chars(1, 1024), "spoiler": truth, "!media": mediaShape}

	rowShape = object(anyComponent, fields{"!components": list(1, 5, byType(map[int]shape{
		Button: buttonShape, StringSelect: stringSelectShape, UserSelect: userSelectShape, RoleSelect: roleSelectShape,
		AnySelect: anySelectShape, ChanSelect: channelSelectShape,
	}))})
	sectionShape = object(anyComponent, fields{
		"!components": list(1, 3, byType(map[int]shape{TextDisplay: textDisplayShape})),
		"!accessory":  byType(map[int]shape{Button: buttonShape, Thumbnail: thumbnailShape}),
	})
	galleryShape   = object(anyComponent, fields{"!items": list(1, 10, object(picture))})
	fileShape      = object(anyComponent, fields{"spoiler": truth, "!file": mediaShape})
	separatorShape = object(anyComponent, fields{"spacing": oneOf(1, 2), "divider": truth})
	inContainer    = map[int]shape{
		ActionRow: rowShape, Section: sectionShape, TextDisplay: textDisplayShape, MediaGallery: galleryShape,
		FileShown: fileShape, Separator: separatorShape,
	}
	containerShape = object(anyComponent, fields{
		"accent_color": whole(0, 0xFFFFFF), "!components": list(1, maxComponents, byType(inContainer)), "spoiler": truth,
	})
	componentsShape = list(0, maxComponents, byType(map[int]shape{
		ActionRow: rowShape, Section: sectionShape, TextDisplay: textDisplayShape, MediaGallery: galleryShape,
		FileShown: fileShape, Separator: separatorShape, Container: containerShape,
	}))
)

func defaults(kinds ...string) shape {
	return list(0, 25, object(fields{"!type": texts(kinds...), "!id": snowflake}))
}

// Messages.
var (
	mentionsShape = object(fields{
		"parse": set(0, 3, texts("users", "roles", "everyone")),
		"users": set(0, 100, snowflake), "roles": set(0, 100, snowflake), "replied_user": truth,
	})
	embedPicture = object(fields{
		"url": address(2048), "width": whole(0, maxInt32), "height": whole(0, maxInt32), "placeholder": chars(0, 64),
		"placeholder_version": whole(0, maxInt32), "is_animated": truth, "description": chars(0, 4096),
	})
	embedShape = object(fields{
		"type": chars(0, 100), "url": address(2048), "title": chars(0, 256), "color": whole(0, 0xFFFFFF), "timestamp": instant,
		"description": chars(0, 4096), "image": embedPicture, "thumbnail": embedPicture, "video": embedPicture,
		"author":   object(fields{"name": chars(0, 256), "url": address(2048), "icon_url": address(2048)}),
		"footer":   object(fields{"text": chars(0, 2048), "icon_url": address(2048)}),
		"provider": object(fields{"name": chars(0, 256), "url": address(2048)}),
		"fields":   list(0, 25, object(fields{"!name": chars(0, 256), "!value": chars(0, 1024), "inline": truth})),
	})
	pollWords = object(fields{"text": chars(1, 300), "emoji": object(fields{"id": snowflake, "name": chars(0, 32), "animated": truth})})
	pollShape = object(fields{
		"!question": pollWords, "!answers": list(1, 10, object(fields{"!poll_media": pollWords})),
		"allow_multiselect": truth, "layout_type": oneOf(1), "duration": whole(1, 768),
	})
	attachmentShape = object(fields{
		"!id": snowflake, "filename": chars(1, 1024), "description": chars(0, 1024), "title": chars(0, 1024),
		"duration_secs": whole(0, maxInt32), "waveform": chars(0, 400), "is_spoiler": truth, "is_remix": truth,
	})

	anyMessage = fields{
		"content": chars(0, maxContent), "embeds": list(0, maxEmbeds, embedShape), "allowed_mentions": mentionsShape,
		"components": componentsShape, "attachments": list(0, 10, attachmentShape), "poll": pollShape, "tts": truth,
		"flags": whole(0, maxInt32), "sticker_ids": list(0, 3, snowflake),
	}
	editShape = object(anyMessage)
	sendShape = object(anyMessage, fields{
		"message_reference": object(fields{
			"!message_id": snowflake, "channel_id": snowflake, "guild_id": snowflake, "fail_if_not_exists": truth, "type": oneOf(0),
		}),
		"nonce": nonceShape, "enforce_nonce": truth,
		"shared_client_theme": object(fields{
			"!colors": list(1, 5, chars(6, 6)), "!gradient_angle": whole(0, 360), "!base_mix": whole(0, 100), "base_theme": whole(0, 4),
		}),
	})
)

// nonceShape takes a number or a short string.
func nonceShape(c *checks, at string, v any) {
	if s, ok := v.(string); ok {
		c.length(at, s, 0, 25)
		return
	}
	whole(math.MinInt64, math.MaxInt64)(c, at, v)
}

// Answers to interactions.
var (
	textInputShape = object(anyComponent, fields{
		"!custom_id": chars(1, 100), "!style": oneOf(1, 2), "label": chars(1, 45), "value": chars(0, 4000),
		"placeholder": chars(0, 100), "required": truth, "min_length": whole(0, 4000), "max_length": whole(1, 4000),
	})
	modalShape = object(fields{
		"!custom_id": chars(1, 100), "!title": chars(1, 45), "!components": list(1, 5, byType(map[int]shape{
			ActionRow:   object(anyComponent, fields{"!components": list(1, 1, byType(map[int]shape{TextInput: textInputShape}))}),
			TextDisplay: textDisplayShape,
			Labelled: object(anyComponent, fields{"!label": chars(1, 45), "description": chars(1, 100), "!component": byType(map[int]shape{
				TextInput: textInputShape, StringSelect: stringSelectShape, UserSelect: userSelectShape,
				RoleSelect: roleSelectShape, AnySelect: anySelectShape, ChanSelect: channelSelectShape,
			})}),
		})),
	})
	choicesShape  = object(fields{"!choices": choiceList})
	callbackShape = byType(map[int]shape{
		AckReply: object(fields{"data": editShape}), AckDefer: object(fields{"data": editShape}),
		AckDeferUpdate: object(fields{"data": editShape}), AckUpdate: object(fields{"data": editShape}),
		AckChoices: object(fields{"!data": choicesShape}), AckModal: object(fields{"!data": modalShape}),
	})
)

// choiceList takes suggestions whose values are all strings or all numbers.
func choiceList(c *checks, at string, v any) {
	value := number
	if l, _ := v.([]any); len(l) > 0 {
		first, _ := l[0].(map[string]any)
		if _, ok := first["value"].(string); ok {
			value = chars(1, 100)
		}
	}
	list(0, 25, choiceOf(value))(c, at, v)
}

func choiceOf(value shape) shape {
	return object(fields{"!name": chars(1, 100), "name_localizations": translations(100), "!value": value})
}

// Commands.
var (
	commandsShape = list(0, maxChatCommands+2*maxOtherCommands, object(fields{
		"id": snowflake, "type": oneOf(1, 2, 3), "!name": chars(1, 32), "name_localizations": translations(32),
		"description": chars(0, 100), "description_localizations": translations(100), "options": list(0, maxPerList, byType(optionShapes)),
		"default_member_permissions": bits, "dm_permission": truth, "nsfw": truth, "handler": oneOf(1, 2),
		"contexts": set(1, 3, oneOf(0, 1, 2)), "integration_types": set(1, 2, oneOf(0, 1)),
	}))

	anyOption = fields{
		"!type": whole(OptSub, OptLast), "!name": chars(1, 32), "name_localizations": translations(32),
		"!description": chars(1, 100), "description_localizations": translations(100), "required": truth,
	}
	anyChoice       = fields{"autocomplete": truth}
	parameterShapes = map[int]shape{
		OptString: object(anyOption, anyChoice, fields{
			"min_length": whole(0, 6000), "max_length": whole(1, 6000), "choices": list(0, maxPerList, choiceOf(chars(1, 100))),
		}),
		OptInteger: object(anyOption, anyChoice, fields{
			"min_value": whole(-maxWhole, maxWhole), "max_value": whole(-maxWhole, maxWhole),
			"choices": list(0, maxPerList, choiceOf(whole(-maxWhole, maxWhole))),
		}),
		OptNumber:  object(anyOption, anyChoice, fields{"min_value": number, "max_value": number, "choices": list(0, maxPerList, choiceOf(number))}),
		OptBoolean: object(anyOption), 6: object(anyOption), 8: object(anyOption), 9: object(anyOption), OptLast: object(anyOption),
		7: object(anyOption, fields{"channel_types": channelTypes}),
	}
	subShape     = object(anyOption, fields{"options": list(0, maxPerList, byType(parameterShapes))})
	optionShapes = withOptions(parameterShapes, map[int]shape{
		OptSub:   subShape,
		OptGroup: object(anyOption, fields{"options": list(0, maxPerList, byType(map[int]shape{OptSub: subShape}))}),
	})
)

func withOptions(of ...map[int]shape) map[int]shape {
	all := map[int]shape{}
	for _, m := range of {
		for kind, s := range m {
			all[kind] = s
		}
	}
	return all
}

// identifyShape is what a session is started with (developers/events/
// gateway-events, Identify). Discord's documentation has no names with a dollar,
// and no game in a presence.
var identifyShape = object(fields{
	"!token": chars(1, 200), "!intents": whole(0, maxWhole), "!properties": object(fields{
		"!os": chars(1, 100), "!browser": chars(1, 100), "!device": chars(1, 100),
	}),
	"compress": truth, "large_threshold": whole(50, 250), "presence": object(fields{
		"since": whole(0, maxWhole), "!activities": list(0, unbounded, object()), "!status": texts("online", "dnd", "idle", "invisible", "offline"),
		"!afk": truth, "game": nothing,
	}),
})

// CheckIdentify refuses what a session is started with where it has another form than
// the one that is documented.
func CheckIdentify(data []byte) *Refusal { return conforms(data, identifyShape, "") }

// nothing is what may not be there.
func nothing(c *checks, at string, _ any) {
	c.add(at, "MODEL_UNKNOWN_FIELD", "There is no such field")
}

// bodyShapes are the shapes of the bodies that the routes take.
var bodyShapes = map[string]shape{
	RouteCallback:     callbackShape,
	RouteReply:        editShape,
	RouteFollowUp:     editShape,
	RouteFollowUpEdit: editShape,
	RouteMessage:      sendShape,
	RouteMessageEdit:  editShape,
	RouteCommandsPut:  commandsShape,
	RouteGuildPut:     commandsShape,
	RouteThread: object(fields{
		"!name": chars(1, 100), "auto_archive_duration": oneOf(60, 1440, 4320, 10080), "rate_limit_per_user": whole(0, 21600),
	}),
	RouteDirect: object(fields{
		"!recipient_id": snowflake, "access_tokens": set(0, 1521, chars(0, 1000)), "nicks": dictionary(1521, chars(0, 32)),
	}),
}

// CheckBody tells whether a route would refuse a body for its form, whatever
// there is on the server, as a *[Refusal]. Each body that comes in is checked by
// it first.
func CheckBody(route string, body []byte) error {
	if r := BodyRefusal(route, body); r != nil {
		return r
	}
	return nil
}

// BodyRefusal is [CheckBody] for the server.
func BodyRefusal(route string, body []byte) *Refusal {
	of, ok := bodyShapes[route]
	if !ok {
		return nil
	}
	return conforms(body, of, "")
}
