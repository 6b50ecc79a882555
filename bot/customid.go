package bot

import (
	"fmt"
	"strconv"
	"strings"
)

// control is what a button stands for: a view of a saved brief, to be opened or
// turned to another page. It travels in the button's custom ID, so that a
// button works for as long as its message is there, whichever process drew it.
type control struct {
	View  view
	Brief string // the ID under which the brief is saved
	Turn  bool   // the button is on the view itself, and turns it to Page
	Page  int    // 0 for the first
}

// view names a part of a brief that is shown on its own. The names are in the
// custom IDs of messages long posted: they are added to, never changed.
type view string

const (
	viewTimeline    view = "timeline"
	viewQuotes      view = "quotes"
	viewDifferences view = "differences"
	viewSources     view = "sources"
	viewWhy         view = "why"   // why each claim was chosen
	viewFull        view = "full"  // all of the brief, over pages
	viewCheck       view = "check" // what became of checking a message

	// These are of no brief.
	viewTopics view = "topics" // the list of topics
	viewPick   view = "pick"   // the menu of that list, or of the stories of /today

	// Ways on from a brief; see followup.go and thread.go.
	viewFollowUp view = "followup" // a form for a question about it
	viewCorrect  view = "correct"  // a form to say what was meant instead
	viewThread   view = "thread"   // a thread to go on in
	viewMeant    view = "meant"    // the question of its page, of those that one may mean

	// Of no brief: in its place stands what is to be done. See privacy.go.
	viewPrivacy view = "privacy"
)

const (
	controlVersion = "v1"
	maxCustomID    = 100 // Discord's limit
	maxPage        = 999
)

// customID returns the control in the form "v1:timeline:<brief>", or
// "v1:timeline:<brief>:<page>" for one that turns pages.
func (c control) customID() string {
	id := fmt.Sprintf("%s:%s:%s", controlVersion, c.View, c.Brief)
	if c.Turn {
		id += ":" + strconv.Itoa(c.Page)
	}
	return id
}

// parseControl is the inverse of customID. It fails for IDs of another version
// or form, which are those of buttons drawn by an older or newer sitrep.
func parseControl(id string) (control, error) {
	if len(id) > maxCustomID {
		return control{}, errUnknownControl
	}
	parts := strings.Split(id, ":")
	if len(parts) < 3 || len(parts) > 4 || parts[0] != controlVersion {
		return control{}, errUnknownControl
	}
	c := control{View: view(parts[1]), Brief: parts[2]}
	switch c.View {
	case viewTimeline, viewQuotes, viewDifferences, viewSources, viewWhy, viewFull, viewCheck, viewTopics, viewPick, viewFollowUp, viewCorrect, viewThread, viewMeant, viewPrivacy:
	default:
		return control{}, errUnknownControl
	}
	if !validBriefID(c.Brief) {
		return control{}, errUnknownControl
	}
	if len(parts) == 4 {
		page, err := strconv.Atoi(parts[3])
		if err != nil || page < 0 || page > maxPage || strconv.Itoa(page) != parts[3] {
			return control{}, errUnknownControl
		}
		c.Turn, c.Page = true, page
	}
	return c, nil
}

// validBriefID reports whether s has the form of a brief's ID: 1 to 64
// letters, digits, "-" and "_".
func validBriefID(s string) bool {
	return s != "" && len(s) <= 64 && strings.Trim(s, letters+"-_") == ""
}
