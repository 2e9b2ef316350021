package wizard

import "slices"

// accountKey chooses another account while the trade is entered.
const accountKey = "ctrl+n"

// turnAccount chooses the next account that has a key, the first one at first.
// With one account there is nothing to choose.
func (w *Wizard) turnAccount() {
	if !w.Book.Several() {
		return
	}
	var titles []string
	for _, account := range w.Book.Accounts {
		if account.Keyed {
			titles = append(titles, account.Title())
		}
	}
	if len(titles) > 0 {
		w.account = titles[(slices.Index(titles, w.account)+1)%len(titles)]
	}
}
