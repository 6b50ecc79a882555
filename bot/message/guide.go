package message

import "strings"

// Guide tells those who manage a server what to do first, where there are no articles
// but the sample: each step is a command that can be clicked.
func Guide(as Presentation) string {
	return strings.Join([]string{
		as.Heading("Getting started"),
		as.Say("So far I have only sample articles (DEMO). Five steps to your own news:"),
		"1. " + as.Say("`/corpus feeds add` with `pack`: feeds of real outlets, on Korea, climate, sports and more"),
		"2. " + as.Say("`/corpus feeds add` with `file`: the feeds of your feed reader, as OPML; `/corpus add` takes single articles"),
		"3. " + as.Say("`/settings channel`: where I answer; everywhere, unless you say otherwise"),
		"4. " + as.Say("`/settings answers` with `time_zone`: when a day begins here"),
		"5. " + as.Say("`/digest subscribe`: what is new, posted every day"),
		as.Say("Within minutes `/today` has the first articles, and `/brief` tells what they say. Whoever runs me can fill the archive of all servers with `sitrep feeds add --pack general`."),
	}, "\n")
}
