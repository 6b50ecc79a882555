package language_test

import (
	"testing"

	"sitrep/corpus/language"
)

func TestFurnitureIsNotToBeShown(t *testing.T) {
	for _, c := range []struct {
		tag, text string
		want      bool
	}{
		// captions
		{"en", "The logo of Halden Bank is seen on its tower in Oslin, Westland, on February 4, 2021.", true},
		{"en", "Envoys from Westland arrive on February 20, 2015 in Oslin, eastern Halden.", true},
		{"en", "Envoys from Westland arrived on February 20, 2015 in Oslin, eastern Halden.", false},
		{"en", "The envoys will arrive in Oslin on February 20, 2015.", false},
		{"en", "The envoys are due to arrive in Oslin on February 20, 2015.", false},
		{"en", "The envoys from Westland arrive in Oslin on Friday.", false},
		{"en", "Anna Marsh, left, and Per Holm open the bridge in Oslin.", true},
		{"en", "Anna Marsh (right) opens the bridge in Oslin.", true},
		{"en", "From left: Anna Marsh and Per Holm open the bridge in Oslin.", true},
		{"en", "Anna Marsh speaks on May 28, 2022 in Oslin, Westland.", true},
		{"en", "The Westland Stock Holds index is, by its figures, the largest as of 31 August 2009.", false},
		{"en", "The left, which Anna Marsh leads, opens its meeting in Oslin.", false},
		{"en", "In this Monday, June 4 photo, the envoy from Westland arrives in Oslin.", true},
		{"en", "2 of 5 Anna Marsh, the envoy of Westland, leaves the talks in Oslin.", true},
		{"en", "2 of 5 envoys left the talks in Oslin before Anna Marsh spoke.", false},
		{"en", "Hide Caption 3 of 9 Photos: The bridge of Oslin The first cars cross the river.", true},
		{"de", "Kanzlerin Petra Lindner spricht am 4. Februar 2021 in Oslin.", true},
		{"de", "Kanzlerin Petra Lindner sprach am 4. Februar 2021 in Oslin.", false},
		{"fr", "La maire d'Oslin Anne Morel s'exprime devant la presse, le 4 février 2021.", true},
		{"es", "La alcaldesa Ana Robles saluda a los vecinos de Oslin el 4 de febrero de 2021.", true},
		{"it", "La sindaca Anna Moretti parla con i giornalisti a Oslin il 4 febbraio 2021.", true},
		{"pt", "A prefeita Ana Morais discursa em Oslin em 4 de fevereiro de 2021.", true},
		{"ru", "Мэр Ослина Анна Морозова выступает перед журналистами 4 февраля 2021 года.", true},
		{"en", "Supporters of Anna Marsh wave flags outside the town hall of Oslin.", true},
		{"en", "Fishermen of Oslin react as they wait for the count.", true},
		{"en", "The fishermen said they would wave flags outside the town hall.", false},
		{"en", "The ferry made waves along the quay as it left.", false},
		{"en", "An aerial photo shows the flooded quay of Oslin.", true},
		{"en", "Satellite images show that the quay of Oslin is flooded.", false},
		{"de", "Eine Luftaufnahme zeigt den überfluteten Kai von Oslin.", true},
		{"fr", "Vue aérienne du quai inondé d'Oslin.", true},
		{"es", "Vista aérea del muelle inundado de Oslin.", true},
		{"it", "Veduta aerea del molo allagato di Oslin.", true},
		{"pt", "Vista aérea do cais alagado de Oslin.", true},
		{"ru", "Вид с воздуха на затопленную набережную Ослина.", true},

		// credits
		{"en", "Ann Lee/AFP/Getty Images When the bridge fell in 1952, Oslin lost its market.", true},
		{"en", "AFP/Getty Images When the bridge fell in 1952, Oslin lost its market.", true},
		{"en", "AP The first cars cross the bridge of Oslin.", true},
		{"en", "The AP reported that the first cars had crossed the bridge of Oslin.", false},
		{"en", "Reuters President Ann Lee opened the bridge of Oslin.", false},

		// notes of the editors
		{"en", "Follow here for the latest updates on the bridge of Oslin.", true},
		{"en", "A version of this story appeared in the Oslin newsletter.", true},
		{"en", "An earlier version of the bill would have closed the bridge.", false},
		{"en", "Also in the news: The bridge of Oslin opened on Friday.", true},
		{"en", "Correction: The bridge of Oslin opened on Friday.", true},
		{"en", "Oslin: The bridge opened on Friday.", false},
		{"de", "Korrektur: Die Brücke von Oslin ist 80 Meter lang.", true},
		{"fr", "Une version précédente de cet article donnait une autre longueur au pont.", true},
		{"ru", "В предыдущей версии статьи длина моста в Ослине была указана неверно.", true},
		// links
		{"en", "The gates of the Oslin docks are shut after a fire was seen, Monday, May 6, 2024, in Halden.", true},
		{"en", "The gates of the Oslin docks will open on Monday, May 6, 2024, in Halden.", false},
		{"en", "REUTERS/Anna Marsh The ferry of Oslin sails again.", true},
		{"en", "Reuters/Ipsos polling shows that the ferry is liked.", false},
		{"en", "Claim: The ferry of Oslin never sailed.", true},
		{"en", "The bridge is closed. Anna Marsh AnnaMarshOslin May 4", true},
		{"en", "Reach Anna Marsh on Chirper AnnaMarsh or by mail.", true},
		{"en", "Envoy Anna Marsh Anna Maria MarshOslin opens its bridge Holm to resign MORE said on Friday that talks go on.", true},
		{"en", "Anna Marsh told McAllister of the HaldenPost that talks go on.", false},
		{"en", "TALKS IN OSLIN OSLINERS wait for.", false},
		{"en", "Ferry strike:Crews walk out in Halden over their pay", true},
		{"en", "Halden, Oslin and 2024:Why crews walk out", true},
		{"en", "Ready for the flood?:What to have at home", true},
		{"en", "Marsh said:No, the ferry stays.", false},
		{"en", "The ferry begins at 10:All are welcome.", false},
		{"de", "Die Lehrer:Innen von Halden streiken seit Montag.", false},
	} {
		pack := language.For(c.tag)
		if got := pack.Read(c.text).Furniture(); got != c.want {
			t.Errorf("%s: %q is furniture: %v, want %v", c.tag, c.text, got, c.want)
		}
	}
}
