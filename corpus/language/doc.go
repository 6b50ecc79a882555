// Package language reads texts in the language that they are written in. What a
// language needs is data, in a pack of its own (packs/<tag>/*.txt); the code
// knows no language.
package language
