package words

import "coffer/state"

// Account is an account by its name, where it has one, and its id.
func Account(book *state.View, id string) string {
	if title := book.AccountTitle(id); title != id {
		return title + " · " + id
	}
	return id
}
