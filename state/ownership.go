package state

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"coffer/api"
)

// bankNote names the note that says whose journal it is.
const bankNote = "bank"

var (
	// ErrForeignJournal means that the journal is of another bank or account.
	ErrForeignJournal = errors.New("the journal is of another bank or account")
	// ErrSameAccount means that two of the keys are of one account.
	ErrSameAccount = errors.New("two keys are of the same account")
)

// ownership says whose journal it is: of a bank's team, and of which of its
// accounts. It is safe for concurrent use.
type ownership struct {
	journal Journal

	mu   sync.Mutex
	bank Bank
	// before is the bank that the journal was of when it was opened.
	before Bank
	// accounts are all that the journal ever took in, in the order in which
	// they were shown last.
	accounts []ownedAccount
	// teamOfKey is the team that the bank named for a key.
	teamOfKey string
	// keys are the holders by the account that the bank said they are of.
	keys map[string]*holder
}

// ownedAccount is an account of the journal.
type ownedAccount struct {
	Account
	// Joined is when the journal took it in.
	Joined Moment `json:"joined,omitempty"`
}

// ownershipNote is the note as it is kept. Bank.Account is the first account
// that the journal was of.
type ownershipNote struct {
	Bank
	Accounts []ownedAccount
	// TeamOfKey is the team that the bank named for a key; "" where it never did.
	TeamOfKey string `json:",omitempty"`
}

// claim holds the bank against the one that the journal is of, or notes it as
// that.
func claim(ctx context.Context, journal Journal, bank Bank) (*ownership, error) {
	noted, err := recallOwnership(ctx, journal)
	if err != nil {
		return nil, err
	}
	if err := noted.fits(ctx, journal, bank); err != nil {
		return nil, err
	}
	bank.Account = noted.Account
	owner := &ownership{journal: journal, bank: bank, before: noted.Bank, accounts: noted.Accounts, teamOfKey: noted.TeamOfKey, keys: make(map[string]*holder)}
	if noted.Environment == api.Sandbox && bank.Environment == api.Test {
		// It said so last time; it is asked again with its first answer.
		owner.bank.Environment = api.Sandbox
	}
	return owner, owner.note(ctx)
}

// environment is whose money it is, as far as it is known.
func (o *ownership) environment() api.Environment {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.bank.Environment
}

// learn notes what the bank has said of itself, and reports whether that is
// news. Errors: ErrForeignJournal when the journal is of a sandbox and the bank
// is another one that isn't; or the journal's own.
func (o *ownership) learn(ctx context.Context, said api.Environment) (isNews bool, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.bank.Environment == said {
		return false, nil
	}
	if said == api.Test && o.before.Environment == api.Sandbox && o.before.Host != o.bank.Host {
		return false, foreign(fmt.Sprintf("The journal is of a sandbox, and the bank at %s doesn't say that it is one.", o.bank.Host))
	}
	known := o.bank
	o.bank.Environment = said
	if err := o.note(context.WithoutCancel(ctx)); err != nil {
		o.bank = known
		return false, err
	}
	return true, nil
}

// Fits holds the bank that a journal is of against another, whose account
// isn't known yet. Errors: ErrForeignJournal. A sandbox moves from port to
// port, so its team is what tells it apart. Whether a bank of test money is a
// sandbox it says itself, with its first answer.
func (noted Bank) Fits(bank Bank) error {
	switch {
	case noted.Environment == "":
	case (noted.Environment == api.Live) != (bank.Environment == api.Live):
		return foreign(fmt.Sprintf("The journal is of a %s treasury, and the key is for %s.", noted.Environment, bank.Environment))
	case noted.Environment != api.Sandbox && noted.Host != bank.Host:
		return foreign(fmt.Sprintf("The journal is of the bank at %s, not at %s.", noted.Host, bank.Host))
	case noted.Team != "" && bank.Team != "" && noted.Team != bank.Team:
		return foreign(fmt.Sprintf("The journal is of the team %s, not of %s.", noted.Team, bank.Team))
	}
	return nil
}

// first is the id of the account that the journal was of before it took in any
// other, "" when the bank never told it.
func (o *ownership) first() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.bank.Account
}

// alone reports whether the journal is of one account at most.
func (o *ownership) alone() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.accounts) <= 1
}

// firstAlone is until when the first account was the only one: a record that
// was first seen before is its.
func (o *ownership) firstAlone() Moment {
	o.mu.Lock()
	defer o.mu.Unlock()
	var until Moment
	for _, known := range o.accounts {
		if known.ID != o.bank.Account {
			until = earliest(until, known.Joined)
		}
	}
	return until
}

// recognise holds the account that the bank told against those that the
// journal is of. One key never opens another account's journal; several may
// bring new accounts into it. Errors: ErrForeignJournal, ErrSameAccount, or the
// journal's own.
func (o *ownership) recognise(ctx context.Context, h *holder, holders []*holder, told *Balance, now Moment) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	several := len(holders) > 1
	if told.Account == "" {
		byKey := h.keyAccount()
		if !several && !slices.ContainsFunc(o.accounts, func(account ownedAccount) bool { return account.ID == byKey }) {
			return nil
		}
		told.Account = byKey
	}
	if other := o.keys[told.Account]; other != nil && other != h {
		return sameAccount(other, h, told.Account)
	}
	if several && o.bank.Team != "" && told.Team != "" && o.bank.Team != told.Team {
		return foreign(fmt.Sprintf("The key %s is for the team %s, but the others and the journal are of %s.", h.name, told.Team, o.bank.Team))
	}
	known := slices.ContainsFunc(o.accounts, func(account ownedAccount) bool { return account.ID == told.Account })
	if !known && !several && len(o.accounts) > 0 {
		return foreign(fmt.Sprintf("The key is for the account %s, but the journal is of %s.", told.Account, o.names()))
	}
	before, beforeBank, beforeTeam := o.accounts, o.bank, o.teamOfKey
	o.teamOfKey = cmp.Or(told.Team, o.teamOfKey)
	if !known {
		o.accounts = append(slices.Clone(before), ownedAccount{Account: Account{ID: told.Account, Name: h.name}, Joined: now})
	}
	if o.bank.Account == "" && !NamedByKey(told.Account) {
		// What was written down before there were several is of no key that the
		// bank doesn't name: any may be the one that it was of.
		o.bank.Account = told.Account
	}
	h.account = told.Account
	o.accounts = o.arrange(holders, h)
	if !slices.Equal(o.accounts, before) || o.bank.Account != beforeBank.Account || o.teamOfKey != beforeTeam {
		if err := o.note(context.WithoutCancel(ctx)); err != nil {
			o.accounts, o.bank, o.teamOfKey = before, beforeBank, beforeTeam
			return err
		}
	}
	o.keys[told.Account] = h
	return nil
}

// arranged are the accounts as the screens show them: one for each key, in the
// order of the keys, and then those that have none any more.
func (o *ownership) arranged(holders []*holder) []Account {
	o.mu.Lock()
	defer o.mu.Unlock()
	return arrange(o.accounts, holders, nil)
}

// arrange puts the accounts in the order in which they are shown, with what
// their keys are called now. known is a holder whose account was just told.
func (o *ownership) arrange(holders []*holder, known *holder) []ownedAccount {
	var arranged []ownedAccount
	for _, shown := range arrange(o.accounts, holders, known) {
		if i := slices.IndexFunc(o.accounts, func(one ownedAccount) bool { return one.ID == shown.ID }); shown.ID != "" && i >= 0 {
			arranged = append(arranged, ownedAccount{Account: shown, Joined: o.accounts[i].Joined})
		}
	}
	return arranged
}

func arrange(owned []ownedAccount, holders []*holder, known *holder) []Account {
	rest := slices.Clone(owned)
	take := func(fits func(ownedAccount) bool) string {
		i := slices.IndexFunc(rest, fits)
		if i < 0 {
			return ""
		}
		id := rest[i].ID
		rest = slices.Delete(rest, i, i+1)
		return id
	}
	ids := make([]string, len(holders))
	certain := func(h *holder) string {
		if h == known {
			return h.account
		}
		return h.id()
	}
	for i, h := range holders {
		if id := certain(h); id != "" {
			ids[i] = take(func(one ownedAccount) bool { return one.ID == id })
		}
	}
	for i, h := range holders {
		if ids[i] == "" {
			// Until the bank has said whose the key is, it is shown as that of
			// the account that went by its name last. Nothing is sent for that.
			ids[i] = take(func(one ownedAccount) bool { return one.Keyed && (one.Name == h.name || len(owned) == 1) })
		}
	}
	shown := make([]Account, 0, len(holders)+len(rest))
	for i, h := range holders {
		shown = append(shown, Account{ID: ids[i], Name: h.name, Keyed: true})
	}
	for _, one := range rest {
		shown = append(shown, Account{ID: one.ID, Name: one.Name})
	}
	return shown
}

// names lists the accounts in a sentence.
func (o *ownership) names() string {
	ids := make([]string, 0, len(o.accounts))
	for _, known := range o.accounts {
		ids = append(ids, known.ID)
	}
	return strings.Join(ids, " and ")
}

// note says whose journal it is, to the next start and to whoever follows.
func (o *ownership) note(ctx context.Context) error {
	note, err := json.Marshal(ownershipNote{Bank: o.bank, Accounts: o.accounts, TeamOfKey: o.teamOfKey})
	if err != nil {
		return err
	}
	return o.journal.Remember(ctx, bankNote, string(note))
}

// RecallBank tells whose journal it is, as the engine noted it; the zero Bank
// when it never did.
func RecallBank(ctx context.Context, records Records) (Bank, error) {
	noted, err := recallOwnership(ctx, records)
	return noted.Bank, err
}

// RecallAccounts are the ids of the accounts that the journal is of.
func RecallAccounts(ctx context.Context, records Records) ([]string, error) {
	noted, err := recallOwnership(ctx, records)
	ids := make([]string, 0, len(noted.Accounts))
	for _, known := range noted.Accounts {
		ids = append(ids, known.ID)
	}
	return ids, err
}

func recallOwnership(ctx context.Context, records Records) (ownershipNote, error) {
	var noted ownershipNote
	text, err := records.Recall(ctx, bankNote)
	if err != nil || text == "" {
		return noted, err
	}
	if err := json.Unmarshal([]byte(text), &noted); err != nil {
		return ownershipNote{}, fmt.Errorf("read whose journal it is: %w", err)
	}
	if len(noted.Accounts) == 0 && noted.Account != "" {
		// It was written when a journal was of one account only.
		noted.Accounts = []ownedAccount{{Account: Account{ID: noted.Account, Keyed: true}}}
	}
	return noted, nil
}

// shown are the accounts as the engine that wrote the note shows them.
func (n ownershipNote) shown() []Account {
	shown := make([]Account, 0, len(n.Accounts))
	for _, known := range n.Accounts {
		shown = append(shown, known.Account)
	}
	return shown
}

func foreign(happened string) *Problem {
	return &Problem{
		Happened: happened,
		Meaning:  "Nothing was sent, no money moved.",
		Advice:   "Use the key that belongs to it, or another --data-dir for this one.",
		Outcome:  api.NotSent,
		Cause:    ErrForeignJournal,
	}
}

func sameAccount(one, other *holder, account string) *Problem {
	return &Problem{
		Happened: fmt.Sprintf("The keys %s and %s are both of the account %s.", one.name, other.name, account),
		Meaning:  "Nothing was sent with the second one, no money moved.",
		Advice:   "Leave one of them out of the profile, or put in the key of the account that was meant.",
		Outcome:  api.NotSent,
		Cause:    ErrSameAccount,
	}
}
