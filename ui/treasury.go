package ui

import "coffer/state"

// Treasury is all that screens may ask of the engine. What takes a context is
// called from a command.
type Treasury = state.Treasury
