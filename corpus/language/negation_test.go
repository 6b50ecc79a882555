package language

import "testing"

func TestNegates(t *testing.T) {
	for _, c := range []struct {
		tag, text string
		want      bool
	}{
		{"en", "The ministry didn’t close the ferry line.", true},
		{"en", "The ministry closed the ferry line.", false},
		{"de", "Das Ministerium hat die Fähre nicht eingestellt.", true},
		{"de", "Nicht nur die Fähre, auch die Brücke wurde gesperrt.", false}, // no more than it seems
		{"es", "El puerto negó el cierre.", true},
		{"es", "Sin embargo, el puerto cerró.", false},
		{"ko", "항구는 폐쇄되지 않았다.", true},
		{"ko", "항구는 폐쇄됐다.", false},
		{"zh", "港口没有关闭。", true},
		{"zh", "港口不仅关闭了。", false},
		{"xx", "nor not never", false}, // no pack
	} {
		if got := For(c.tag).Read(c.text).Negates(); got != c.want {
			t.Errorf("%s: %q negates: %v", c.tag, c.text, got)
		}
	}
}
