package check

import (
	"testing"

	"sitrep/briefing/pool"
	"sitrep/corpus"
	"sitrep/corpus/alias"
	"sitrep/corpus/analysis"
)

// A day, a place and a person of a claim are told of one event, wherever in the claim
// they stand.
func TestWhatAClaimTellsIsOfOneEvent(t *testing.T) {
	b := &pool.Reader{Analyzer: analysis.New(alias.Default())}
	published, err := corpus.ParseDate("2023-05-10")
	if err != nil {
		t.Fatal(err)
	}
	for told, claims := range map[string]map[string]bool{
		"Marsh and Weaver met three times in office, in Tarn in June 2019, in Orly in February 2020 and on the border bridge in October 2021.": {
			"Marsh met Weaver in 2019 in Tarn.":                     true,
			"In Orly, Marsh met Weaver in 2020.":                    true,
			"In October 2021 Marsh and Weaver met.":                 true,
			"Marsh met Weaver in 2019 in Orly.":                     false,
			"In 2019 Marsh met Weaver in Orly.":                     false,
			"In Orly, Marsh met Weaver in 2019.":                    false,
			"In February 2020, in Tarn, Marsh and Weaver met.":      false,
			"Marsh met Weaver in Corrin.":                           false,
			"Marsh and Weaver met in 2018 in Tarn.":                 false,
			"In October 2021, Marsh and Weaver met again, in Orly.": false,
		},
		"The statement reaffirmed the Brack Declaration that Weaver had signed with Joan Pell on 27 April 2019.": {
			"On 27 April 2019 Weaver signed the Brack Declaration with Pell.": true,
			"Weaver met Pell in April 2019.":                                  false,
		},
		"In 1981, she married the sculptor Otto Hahn in Halden, and in 1990 she moved to Corrin with her sister Vera.": {
			"Quill married Otto Hahn in Halden in 1981.":   true,
			"In 1990 Quill moved to Corrin with Vera.":     true,
			"In 1990 Quill married Otto Hahn in Halden.":   false,
			"Quill moved to Corrin in 1981 with her Vera.": false,
		},
		"Quill exhibited with Mira Sand in Brack in 1979 and with Jon Teller in Tolland in 1984.": {
			"In Brack, Quill exhibited with Mira Sand in 1979.":    true,
			"Quill exhibited in 1984 with Jon Teller in Tolland.":  true,
			"Quill exhibited in 1979 with Jon Teller in Brack.":    false,
			"With Mira Sand, Quill exhibited in Tolland in 1984.":  false,
			"Quill exhibited with Mira Sand in Tolland.":           false,
			"In 1984 Quill exhibited with Mira Sand, not in Brack": false,
		},
		"The port dismissed Finch in June 2020, and in May 2021, a court charged her with fraud.": {
			"In June 2020 the port dismissed Finch.": true,
			"In May 2021 the port dismissed Finch.":  false,
			"In June 2020 a court charged Finch.":    false,
		},
		"The college that in 1984 became known as Reeve moved to Tarn in 1925.": {
			"Reeve moved to Tarn in 1925.":    true,
			"In 1984, Reeve moved to Tarn.":   false,
			"Reeve moved in 1984 to Tarn.":    false,
			"The college moved to Tarn.":      true,
			"In 1925 the college moved north": true,
		},
	} {
		for claim, want := range claims {
			if fault := unborne(b, claim, told, "en", published); (fault == nil) != want {
				t.Errorf("%q, told by %q: %+v, want borne out %t", claim, told, fault, want)
			}
		}
	}
}
