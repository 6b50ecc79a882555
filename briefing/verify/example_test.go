package verify_test

import (
	"fmt"

	"sitrep/briefing/verify"
	"sitrep/corpus/alias"
	"sitrep/corpus/analysis"
)

// What is claimed is held against the sentences that it cites.
func ExampleClaim() {
	evidence := []verify.Evidence{{Sentences: []string{"The port authority closed the northern pier on Sunday after a storm broke two of its piles."}}}
	a := analysis.New(alias.Default())
	for _, claim := range []string{
		"A storm broke two piles of the northern pier.",
		"A storm broke nine piles of the northern pier.",
		"The pier will be rebuilt in steel.",
	} {
		v := verify.Claim(a, claim, evidence)
		fmt.Println(v.Label)
	}
	// Output:
	// says so
	// says otherwise
	// silent
}
