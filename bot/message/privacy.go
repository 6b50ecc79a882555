package message

import (
	"time"

	"github.com/bwmarrin/discordgo"
)

// What the buttons of /privacy do, in the place where other buttons name a
// brief.
const (
	PrivacyAsk    = "ask"    // ask whether to delete
	PrivacyDelete = "delete" // delete
	PrivacyKeep   = "keep"   // leave everything as it is
)

// Duration writes a length of time in days where it is some, else in hours or
// minutes.
func Duration(as Presentation, d time.Duration) string {
	switch {
	case d >= 24*time.Hour:
		return as.Plural(int(d/(24*time.Hour)), "1 day", "%d days")
	case d >= time.Hour:
		return as.Plural(int(d/time.Hour), "1 hour", "%d hours")
	}
	return as.Plural(max(1, int(d/time.Minute)), "1 minute", "%d minutes")
}

// PrivacyQuestion makes sure that whoever pressed the button meant it.
func PrivacyQuestion(as Presentation) Card {
	c := Notice(as.Say("Delete everything that I keep about you?"),
		as.Say("Your questions and the answers to them, your watches, and what you reported as wrong, everywhere. The buttons under those answers stop working, I no longer know what you asked before, and digests that you set up wait until somebody takes them over. This can't be undone."))
	c.Accent = AccentProblem
	c.Buttons = []discordgo.Button{
		PrivacyButton(as.Say("Yes, delete it"), discordgo.DangerButton, PrivacyDelete),
		PrivacyButton(as.Say("No, keep it"), discordgo.SecondaryButton, PrivacyKeep),
	}
	return c
}

// PrivacyButton is a button of /privacy, which has something done.
func PrivacyButton(label string, style discordgo.ButtonStyle, do string) discordgo.Button {
	return discordgo.Button{Label: label, Style: style, CustomID: Control{View: ViewPrivacy, Brief: do}.CustomID()}
}
