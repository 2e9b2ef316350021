// Package state is what the treasury looks like and what it may do: the
// records and how facts about them merge, the Book that the screens read, the
// intents of people and what became of them, the swap flow, and the engine
// that keeps it all current.
//
// It never draws, never speaks SQL, and never lets text from outside through
// before it is made safe.
package state
