package state

import "slices"

// ownAccounts tells which accounts there is a key of here. While the bank hasn't
// said which account a key is of, any that has no key may be it.
func (v *View) ownAccounts() func(account string) bool {
	own := make(map[string]bool)
	isUnnamed := false
	for _, account := range v.Accounts {
		if account.Keyed {
			own[account.ID] = true
			isUnnamed = isUnnamed || NamedByKey(account.ID)
		}
	}
	if len(own) == 0 || own[""] {
		return func(string) bool { return true }
	}
	return func(account string) bool {
		return account == "" || own[account] || isUnnamed && !NamedByKey(account)
	}
}

// OtherAccounts are the ids of those accounts that there is no key of here and
// that requests are known of: a team's webhooks bring those of all. They are in
// order.
func (v *View) OtherAccounts() []string {
	own := v.ownAccounts()
	var others []string
	for _, account := range v.seenAccounts {
		if !own(account) {
			others = append(others, account)
		}
	}
	return others
}

// WaitingElsewhere is how many of the requests that wait are of OtherAccounts:
// they are under budgets that aren't shown.
func (v *View) WaitingElsewhere() int {
	count := 0
	for _, account := range v.OtherAccounts() {
		count += v.waitingOf[account].Count
	}
	return count
}

// NamesAccounts reports whether it has to be said whose a request is: requests
// of more than one account are known, or there are several accounts here.
func (v *View) NamesAccounts() bool {
	if v.Several() || len(v.seenAccounts) > 1 {
		return true
	}
	return len(v.seenAccounts) == 1 && len(v.Accounts) == 1 && v.Accounts[0].ID != "" && !slices.Contains(v.seenAccounts, v.Accounts[0].ID)
}

// AccountIDs are the accounts that are known here or that requests are known of.
func (v *View) AccountIDs() []string {
	var ids []string
	for _, account := range v.Accounts {
		if account.ID != "" {
			ids = append(ids, account.ID)
		}
	}
	for _, account := range v.seenAccounts {
		if !slices.Contains(ids, account) {
			ids = append(ids, account)
		}
	}
	return ids
}
