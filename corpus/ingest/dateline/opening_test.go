package dateline

import "testing"

func TestOpeningIsTheDateline(t *testing.T) {
	for _, tt := range []struct{ opening, rest string }{
		{"SEOUL — ", "The talks resumed."},
		{"SEOUL, Aug 25 (Reuters) - ", "The talks resumed."},
		{"BEIJING/SEOUL (Reuters) - ", "The talks resumed."},
		{"(Reuters) - ", "The talks resumed."},
		{"(CNN) -- ", "The talks resumed."},
		{"Tarn (AFP) - ", "Westland said on Friday that the talks resumed."},
		{"New Tarn (CNN) -- ", "The talks resumed."},
		{"(CNN) ", "The talks resumed."},
		{"(CNN Business) ", "The talks resumed."},
		{"New Tarn (CNN) ", "The talks resumed."},
		{"", "Associated Press (AP) President Anna Marsh resigned."},
		{"", "Reporters of Reuters (CNN) were hurt."},
		{"TARN, Westland — ", "The talks resumed."},
		{"TARN − ", "The talks resumed."},
		{"By Anna Marsh TARN, Nov 1 (Reuters) - ", "The talks resumed."},
		{"Tokyo: ", "The talks resumed."},
		{"(CNN) ", "The talks resumed."},
		{"(CNN) ", "“The talks resumed,” the envoy said."},
		{"Tarn (CNN Business) ", "The talks resumed."},
		{"New Tarn, Westland (CNN) ", "The talks resumed."},
		{"Tarn and Oslin, Westland (CNN) ", "The talks resumed."},
		{"Tarn/Oslin (CNN Business) ", "The talks resumed."},
		{"July 25 (UPI) -- ", "The talks resumed."},
		{"Athen – ", "Die Regierung hat am Freitag neue Gespräche mit Westland angekündigt."},
		{"", "Tarn – Westland's capital since 1952 – voted for the bridge on Friday."},
		{"", "Tarn – The bridge."},
		{"", "Will The Oslin Times print the story of the bridge again?"},
		{"", "The agency Reuters (RTRS) The."},
		{"", "Kim: “I will not go.”"},
		{"", "Washington — and Seoul — agreed."},
		{"", "Tarn, the capital — It is large — has a bridge."},
		{"", "The minister: a portrait."},
		{"", "Claim: The town was closed."},
		{"", "HOAX — The town was closed."},
		{"", "Kim: ‘I will not go.’"},
		{"", "Kim: We will not go."},
		{"", "Prime Minister Marsh: The talks go on."},
		{"", "By Monday the talks had resumed."},
		{"", "Nothing to cut here."},
		{"", ""},
	} {
		if text := tt.opening + tt.rest; Opening(text) != len(tt.opening) {
			t.Errorf("%q begins with %q, want %q", text, text[:Opening(text)], tt.opening)
		}
	}
}
