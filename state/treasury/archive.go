package treasury

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"

	"coffer/state"
	"coffer/state/journal"
)

// Archive is all that the journal of a folder held at one instant, with what
// commands did beside a dashboard and no start has taken over yet. It takes no
// lock and writes nothing, so a Coffer that runs in the folder isn't disturbed.
type Archive struct {
	*journal.Snapshot
	// Bank is whose journal it is.
	Bank    state.Bank
	journal *journal.Watched
	// beside is what is to be taken over.
	beside state.Batch
}

// OpenArchive begins to read the folder's journal. Close it in the end. Errors
// are *state.Problem where a person can do something about them.
func OpenArchive(ctx context.Context, folder string) (*Archive, error) {
	path := filepath.Join(folder, JournalFile)
	watched, err := journal.Watch(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, noJournal(folder, err)
	}
	if err != nil {
		return nil, journalProblem(path, err)
	}
	// What commands did is read first: a start that takes it over in between
	// leaves it in both, and reading it twice is no harm.
	beside, err := besideOf(ctx, folder)
	if err != nil {
		return nil, errors.Join(journalProblem(path, err), watched.Close())
	}
	archive, err := archiveOf(ctx, watched, beside)
	if err != nil {
		return nil, errors.Join(journalProblem(path, err), watched.Close())
	}
	if archive == nil {
		return nil, errors.Join(noJournal(folder, fs.ErrNotExist), watched.Close())
	}
	return archive, nil
}

// archiveOf is nil when nothing was ever written.
func archiveOf(ctx context.Context, watched *journal.Watched, beside kept) (*Archive, error) {
	begun, err := watched.Begun(ctx)
	if err != nil || !begun {
		return nil, err
	}
	bank, err := state.RecallBank(ctx, watched)
	if err != nil {
		return nil, err
	}
	snapshot, err := watched.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	archive := &Archive{Snapshot: snapshot, Bank: bank, journal: watched}
	if sameTreasury(bank, beside.bank) {
		archive.beside = beside.batch
	}
	return archive, nil
}

// kept is what a journal has to hand over, and of which bank.
type kept struct {
	bank  state.Bank
	batch state.Batch
}

// besideOf reads what commands did in a folder beside a dashboard; nothing when
// none did.
func besideOf(ctx context.Context, folder string) (kept, error) {
	watched, err := journal.Watch(filepath.Join(folder, commandsFolder, JournalFile))
	if errors.Is(err, fs.ErrNotExist) {
		return kept{}, nil
	}
	if err != nil {
		return kept{}, err
	}
	defer watched.Close()
	if begun, err := watched.Begun(ctx); err != nil || !begun {
		return kept{}, err
	}
	bank, err := state.RecallBank(ctx, watched)
	if err != nil {
		return kept{}, err
	}
	batch, err := watched.NotHandedOver(ctx)
	return kept{bank, batch}, err
}

// EachSpend yields every spend request once, in no order, until yield returns
// an error, which it returns.
func (a *Archive) EachSpend(ctx context.Context, yield func(*state.Spend) error) error {
	rest := a.spendsBeside(nil)
	err := a.Snapshot.EachSpend(ctx, func(spend *state.Spend) error {
		return yield(joined(spend, rest))
	})
	for _, spend := range rest {
		if err != nil {
			break
		}
		err = yield(spend)
	}
	return err
}

// SpendsOf are the requests with these ids, in no order.
func (a *Archive) SpendsOf(ctx context.Context, ids []string) ([]*state.Spend, error) {
	rest := a.spendsBeside(ids)
	spends, err := a.Snapshot.SpendsOf(ctx, ids)
	for i, spend := range spends {
		spends[i] = joined(spend, rest)
	}
	return slices.AppendSeq(spends, maps.Values(rest)), err
}

// EachIntent yields every intent, in no order; one that is being taken over may
// come twice.
func (a *Archive) EachIntent(ctx context.Context, yield func(*state.Intent) error) error {
	err := a.Snapshot.EachIntent(ctx, yield)
	for i := range a.beside.Intents {
		if err != nil {
			break
		}
		err = yield(&a.beside.Intents[i])
	}
	return err
}

// EachDeed yields every entry of the audit trail with one of these deeds: those
// of the journal, then those of commands, each oldest first.
func (a *Archive) EachDeed(ctx context.Context, deeds []state.Deed, yield func(*state.Entry) error) error {
	err := a.Snapshot.EachDeed(ctx, deeds, yield)
	for i := range a.beside.Lines {
		if err != nil {
			break
		}
		if entry := &a.beside.Lines[i].Entry; slices.Contains(deeds, entry.Deed) {
			err = yield(entry)
		}
	}
	return err
}

// spendsBeside are those with these ids that commands made, by id; all for nil.
func (a *Archive) spendsBeside(ids []string) map[string]*state.Spend {
	found := make(map[string]*state.Spend)
	for _, spend := range a.beside.Spends {
		if ids == nil || slices.Contains(ids, spend.ID) {
			found[spend.ID] = spend
		}
	}
	return found
}

// joined is all that both journals tell of a request, which is then taken out
// of the rest.
func joined(spend *state.Spend, rest map[string]*state.Spend) *state.Spend {
	other := rest[spend.ID]
	if other == nil {
		return spend
	}
	delete(rest, spend.ID)
	both := state.Merge(*spend, state.Observation{Spend: other})
	return &both
}

// Close ends the reading.
func (a *Archive) Close() error { return errors.Join(a.Snapshot.Close(), a.journal.Close()) }

func noJournal(folder string, err error) error {
	return &state.Problem{
		Happened: "There is no journal in " + folder + ", so there is nothing to export.",
		Advice:   "Start Coffer over that bank once, or name another --profile or --data-dir.",
		Cause:    err,
	}
}
