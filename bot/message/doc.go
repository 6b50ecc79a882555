// Package message draws what sitrep says in Discord. Values come in, a [Card]
// comes out; nothing here asks Discord, the store, the network or the clock.
//
// A card is blocks of text, a menu and buttons; [Card.Components] lays it out as
// Discord's components. Each thing that can be shown has a function that draws it
// for a reader, whose language, time zone and detail are their [Presentation]:
//
//   - [Brief] draws a brief or an answer, [ViewPage] a page of one of its views,
//     [Check] what became of checking a message, [Today] the top stories,
//     [Digest] a digest as the messages that it takes;
//   - [Topics], [Collection], [Found], [OwnArticles], [Feeds] and [Stats] draw what
//     there is to ask about and where it comes from;
//   - [Notice] and [Problem] say something in two lines, [NothingAbout] and
//     [EmptyCorpus] that there is nothing to say.
//
// Three rules hold for all of them, and tests draw hostile briefs to hold them to
// it. Whatever articles and people wrote is shown as plain text ([Plain], or
// linkText within a link): it cannot ping, link or format. A message keeps
// Discord's limits by construction: citations lose their links before claims are
// left out, claims are left out whole and from the end, and what was left out is
// counted. And what a button needs later travels in its custom ID, a [Control],
// whose form is added to and never changed: buttons work for as long as their
// message is there.
//
// What the bot says in English is the key of its translations, locale/words.txt;
// [Presentation.Say] puts it into the reader's language.
package message
