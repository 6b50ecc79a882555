package briefing

import "testing"

func TestStandsAlone(t *testing.T) {
	for _, c := range []struct {
		text string
		ok   bool
	}{
		{"North Korea rejected a letter from Washington in June 2025.", true},
		{"Marsh said that she would meet the envoy in Geneva next week.", true},
		{"It is unclear whether the talks in Geneva will resume this year.", true},
		{"“We will keep the door open,” Foreign Minister Anna Marsh said on Friday.", true},
		{"By August 2025 the talks between Seoul and Pyongyang had stopped.", true},

		{"He said that the talks in Geneva would resume next week.", false},
		{"This marked the first visit of an envoy to Pyongyang in years.", false},
		{"These summits marked a departure from decades of policy in Washington.", false},
		{"“We will keep the door open.”", false},
		{"“We will keep the door open, said the minister to the press in Geneva.", false},
		{"We will keep the door open.’", false},
		{"Will the envoy from Seoul meet the leader this year?", false},
		{"Envoys From Seoul Meet Northern Leader For Talks.", false},
		{"NOT HIS FIRST ABSENCE Officials in Pyongyang have denied that Kim is ill.", false},
		{"Talks resumed.", false},
		{"and the envoy from Seoul left Geneva without a word.", false},
		{"The envoy left Geneva and then", false},
		{"Click here to read more about the talks in Geneva.", false},
		{"Photo: the envoy from Seoul arrives in Geneva on Monday.", false},
		{"In this Monday, June 4 photo, the envoy from Seoul arrives in Geneva.", false},
		{"2 of 5 Anna Marsh, the envoy of Northland, leaves the talks in Geneva.", false},
		{"2 of 5 envoys left the talks in Geneva before Anna Marsh spoke.", true},
		{"Follow the envoy on Twitter at @envoy for more from Geneva today.", false},
	} {
		fitness, fault := standsAlone(english, c.text)
		if ok := fitness > 0; ok != c.ok || ok != (fault == "") {
			t.Errorf("%q: fitness %v, fault %q; want it to stand alone: %v", c.text, fitness, fault, c.ok)
		}
	}
}

func TestStandsAloneWeighsWhatIsMissing(t *testing.T) {
	for _, c := range []struct{ better, worse string }{
		{"North Korea rejected a letter from Washington in June.", "Yet North Korea rejected a letter from Washington in June."},
		{"The Geneva meeting between the envoys produced little.", "The long awaited meeting between the envoys produced little."},
		{"Officials in Pyongyang closed the border to all traders.", "Officials in Pyongyang told us that we could not trade."},
		{"Officials in Pyongyang closed the border to all traders.", "Officials in Pyongyang closed the border to all traders!"},
	} {
		b, _ := standsAlone(english, c.better)
		w, _ := standsAlone(english, c.worse)
		if b <= w {
			t.Errorf("%q has %v, %q has %v", c.better, b, c.worse, w)
		}
	}
}
