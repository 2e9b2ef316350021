// Package command is Coffer as a citizen of the shell: its tree of commands,
// their flags, what they write and the status they end with.
//
// Data goes to standard output, words to standard error, amounts are decimal
// strings beside their currency. It never calls the bank itself and never
// holds a key: what a command does, a session does for it.
package command
