package compose

import "testing"

func TestARefrainStandsInMoreThanOneStoryOfAnOutlet(t *testing.T) {
	const notice = "We will use the details that you have shared to manage your registration."
	r := newRefrains()
	r.add("Tarn Post", notice, 1)
	r.add("Tarn Post", notice, 1) // an update of the same story
	if r.has("Tarn Post", notice) {
		t.Error("what one story tells again is taken for a refrain")
	}
	r.add("Harbour Wire", notice, 2)
	if r.has("Tarn Post", notice) || r.has("Harbour Wire", notice) {
		t.Error("what two outlets say is taken for a refrain")
	}
	r.add("Tarn Post", notice, 3)
	if !r.has("Tarn Post", notice) {
		t.Error("a notice in two stories is no refrain")
	}
}
