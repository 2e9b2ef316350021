package state

import (
	"encoding/binary"
	"strings"
	"unique"

	"coffer/api"
)

// Kept is a spend request as the Book keeps it: all that a Spend tells, in a
// third of the memory. What many requests share is held once, and times are
// held as distances from each other. It never changes.
type Kept struct {
	// packed holds the texts of its own, the times and the stamps; see pack.
	packed string
	payee  unique.Handle[payee]
	ruling unique.Handle[ruling]
	born   Moment
	cents  int64
}

// payee is what all requests to one merchant share.
type payee struct {
	merchant, currency string
	// amountTold is false where cents means nothing.
	amountTold bool
}

// ruling is what all requests share that went the same way.
type ruling struct {
	status         api.SpendStatus
	decisionReason string
	account, team  string
	source         Source
	// urlBefore and urlBehind stand around the id in the approval page's address.
	urlBefore, urlBehind string
}

// Which of the optional facts are packed.
const (
	keptCreated = 1 << iota
	keptDecided
	keptOpened
	keptContradicted
	keptBudgetKnown
	keptBudgetLeft
	keptURL
	// keptStamped is set when all stamps are those of a single fact.
	keptStamped
	// What few requests have has the flags behind those that fit into a byte.
	keptUnknown
	keptUnreadable
	keptAsked
	keptVariants
	keptNoted
)

// keep packs a request.
func keep(spend *Spend) *Kept {
	var scratch [512]byte
	shared := ruling{
		status: spend.Status, decisionReason: spend.DecisionReason, account: spend.Account, team: spend.Team, source: spend.LastSource,
	}
	flags := uint64(0)
	set := func(flag uint64, when bool) bool {
		if when {
			flags |= flag
		}
		return when
	}
	ownURL := ""
	if before, behind, found := strings.Cut(spend.ApprovalURL, spend.ID); found && spend.ID != "" && before != "" {
		shared.urlBefore, shared.urlBehind = before, behind
	} else if set(keptURL, spend.ApprovalURL != "") {
		ownURL = spend.ApprovalURL
	}
	born := spend.Born()
	set(keptCreated, spend.CreatedAt.Known())
	set(keptDecided, spend.DecidedAt.Known())
	set(keptOpened, spend.OpenedAt.Known())
	set(keptContradicted, spend.Contradicted)
	set(keptBudgetKnown, spend.BudgetKnown)
	set(keptBudgetLeft, spend.BudgetLeft != 0)
	set(keptUnknown, spend.UnknownAt.Known())
	set(keptUnreadable, spend.UnreadableAt.Known())
	set(keptAsked, spend.Asked != nil)
	set(keptVariants, spend.Variants != nil)
	set(keptNoted, spend.Noted != nil)
	told := Spend{Status: spend.Status}
	told.stamp(spend.Stamps[spendAmount])
	set(keptStamped, told.Stamps == spend.Stamps)

	packed := packText(scratch[:0], spend.ID)
	packed = packText(packed, spend.Reason)
	packed = binary.AppendUvarint(packed, flags)
	packed = binary.AppendVarint(packed, int64(spend.FirstSeen-born))
	packed = binary.AppendVarint(packed, int64(spend.LastSeen-spend.FirstSeen))
	if flags&keptDecided != 0 {
		packed = binary.AppendVarint(packed, int64(spend.DecidedAt-born))
	}
	if flags&keptOpened != 0 {
		packed = binary.AppendVarint(packed, int64(spend.OpenedAt-born))
	}
	if flags&keptBudgetLeft != 0 {
		packed = binary.AppendVarint(packed, spend.BudgetLeft)
	}
	if flags&keptURL != 0 {
		packed = packText(packed, ownURL)
	}
	packed = packOddities(packed, flags, spend, born)
	if flags&keptStamped != 0 {
		packed = packStamp(packed, spend.Stamps[spendAmount], born, spend.LastSeen)
	} else {
		packed = packStamps(packed, &spend.Stamps, born, spend.LastSeen)
	}
	kept := &Kept{
		packed: string(packed),
		payee:  unique.Make(payee{spend.Merchant, spend.Currency, spend.Cents != nil}),
		ruling: unique.Make(shared),
		born:   born,
	}
	if spend.Cents != nil {
		kept.cents = *spend.Cents
	}
	return kept
}

// ID is the bank's name for the request.
func (k *Kept) ID() string {
	id, _ := unpackText(k.packed)
	return id
}

// Reason is what the request is for, in the agent's words.
func (k *Kept) Reason() string {
	_, rest := unpackText(k.packed)
	reason, _ := unpackText(rest)
	return reason
}

// Merchant is who is paid.
func (k *Kept) Merchant() string { return k.payee.Value().merchant }

// Account is whose request it is.
func (k *Kept) Account() string { return k.ruling.Value().account }

// Status is how it stands.
func (k *Kept) Status() SpendStatus { return k.ruling.Value().status }

// Source is where the last fact about it came from.
func (k *Kept) Source() Source { return k.ruling.Value().source }

// Money is as Spend.Money.
func (k *Kept) Money() (money Money, told bool) {
	payee := k.payee.Value()
	return Money{Cents: k.cents, Currency: payee.currency}, payee.amountTold
}

// Summable is as Spend.Summable.
func (k *Kept) Summable() (money Money, ok bool) {
	money, told := k.Money()
	return money, told && money.Cents >= 0 && money.Currency != ""
}

// Born is as Spend.Born.
func (k *Kept) Born() Moment { return k.born }

// Spend is the whole request.
func (k *Kept) Spend() *Spend {
	spend := new(Spend)
	k.Read(spend)
	return spend
}

// Read is Spend into memory that the caller has.
func (k *Kept) Read(spend *Spend) {
	payee, ruling := k.payee.Value(), k.ruling.Value()
	*spend = Spend{
		Status: ruling.status, DecisionReason: ruling.decisionReason, Currency: payee.currency,
		Merchant: payee.merchant, Account: ruling.account, Team: ruling.team, LastSource: ruling.source,
	}
	if payee.amountTold {
		// A request that is kept never changes, nor may what it lends.
		spend.Cents = &k.cents
	}
	rest := k.packed
	spend.ID, rest = unpackText(rest)
	spend.Reason, rest = unpackText(rest)
	flags, rest := unpackUint(rest)
	moment := func(from Moment) Moment {
		var distance int64
		distance, rest = unpackInt(rest)
		return from + Moment(distance)
	}
	if flags&keptCreated != 0 {
		spend.CreatedAt = k.born
	}
	spend.FirstSeen = moment(k.born)
	spend.LastSeen = moment(spend.FirstSeen)
	if flags&keptDecided != 0 {
		spend.DecidedAt = moment(k.born)
	}
	if flags&keptOpened != 0 {
		spend.OpenedAt = moment(k.born)
	}
	spend.Contradicted = flags&keptContradicted != 0
	spend.BudgetKnown = flags&keptBudgetKnown != 0
	if flags&keptBudgetLeft != 0 {
		spend.BudgetLeft, rest = unpackInt(rest)
	}
	switch {
	case flags&keptURL != 0:
		spend.ApprovalURL, rest = unpackText(rest)
	case ruling.urlBefore != "":
		spend.ApprovalURL = ruling.urlBefore + spend.ID + ruling.urlBehind
	}
	rest = unpackOddities(rest, flags, spend, k.born)
	if flags&keptStamped != 0 {
		stamp, _ := unpackStamp(rest, k.born, spend.LastSeen)
		spend.stamp(stamp)
		return
	}
	unpackStamps(rest, &spend.Stamps, k.born, spend.LastSeen)
}
