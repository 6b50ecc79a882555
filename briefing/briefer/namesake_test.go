package briefer_test

import "testing"

func TestABriefOnSomebodyIsNotOfTheirNamesakes(t *testing.T) {
	paul := article("Storm", "Harbour Wire", "2024-05-02", "Paul Marsh was seen on the pier of Tarn in March 2023 before the storm came. “I saw the water rise over the wall,” Marsh said.")
	anna := article("Budget", "Tarn Post", "2024-05-03", "Mr Paul Stone and Anna Marsh presented the budget of Northland in June 2021. “We cut the taxes of every baker,” Anna Marsh said.")
	b := brief(t, "paul-marsh", paul, anna)
	if len(b.Sources) != 1 || b.Sources[0].ID != paul.ID {
		t.Errorf("the sources of a brief on Paul Marsh are %+v", b.Sources)
	}
	// What is no name may stand in two pieces.
	b = brief(t, "ferry prices",
		article("Ferries", "Harbour Wire", "2024-05-02", "Ferry prices in Tarn rose by a tenth in March 2023, the company said."),
		article("Prices on the Westland ferry", "Tarn Post", "2024-05-03", "The ferry to Westland sailed with half of its seats empty in June 2023. Passengers blamed the new prices of the company in Tarn."),
	)
	if len(b.Sources) != 2 {
		t.Errorf("the sources of a brief on ferry prices are %+v", b.Sources)
	}
}
