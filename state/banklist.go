package state

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"coffer/api"
)

const (
	// floodRate is from how many webhooks a second on they bring a backlog, which
	// the list would only bring once more.
	floodRate = 50
	// floodStep is how often the list is looked at meanwhile, and lostAfter how
	// long a record that is listed may not be here before it is read from the list
	// all the same.
	floodStep = time.Second
	lostAfter = 5 * time.Second
)

// bankList is how far the sandbox's own list of an account's records is read,
// and how. Without webhooks it is read as it is. With them most of it is known,
// and digests tell so at a twentieth of the cost: what one doesn't fit is read.
type bankList struct {
	cursor string
	// compares is set while the digests are read.
	compares bool
	// missing is the first record that is listed and isn't here, since a time.
	missing      string
	missingSince Moment
	// counted is how many webhooks had come at a time, and flood whether they
	// came fast before it.
	counted   int64
	countedAt Moment
	flood     bool
}

// askList reads the next page of the sandbox's list.
func (p *poller) askList(ctx context.Context) (findings, error) {
	p.mu.Lock()
	list := p.list
	p.mu.Unlock()
	list.count(p.engine.webhooks.Load(), p.now())
	if list.compares {
		found, err := p.compareList(ctx, list)
		if !errors.Is(err, api.ErrNoSuchCall) {
			return found, err
		}
		list.compares = false
	}
	return p.readList(ctx, list)
}

// count measures how fast webhooks come.
func (l *bankList) count(webhooks int64, now Moment) {
	if took := now.Sub(l.countedAt); took >= floodStep {
		l.flood = l.countedAt.Known() && float64(webhooks-l.counted) >= floodRate*took.Seconds()
		l.counted, l.countedAt = webhooks, now
	}
}

// compareList reads a page of digests, up to the first that doesn't fit what is
// here.
func (p *poller) compareList(ctx context.Context, list bankList) (findings, error) {
	answer, err := p.holder.client.SandboxDigests(ctx, list.cursor)
	if err != nil {
		return findings{}, err
	}
	page, view := answer.Value, p.engine.View()
	seen, account := p.engine.now(), p.holder.id()
	listed := findings{behind: page.Remaining, total: page.Total, more: len(page.Records) > 0}
	before, place := list.cursor, page.Next
	for i, record := range page.Records {
		if record.Swap != nil {
			listed.observations = append(listed.observations, observeSandboxSwap(*record.Swap, seen).of(account))
		} else if !view.holds(record) {
			listed.behind += len(page.Records) - i
			place = before
			listed.pause = list.miss(record.ID, seen)
			break
		}
		before = record.Next
	}
	listed.moveTo(list, place, account)
	return listed, nil
}

// miss notes that a record isn't here, and tells when to look again: webhooks
// that bring a backlog may bring it yet. What is gone on the way is read from the
// list, and so is all where there is no backlog.
func (l *bankList) miss(id string, now Moment) time.Duration {
	if l.missing != id {
		l.missing, l.missingSince = id, now
	}
	if l.flood && now.Sub(l.missingSince) < lostAfter {
		return floodStep
	}
	l.compares = false
	return 0
}

// readList reads a page of records.
func (p *poller) readList(ctx context.Context, list bankList) (findings, error) {
	answer, err := p.holder.client.SandboxChanges(ctx, list.cursor)
	if err != nil {
		return findings{}, err
	}
	page, view := answer.Value, p.engine.View()
	seen, account := p.engine.now(), p.holder.id()
	listed := findings{behind: page.Remaining, total: page.Total, more: len(page.Spends)+len(page.Swaps) > 0}
	known := 0
	for _, spend := range page.Spends {
		if p.receiving && view.holds(api.SandboxDigest{ID: spend.ID, Digest: spend.Digest()}) {
			known++
			continue
		}
		raw, _ := json.Marshal(spend)
		one := api.Answer[api.Spend]{Value: spend, Raw: raw, AsOf: answer.AsOf}
		listed.observations = append(listed.observations, ObserveSpend(one, SourcePoll, seen).of(account))
	}
	for _, swap := range page.Swaps {
		listed.observations = append(listed.observations, observeSandboxSwap(swap, seen).of(account))
	}
	// Once webhooks were here first, they may be so again.
	list.compares = p.receiving && 2*known >= len(page.Spends)
	listed.moveTo(list, page.Next, account)
	return listed, nil
}

// moveTo notes where the list goes on.
func (f *findings) moveTo(list bankList, cursor, account string) {
	if cursor != "" && cursor != list.cursor {
		list.cursor = cursor
		f.notes = map[string]string{cursorNote(account): cursor}
	}
	f.list = &list
}

// holds reports whether nothing of a listed request is new: all that the bank
// tells of it is what it told last, and what a screen needs is here.
func (v *View) holds(listed api.SandboxDigest) bool {
	kept := v.Kept(listed.ID)
	if kept == nil {
		return false
	}
	spend := kept.Spend()
	return spend.digest() == listed.Digest && !spend.UnknownSince().Known() && !spend.Unreadable() &&
		(!spend.Waiting() || spend.ApprovalURL != "")
}

// digest is api.Spend.Digest of what the bank told last.
func (s *Spend) digest() string {
	at := func(moment Moment) api.Timestamp {
		if !moment.Known() {
			return api.Timestamp{}
		}
		return api.Timestamp{Time: moment.Time()}
	}
	return api.Spend{
		ID: s.ID, Status: s.Status, DecisionReason: s.DecisionReason, AmountCents: s.Cents, Currency: s.Currency,
		MerchantName: s.Merchant, Reason: s.Reason, AgentAccountID: s.Account, TeamID: s.Team,
		CreatedAt: at(s.CreatedAt), DecidedAt: at(s.DecidedAt), UpdatedAt: at(s.Stamps[spendStatus].time()),
	}.Digest()
}
