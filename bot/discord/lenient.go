package discord

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"
)

// What Discord sends grows: there are new types of components, new fields, and
// now and then a field of another type. discordgo refuses the whole of a message
// for one part that it does not know, and with it the command that came on the
// message. So what it can't read is fitted to what it can, by dropping the rest,
// and read again.

// Decode reads JSON of Discord's into the value that into points to: all of it
// where discordgo can read that, and else all that it can read.
func Decode(raw []byte, into any) error {
	err := unmarshal(raw, into)
	if err == nil {
		return nil
	}
	to := reflect.ValueOf(into).Elem()
	to.SetZero()
	var tree any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber() // IDs and permissions have more digits than a float
	if d.Decode(&tree) != nil {
		return err
	}
	tree, ok := fit(tree, to.Type())
	if !ok {
		return err
	}
	fitted, err := json.Marshal(tree)
	if err != nil {
		return err
	}
	return unmarshal(fitted, into)
}

// unmarshal is json.Unmarshal, but for what discordgo panics on.
func unmarshal(raw []byte, into any) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("discordgo panics on it: %s", Shorten(fmt.Sprint(v), 200))
		}
	}()
	return json.Unmarshal(raw, into)
}

var (
	componentType   = reflect.TypeFor[discordgo.MessageComponent]()
	componentsType  = reflect.TypeFor[[]discordgo.MessageComponent]()
	interactionType = reflect.TypeFor[discordgo.Interaction]()

	// transparent are the types whose own way of reading JSON is that of their
	// fields, but for components and the like, which are fitted by themselves.
	transparent = []reflect.Type{
		reflect.TypeFor[discordgo.Message](), interactionType, reflect.TypeFor[discordgo.ModalSubmitInteractionData](),
		reflect.TypeFor[discordgo.ActionsRow](), reflect.TypeFor[discordgo.Section](), reflect.TypeFor[discordgo.Container](),
	}

	// componentTypes are those that discordgo knows.
	componentTypes = map[discordgo.ComponentType]reflect.Type{
		discordgo.ActionsRowComponent:            reflect.TypeFor[discordgo.ActionsRow](),
		discordgo.ButtonComponent:                reflect.TypeFor[discordgo.Button](),
		discordgo.SelectMenuComponent:            reflect.TypeFor[discordgo.SelectMenu](),
		discordgo.TextInputComponent:             reflect.TypeFor[discordgo.TextInput](),
		discordgo.UserSelectMenuComponent:        reflect.TypeFor[discordgo.SelectMenu](),
		discordgo.RoleSelectMenuComponent:        reflect.TypeFor[discordgo.SelectMenu](),
		discordgo.MentionableSelectMenuComponent: reflect.TypeFor[discordgo.SelectMenu](),
		discordgo.ChannelSelectMenuComponent:     reflect.TypeFor[discordgo.SelectMenu](),
		discordgo.SectionComponent:               reflect.TypeFor[discordgo.Section](),
		discordgo.TextDisplayComponent:           reflect.TypeFor[discordgo.TextDisplay](),
		discordgo.ThumbnailComponent:             reflect.TypeFor[discordgo.Thumbnail](),
		discordgo.MediaGalleryComponent:          reflect.TypeFor[discordgo.MediaGallery](),
		discordgo.FileComponentType:              reflect.TypeFor[discordgo.FileComponent](),
		discordgo.SeparatorComponent:             reflect.TypeFor[discordgo.Separator](),
		discordgo.ContainerComponent:             reflect.TypeFor[discordgo.Container](),
	}
)

// fit returns what of a JSON value fits a type; false where nothing does. What is
// null is as good as not there.
func fit(v any, t reflect.Type) (any, bool) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case v == nil:
		return nil, false
	case t == componentType:
		return fitComponent(v)
	case !slices.Contains(transparent, t) && readsItself(t):
		return v, readable(v, t)
	}
	switch t.Kind() {
	case reflect.Struct:
		return fitStruct(v, t)
	case reflect.Slice:
		list, ok := v.([]any)
		if !ok {
			return nil, false
		}
		fitted := make([]any, 0, len(list))
		for _, e := range list {
			if e, ok := fit(e, t.Elem()); ok {
				fitted = append(fitted, e)
			}
		}
		return fitted, true
	case reflect.Map:
		m, ok := v.(map[string]any)
		if !ok {
			return nil, false
		}
		fitted := make(map[string]any, len(m))
		for k, e := range m {
			e, ok := fit(e, t.Elem())
			if ok && readable(map[string]any{k: e}, t) { // the key, too
				fitted[k] = e
			}
		}
		return fitted, true
	case reflect.String:
		if n, ok := v.(json.Number); ok {
			return n.String(), true
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Float32, reflect.Float64:
		if s, ok := v.(string); ok {
			v = json.Number(s)
		}
	}
	return v, readable(v, t)
}

// readsItself reports whether a type has a way of its own of reading JSON.
func readsItself(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(reflect.TypeFor[json.Unmarshaler]()) || p.Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

// readable reports whether a type can be read from a value.
func readable(v any, t reflect.Type) bool {
	raw, err := json.Marshal(v)
	return err == nil && unmarshal(raw, reflect.New(t).Interface()) == nil
}

func fitStruct(v any, t reflect.Type) (any, bool) {
	m, ok := v.(map[string]any)
	if !ok {
		return nil, false
	}
	fitted := map[string]any{}
	fitFields(m, t, fitted)
	if t == interactionType {
		fitData(m, fitted)
	}
	return fitted, true
}

// fitFields fits the members of an object to the fields of a struct.
func fitFields(m map[string]any, t reflect.Type, into map[string]any) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			if inner := f.Type; inner.Kind() == reflect.Struct {
				fitFields(m, inner, into)
			}
			continue
		case !f.IsExported() || name == "-" && f.Type != componentsType:
			continue
		case name == "-":
			name = "components" // which the type reads by itself
		case name == "":
			name = f.Name
		}
		v, ok := m[name]
		if !ok {
			continue
		}
		if strings.Contains(options, "string") { // a number that is written as one
			if n, isNumber := v.(json.Number); isNumber {
				v = n.String()
			}
			if s, isString := v.(string); isString {
				if _, err := strconv.ParseInt(s, 10, 64); err == nil {
					into[name] = s
				}
			}
			continue
		}
		if v, ok := fit(v, f.Type); ok {
			into[name] = v
		}
	}
}

// fitData fits what an interaction brings along, whose form its type says.
func fitData(m, into map[string]any) {
	delete(into, "data")
	kind, _ := strconv.Atoi(fmt.Sprint(m["type"]))
	var t reflect.Type
	switch discordgo.InteractionType(kind) {
	case discordgo.InteractionApplicationCommand, discordgo.InteractionApplicationCommandAutocomplete:
		t = reflect.TypeFor[discordgo.ApplicationCommandInteractionData]()
	case discordgo.InteractionMessageComponent:
		t = reflect.TypeFor[discordgo.MessageComponentInteractionData]()
	case discordgo.InteractionModalSubmit:
		t = reflect.TypeFor[discordgo.ModalSubmitInteractionData]()
	default:
		return
	}
	if data, ok := fit(m["data"], t); ok {
		into["data"] = data
	}
}

// fitComponent fits a component; false for one of a type that discordgo does not
// know.
func fitComponent(v any) (any, bool) {
	m, ok := v.(map[string]any)
	if !ok {
		return nil, false
	}
	kind, err := strconv.Atoi(fmt.Sprint(m["type"]))
	if err != nil || kind < 0 {
		return nil, false
	}
	if kind == int(labelComponent) {
		// discordgo gets the row that a field came in before there were labels.
		field, ok := fitComponent(m["component"])
		if !ok {
			return nil, false
		}
		return map[string]any{"type": discordgo.ActionsRowComponent, "components": []any{field}}, true
	}
	t, known := componentTypes[discordgo.ComponentType(kind)]
	if !known {
		return nil, false
	}
	fitted := map[string]any{}
	fitFields(m, t, fitted)
	fitted["type"] = kind
	if kind == int(discordgo.SectionComponent) && fitted["accessory"] == nil {
		// A section can't be without the button or picture beside it; its texts can.
		return map[string]any{"type": discordgo.ContainerComponent, "components": fitted["components"]}, fitted["components"] != nil
	}
	raw, err := json.Marshal(fitted)
	if err != nil {
		return nil, false
	}
	var read error
	func() {
		defer func() {
			if v := recover(); v != nil {
				read = fmt.Errorf("discordgo panics on it: %v", v)
			}
		}()
		_, read = discordgo.MessageComponentFromJSON(raw)
	}()
	return fitted, read == nil
}
