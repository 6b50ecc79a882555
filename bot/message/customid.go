package message

import (
	"fmt"
	"strconv"
	"strings"
)

// Control is what a button stands for: a view of a saved brief, to be opened or
// turned to another page. It travels in the button's custom ID, so that a
// button works for as long as its message is there, whichever process drew it.
type Control struct {
	View  View
	Brief string // the ID under which the brief is saved
	Turn  bool   // the button is on the view itself, and turns it to Page
	Page  int    // 0 for the first
}

// View names a part of a brief that is shown on its own. The names are in the
// custom IDs of messages long posted: they are added to, never changed.
type View string

const (
	ViewTimeline    View = "timeline"
	ViewQuotes      View = "quotes"
	ViewDifferences View = "differences"
	ViewSources     View = "sources"
	ViewWhy         View = "why"   // why each claim was chosen
	ViewFull        View = "full"  // all of the brief, over pages
	ViewCheck       View = "check" // what became of checking a message

	ViewMore    View = "more"    // what else there is to a brief
	ViewSpeaker View = "speaker" // a menu: the quotes of one speaker
	ViewSave    View = "save"    // the brief as a file
	ViewWrong   View = "wrong"   // a menu: which claim is wrong
	ViewReport  View = "report"  // a claim is wrong, for the reason of its page

	// These are of no brief.
	ViewHelp   View = "help"   // what /help says
	ViewCorpus View = "corpus" // where the answers come from
	ViewFind   View = "find"   // a form: the articles of an outlet, or on something
	ViewMute   View = "mute"   // a menu for managers: what is not to be shown any more, or is again
	ViewDone   View = "done"   // for managers: a report is dealt with
	ViewTopics View = "topics" // the list of topics
	ViewPick   View = "pick"   // the menu of that list, or of the stories of /today

	// Ways on from a brief; see followup.go and thread.go.
	ViewFollowUp View = "followup" // a form for a question about it
	ViewCorrect  View = "correct"  // a form to say what was meant instead
	ViewThread   View = "thread"   // a thread to go on in
	ViewMeant    View = "meant"    // the question of its page, of those that one may mean

	ViewKeep View = "keep" // for managers: the article of a link that was briefed

	// Of no brief: in its place stands what is to be done. See privacy.go.
	ViewPrivacy View = "privacy"
)

const (
	controlVersion = "v1"
	MaxCustomID    = 100 // Discord's limit
	maxPage        = 999
)

// CustomID returns the control in the form "v1:timeline:<brief>", or
// "v1:timeline:<brief>:<page>" for one that turns pages.
func (c Control) CustomID() string {
	id := fmt.Sprintf("%s:%s:%s", controlVersion, c.View, c.Brief)
	if c.Turn {
		id += ":" + strconv.Itoa(c.Page)
	}
	return id
}

// ParseControl is the inverse of customID. It fails for IDs of another version
// or form, which are those of buttons drawn by an older or newer sitrep.
func ParseControl(id string) (Control, error) {
	if len(id) > MaxCustomID {
		return Control{}, ErrUnknownControl
	}
	parts := strings.Split(id, ":")
	if len(parts) < 3 || len(parts) > 4 || parts[0] != controlVersion {
		return Control{}, ErrUnknownControl
	}
	c := Control{View: View(parts[1]), Brief: parts[2]}
	switch c.View {
	case ViewTimeline, ViewQuotes, ViewDifferences, ViewSources, ViewWhy, ViewFull, ViewCheck, ViewTopics, ViewPick, ViewFollowUp, ViewCorrect, ViewThread, ViewMeant, ViewPrivacy,
		ViewMore, ViewSpeaker, ViewSave, ViewWrong, ViewReport, ViewHelp, ViewCorpus, ViewFind, ViewMute, ViewDone, ViewKeep:
	default:
		return Control{}, ErrUnknownControl
	}
	if !ValidBriefID(c.Brief) {
		return Control{}, ErrUnknownControl
	}
	if len(parts) == 4 {
		page, err := strconv.Atoi(parts[3])
		if err != nil || page < 0 || page > maxPage || strconv.Itoa(page) != parts[3] {
			return Control{}, ErrUnknownControl
		}
		c.Turn, c.Page = true, page
	}
	return c, nil
}

// ValidBriefID reports whether s has the form of a brief's ID: 1 to 64
// letters, digits, "-" and "_".
func ValidBriefID(s string) bool {
	return s != "" && len(s) <= 64 && strings.Trim(s, letters+"-_") == ""
}

// Asks reports whether a control asks something new, as a command does. The
// others show what was answered.
func (v View) Asks() bool {
	switch v {
	case ViewPick, ViewFollowUp, ViewCorrect, ViewThread, ViewMeant:
		return true
	}
	return false
}

// Alone reports whether what a control of a brief shows is shown to one person
// alone, and never on a message that others see.
func (v View) Alone() bool {
	switch v {
	case ViewMore, ViewSpeaker, ViewWrong, ViewReport:
		return true
	}
	return false
}

// Menu reports whether a control is a menu, of which something is chosen.
func (v View) Menu() bool {
	switch v {
	case ViewPick, ViewSpeaker, ViewWrong, ViewMute:
		return true
	}
	return false
}
