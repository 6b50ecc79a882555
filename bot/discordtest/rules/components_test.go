package rules

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"sitrep/bot/discordtest/golden"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"
)

type (
	parts     = []discordgo.MessageComponent
	text      = discordgo.TextDisplay
	row       = discordgo.ActionsRow
	pressable = discordgo.Button
	menu      = discordgo.SelectMenu
)

func many[T any](n int, make func(int) T) []T {
	out := []T{}
	for i := range n {
		out = append(out, make(i))
	}
	return out
}

func press(label, id string) pressable {
	return pressable{Label: label, CustomID: id, Style: discordgo.SecondaryButton}
}

func options(n int) []discordgo.SelectMenuOption {
	return many(n, func(i int) discordgo.SelectMenuOption {
		return discordgo.SelectMenuOption{Label: "option", Value: strings.Repeat("v", i+1)}
	})
}

func TestComponentsAreHeldToDiscordsLimits(t *testing.T) {
	x := func(n int) string { return strings.Repeat("x", n) }
	tests := []struct {
		name string
		cs   parts
		want []string // path and code of each problem; none means that Discord takes it
	}{
		{"a text", parts{text{Content: "hello"}}, nil},
		{"4000 characters", parts{text{Content: x(4000)}}, nil},
		{"4001 characters", parts{text{Content: x(2000)}, text{Content: x(2001)}}, []string{"components COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED"}},
		{"an empty text", parts{text{}}, []string{"components.0.content BASE_TYPE_REQUIRED"}},
		{"40 components", parts{discordgo.Container{Components: many(39, func(int) discordgo.MessageComponent { return text{Content: "x"} })}}, nil},
		{"41 components", parts{discordgo.Container{Components: many(40, func(int) discordgo.MessageComponent { return text{Content: "x"} })}},
			[]string{"components COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED"}},
		{"five buttons", parts{row{Components: many(5, func(i int) discordgo.MessageComponent { return press("b", x(i+1)) })}}, nil},
		{"six buttons", parts{row{Components: many(6, func(i int) discordgo.MessageComponent { return press("b", x(i+1)) })}},
			[]string{"components.0.components BASE_TYPE_BAD_LENGTH"}},
		{"an empty row", parts{row{}}, []string{"components.0.components BASE_TYPE_BAD_LENGTH"}},
		{"a button outside a row", parts{press("b", "id")}, []string{"components.0.type UNION_TYPE_CHOICES"}},
		{"80 characters on a button", parts{row{Components: parts{press(x(80), "id")}}}, nil},
		{"81 characters on a button", parts{row{Components: parts{press(x(81), "id")}}}, []string{"components.0.components.0.label BASE_TYPE_MAX_LENGTH"}},
		{"a button without a label", parts{row{Components: parts{press("", "id")}}}, []string{"components.0.components.0 BUTTON_COMPONENT_INVALID"}},
		{"a custom ID of 100", parts{row{Components: parts{press("b", x(100))}}}, nil},
		{"a custom ID of 101", parts{row{Components: parts{press("b", x(101))}}}, []string{"components.0.components.0.custom_id BASE_TYPE_BAD_LENGTH"}},
		{"no custom ID", parts{row{Components: parts{press("b", "")}}}, []string{"components.0.components.0.custom_id BASE_TYPE_REQUIRED"}},
		{"a custom ID twice", parts{row{Components: parts{press("a", "id")}}, row{Components: parts{press("b", "id")}}},
			[]string{"components.1.components.0.custom_id COMPONENT_CUSTOM_ID_DUPLICATED"}},
		{"a link", parts{row{Components: parts{pressable{Label: "b", Style: discordgo.LinkButton, URL: "https://news.example/a#:~:text=b"}}}}, nil},
		{"a link of 513", parts{row{Components: parts{pressable{Label: "b", Style: discordgo.LinkButton, URL: "https://news.example/" + x(492)}}}},
			[]string{"components.0.components.0.url BASE_TYPE_BAD_LENGTH"}},
		{"a link to a script", parts{row{Components: parts{pressable{Label: "b", Style: discordgo.LinkButton, URL: "javascript:alert(1)"}}}},
			[]string{"components.0.components.0.url URL_TYPE_INVALID_SCHEME"}},
		{"a link with a custom ID", parts{row{Components: parts{pressable{Label: "b", Style: discordgo.LinkButton, URL: "https://a.example", CustomID: "id"}}}},
			[]string{"components.0.components.0 BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE"}},
		{"25 options", parts{row{Components: parts{menu{CustomID: "id", Options: options(25)}}}}, nil},
		{"26 options", parts{row{Components: parts{menu{CustomID: "id", Options: options(26)}}}}, []string{"components.0.components.0.options BASE_TYPE_BAD_LENGTH"}},
		{"an option of 101", parts{row{Components: parts{menu{CustomID: "id", Options: []discordgo.SelectMenuOption{{Label: x(101), Value: x(101), Description: x(101)}}}}}},
			[]string{"components.0.components.0.options.0.description BASE_TYPE_MAX_LENGTH", "components.0.components.0.options.0.label BASE_TYPE_BAD_LENGTH",
				"components.0.components.0.options.0.value BASE_TYPE_BAD_LENGTH"}},
		{"an option twice", parts{row{Components: parts{menu{CustomID: "id", Options: []discordgo.SelectMenuOption{{Label: "a", Value: "v"}, {Label: "b", Value: "v"}}}}}},
			[]string{"components.0.components.0.options.1.value COMPONENT_OPTION_VALUE_DUPLICATED"}},
		{"more chosen than there is", parts{row{Components: parts{menu{CustomID: "id", MaxValues: 3, Options: options(2)}}}},
			[]string{"components.0.components.0.max_values SELECT_COMPONENT_MAX_VALUES_TOO_LARGE"}},
		{"a select beside a button", parts{row{Components: parts{menu{CustomID: "id", Options: options(2)}, press("b", "c")}}},
			[]string{"components.0.components BASE_TYPE_BAD_LENGTH"}},
		{"a section", parts{discordgo.Section{Components: parts{text{Content: "a"}}, Accessory: press("b", "id")}}, nil},
		{"a section of four texts", parts{discordgo.Section{Components: many(4, func(int) discordgo.MessageComponent { return text{Content: "x"} }), Accessory: press("b", "id")}},
			[]string{"components.0.components BASE_TYPE_BAD_LENGTH"}},
		{"a section without its accessory", parts{discordgo.Section{Components: parts{text{Content: "a"}}}}, []string{"components.0.accessory BASE_TYPE_REQUIRED"}},
		{"a container in a container", parts{discordgo.Container{Components: parts{discordgo.Container{Components: parts{text{Content: "a"}}}}}},
			[]string{"components.0.components.0.type UNION_TYPE_CHOICES"}},
		{"an input outside a form", parts{row{Components: parts{discordgo.TextInput{CustomID: "id", Label: "a", Style: 1}}}},
			[]string{"components.0.components.0.type UNION_TYPE_CHOICES"}},
		{"nothing", parts{}, []string{" 50006"}},
		{"3,000 Korean characters", parts{text{Content: strings.Repeat("한", 3000)}}, nil},
		{"4,000 Korean characters", parts{text{Content: strings.Repeat("한", 4000)}}, []string{" 500"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, problems(ValidateComponents(tt.cs))); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

// problems lists what an error refuses, by path and code.
func problems(err error) []string {
	var r *Refusal
	if !errors.As(err, &r) || r == nil {
		return nil
	}
	var out []string
	for _, p := range r.Problems {
		out = append(out, p.Path+" "+p.Code)
	}
	switch {
	case out != nil:
	case r.Code != 0:
		out = append(out, " "+jsonText(r.Code))
	default:
		out = append(out, " "+jsonText(r.Status))
	}
	slices.Sort(out)
	return out
}

func jsonText(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

func TestTextShowsAMessageAsMembersSeeIt(t *testing.T) {
	accent, visible, large := 0x2f6feb, true, discordgo.SeparatorSpacingSizeLarge
	cs := parts{
		discordgo.Container{AccentColor: &accent, Components: parts{
			text{Content: "## North Korea\nAs of 25 August 2025"},
			discordgo.Separator{Divider: &visible, Spacing: &large},
			discordgo.Section{
				Components: parts{text{Content: "The two sides met in June 2018. [1]"}},
				Accessory:  pressable{Label: "Read", Style: discordgo.LinkButton, URL: "https://news.example/a"},
			},
		}},
		row{Components: parts{
			press("Timeline", "v1:tl:7"), press("Sources", "v1:src:7"),
			pressable{Label: "More detail", CustomID: "v1:more:7", Style: discordgo.SecondaryButton, Disabled: true},
		}},
		row{Components: parts{menu{CustomID: "v1:pick:7", Placeholder: "Choose a source", Options: []discordgo.SelectMenuOption{
			{Label: "The Daily Example", Value: "1", Description: "12 June 2018"}, {Label: "Example Post", Value: "2", Default: true},
		}}}},
	}
	if err := ValidateComponents(cs); err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "brief.txt", Text(cs))
}

func TestCommandsAreHeldToDiscordsLimits(t *testing.T) {
	type (
		cmd = discordgo.ApplicationCommand
		opt = discordgo.ApplicationCommandOption
	)
	const str, sub, group = discordgo.ApplicationCommandOptionString, discordgo.ApplicationCommandOptionSubCommand, discordgo.ApplicationCommandOptionSubCommandGroup
	x := func(n int) string { return strings.Repeat("x", n) }
	with := func(options ...*opt) []*cmd {
		return []*cmd{{Name: "brief", Description: "d", Options: options}}
	}
	tests := []struct {
		name string
		cmds []*cmd
		want []string
	}{
		{"a command", with(&opt{Type: str, Name: "topic", Description: "d", Required: true, Autocomplete: true}, &opt{Type: str, Name: "since", Description: "d"}), nil},
		{"a Korean name", []*cmd{{Name: "브리핑", Description: "d"}}, nil},
		{"a Hindi name", []*cmd{{Name: "समाचार", Description: "d"}}, nil},
		{"capitals", []*cmd{{Name: "Brief", Description: "d"}}, []string{"0.name APPLICATION_COMMAND_INVALID_NAME"}},
		{"a space", []*cmd{{Name: "the brief", Description: "d"}}, []string{"0.name APPLICATION_COMMAND_INVALID_NAME"}},
		{"33 characters", []*cmd{{Name: x(33), Description: "d"}}, []string{"0.name APPLICATION_COMMAND_INVALID_NAME"}},
		{"a name twice", []*cmd{{Name: "a", Description: "d"}, {Name: "a", Description: "d"}}, []string{"1.name APPLICATION_COMMANDS_DUPLICATE_NAME"}},
		{"a message command", []*cmd{{Name: "Check against the corpus", Type: discordgo.MessageApplicationCommand}}, nil},
		{"no description", []*cmd{{Name: "brief"}}, []string{"0.description BASE_TYPE_REQUIRED"}},
		{"a description of 101", []*cmd{{Name: "brief", Description: x(101)}}, []string{"0.description BASE_TYPE_BAD_LENGTH"}},
		{"an unknown locale", []*cmd{{Name: "brief", Description: "d", DescriptionLocalizations: &map[discordgo.Locale]string{"xx": "d"}}},
			[]string{"0.description_localizations.xx ENUM_TYPE_COERCE"}},
		{"a translated name in capitals", []*cmd{{Name: "brief", Description: "d", NameLocalizations: &map[discordgo.Locale]string{"de": "Bericht"}}},
			[]string{"0.name_localizations.de APPLICATION_COMMAND_INVALID_NAME"}},
		{"required after optional", with(&opt{Type: str, Name: "a", Description: "d"}, &opt{Type: str, Name: "b", Description: "d", Required: true}),
			[]string{"0.options.1.required APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"}},
		{"an option twice", with(&opt{Type: str, Name: "a", Description: "d"}, &opt{Type: str, Name: "a", Description: "d"}),
			[]string{"0.options.1.name APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS"}},
		{"26 options", with(many(26, func(i int) *opt { return &opt{Type: str, Name: x(i + 1), Description: "d"} })...),
			[]string{"0.options BASE_TYPE_MAX_LENGTH"}},
		{"choices and autocomplete", with(&opt{Type: str, Name: "a", Description: "d", Autocomplete: true,
			Choices: []*discordgo.ApplicationCommandOptionChoice{{Name: "c", Value: "c"}}}),
			[]string{"0.options.0.autocomplete APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_CHOICES"}},
		{"a number for a string", with(&opt{Type: str, Name: "a", Description: "d", Choices: []*discordgo.ApplicationCommandOptionChoice{{Name: "c", Value: 1}}}),
			[]string{"0.options.0.choices.0.value UNION_TYPE_CONVERT"}},
		{"a group of subcommands", with(&opt{Type: group, Name: "g", Description: "d", Options: []*opt{{Type: sub, Name: "s", Description: "d",
			Options: []*opt{{Type: str, Name: "a", Description: "d"}}}}}), nil},
		{"a subcommand beside a parameter", with(&opt{Type: sub, Name: "s", Description: "d"}, &opt{Type: str, Name: "a", Description: "d"}),
			[]string{"0.options APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"}},
		{"more than 8,000 characters", with(many(25, func(i int) *opt {
			return &opt{Type: str, Name: x(i + 1), Description: x(100), Choices: many(3, func(j int) *discordgo.ApplicationCommandOptionChoice {
				return &discordgo.ApplicationCommandOptionChoice{Name: x(50 + j), Value: x(21)}
			})}
		})...), []string{"0 APPLICATION_COMMAND_TOO_LARGE"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, problems(ValidateCommands(tt.cmds))); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFormsAndChoicesAreHeldToDiscordsLimits(t *testing.T) {
	x := func(n int) string { return strings.Repeat("x", n) }
	input := func(label, more string) string {
		return `{"type":1,"components":[{"type":4,"custom_id":"q","style":1,"label":"` + label + `"` + more + `}]}`
	}
	modal := func(title string, components ...string) string {
		return `{"custom_id":"m","title":"` + title + `","components":[` + strings.Join(components, ",") + `]}`
	}
	choice := func(name string) string { return `{"name":"` + name + `","value":"v"}` }
	tests := []struct {
		name, data string
		want       []string
	}{
		{"a form", modal(x(45), input(x(45), `,"max_length":4000,"placeholder":"`+x(100)+`"`)), nil},
		{"a title of 46", modal(x(46), input("l", "")), []string{"data.title BASE_TYPE_BAD_LENGTH"}},
		{"a label of 46", modal("t", input(x(46), "")), []string{"data.components.0.components.0.label BASE_TYPE_BAD_LENGTH"}},
		{"4,001 to write", modal("t", input("l", `,"max_length":4001`)), []string{"data.components.0.components.0.max_length NUMBER_TYPE_RANGE"}},
		{"less than nothing", modal("t", input("l", `,"min_length":10,"max_length":5`)),
			[]string{"data.components.0.components.0.min_length TEXT_INPUT_MIN_LENGTH_TOO_LARGE"}},
		{"no fields", modal("t"), []string{"data.components BASE_TYPE_BAD_LENGTH"}},
		{"a label component", modal("t", `{"type":18,"label":"l","component":{"type":4,"custom_id":"q","style":2}}`), nil},
		{"a button", modal("t", `{"type":1,"components":[{"type":2,"custom_id":"q","style":1,"label":"b"}]}`),
			[]string{"data.components.0.components.0.type UNION_TYPE_CHOICES"}},
		{"no choices", `{"choices":[]}`, nil},
		{"choices left out", `{}`, []string{"data.choices BASE_TYPE_REQUIRED"}},
		{"25 choices", `{"choices":[` + strings.Join(many(25, func(int) string { return choice("c") }), ",") + `]}`, nil},
		{"26 choices", `{"choices":[` + strings.Join(many(26, func(int) string { return choice("c") }), ",") + `]}`, []string{"data.choices BASE_TYPE_MAX_LENGTH"}},
		{"a choice of 101", `{"choices":[` + choice(x(101)) + `]}`, []string{"data.choices.0.name BASE_TYPE_BAD_LENGTH"}},
		{"a choice without a name", `{"choices":[` + choice("") + `]}`, []string{"data.choices.0.name BASE_TYPE_REQUIRED"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var refusal *Refusal
			if strings.HasPrefix(tt.data, `{"c`) && strings.Contains(tt.data, `"title"`) {
				_, refusal = CheckModal(json.RawMessage(tt.data))
			} else {
				_, refusal = CheckChoices(json.RawMessage(tt.data))
			}
			var err error
			if refusal != nil {
				err = refusal
			}
			if diff := cmp.Diff(tt.want, problems(err)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}
