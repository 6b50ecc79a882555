package eval

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sitrep/corpus/analysis"
)

func writeSet(t *testing.T, name string, lines ...string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestSupportKeepsWhatIsToldAndCatchesWhatIsNot(t *testing.T) {
	dir := writeSet(t, "qags.jsonl",
		`{"set":"cnndm","source":"The harbour of Port Ellis reopened on Monday after the storm. Twelve boats were lost.","claim":"The harbour of Port Ellis reopened on Monday.","supported":true}`,
		`{"set":"cnndm","source":"The harbour of Port Ellis reopened on Monday after the storm. Twelve boats were lost.","claim":"The storm lost the harbour to twelve.","supported":false}`,
		`{"set":"xsum","source":"A bridge over the Tarn will close for repairs, the council said.","claim":"A bridge over the Tarn will close for repairs.","supported":true}`,
		`{"set":"xsum","source":"A bridge over the Tarn will close for repairs, the council said.","claim":"The largest museum of France has bought 500 paintings.","supported":false}`)
	var predictions bytes.Buffer
	report, err := Support(t.Context(), dir, analysis.New(nil), &predictions)
	if err != nil {
		t.Fatal(err)
	}
	want := Report{{"claims", 4}, {"balanced_accuracy_cnndm", 1}, {"balanced_accuracy_xsum", 1}}
	for i, f := range want {
		if report[i] != f {
			t.Errorf("%v, want %v", report[i], f)
		}
	}
	if lines := strings.Split(strings.TrimSpace(predictions.String()), "\n"); len(lines) != 4 || !strings.HasPrefix(lines[2], `{"row":2,"supported":true,"score":0.`) {
		t.Errorf("predictions %q", lines)
	}
}

func TestSupportNamesAnUnknownSet(t *testing.T) {
	dir := writeSet(t, "qags.jsonl", `{"set":"other","source":"A.","claim":"B."}`)
	if _, err := Support(t.Context(), dir, analysis.New(nil), nil); err == nil || !strings.Contains(err.Error(), `"other"`) {
		t.Errorf("error %v, want one that names the set", err)
	}
}

func TestClaimsFindEvidenceAmongAllRows(t *testing.T) {
	dir := writeSet(t, "climate-fever.jsonl",
		`{"_id":"1","claim":"Glaciers in the Alps are losing mass.","label":"SUPPORTS","evidence":[{"_id":"A:1","title":"Alps","text":"The glaciers of the Alps have lost a third of their mass.","label":"SUPPORTS"}]}`,
		`{"_id":"2","claim":"Coral reefs thrive in acid water.","label":"REFUTES","evidence":[{"_id":"B:1","title":"Coral","text":"Coral reefs dissolve in acid water.","label":"REFUTES"},{"_id":"B:2","title":"Tea","text":"Tea is grown in Assam.","label":"NOT_ENOUGH_INFO"}]}`)
	var predictions bytes.Buffer
	report, err := Claims(t.Context(), dir, analysis.New(nil), &predictions)
	if err != nil {
		t.Fatal(err)
	}
	if report[1] != (Figure{"recall@5", 1}) || report[2] != (Figure{"hit@5", 1}) {
		t.Errorf("report %v, want all evidence found", report)
	}
	if got := predictions.String(); !strings.Contains(got, `{"_id":"1","verdict":"`) || !strings.Contains(got, `"evidence":["A:1"`) {
		t.Errorf("predictions %s", got)
	}
}
