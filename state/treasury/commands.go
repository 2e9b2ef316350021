package treasury

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"coffer/state"
	"coffer/state/journal"
)

const (
	// commandsFolder is the folder within the data folder where commands keep
	// their journal while another Coffer has the data folder.
	commandsFolder = "commands"
	// lockEvery is how often a lock that is held is tried again.
	lockEvery = 20 * time.Millisecond
	// takeOverEvery is how often a running Coffer looks for what commands did.
	takeOverEvery = time.Minute
)

// AwaitFolder is OpenFolder with patience: a command has the folder for a
// moment only.
func AwaitFolder(ctx context.Context, path string, patience time.Duration) (*Folder, error) {
	deadline := time.Now().Add(patience)
	for {
		folder, err := OpenFolder(path)
		if !errors.Is(err, ErrInUse) || time.Now().After(deadline) {
			return folder, err
		}
		select {
		case <-time.After(lockEvery):
		case <-ctx.Done():
			return nil, err
		}
	}
}

// AwaitCommandsFolder takes the folder in which a command keeps its journal
// while another Coffer has the data folder at path. Errors: as OpenFolder; and
// *state.Problem when the data folder's journal is not of the bank.
func AwaitCommandsFolder(ctx context.Context, path string, bank state.Bank, patience time.Duration) (*Folder, error) {
	owner, err := ownerOf(ctx, filepath.Join(path, JournalFile))
	if err != nil {
		return nil, err
	}
	if owner.Environment != "" && !sameTreasury(owner, bank) {
		return nil, &state.Problem{
			Happened: "The journal in " + path + " is of another bank or team.",
			Meaning:  "Nothing was sent, no money moved.",
			Advice:   "Use the key that belongs to it, or another --data-dir for this one.",
			Outcome:  state.NotSent,
			Cause:    state.ErrForeignJournal,
		}
	}
	return AwaitFolder(ctx, filepath.Join(path, commandsFolder), patience)
}

// takeOver takes in what commands did while another Coffer had the folder, so
// that what nobody knows the outcome of is asked about from here. It leaves it
// where it is while a command is at work.
//
// Each step may be the last one before the power goes. What was written here
// and not marked there is handed over again, and known already.
func takeOver(ctx context.Context, folder *Folder, into *journal.SQLite, log *slog.Logger) error {
	return withCommands(ctx, folder, func(from *journal.SQLite) error {
		handed, err := toHandOver(ctx, from, into)
		if err != nil || len(handed.Intents) == 0 {
			return err
		}
		if err := into.TakeOver(ctx, handed); err != nil {
			return err
		}
		log.Info("took over what commands did", "intents", len(handed.Intents))
		return markHandedOver(ctx, from, handed.Intents)
	})
}

// takeOver is the same while the engine runs, which alone writes to the
// journal then. What it can't carry on yet stays where it is.
func (t *Treasury) takeOver(ctx context.Context) error {
	return withCommands(ctx, t.folder, func(from *journal.SQLite) error {
		handed, err := toHandOver(ctx, from, t.journal)
		if err != nil || len(handed.Intents) == 0 {
			return err
		}
		known, err := t.journal.KnownIntents(ctx, handed.Intents)
		if err != nil {
			return err
		}
		var again, news []state.Intent
		for _, intent := range handed.Intents {
			if slices.Contains(known, intent.ID) {
				again = append(again, intent)
			} else {
				news = append(news, intent)
			}
		}
		handed.Intents = news
		taken, err := t.engine.TakeOver(ctx, handed)
		if err != nil {
			return err
		}
		return markHandedOver(ctx, from, append(again, taken...))
	})
}

// takeOverAll looks for what commands did: every now and then, whenever a
// person asks for what is new, and once a key is recognised, which what was
// left there may have waited for.
func (t *Treasury) takeOverAll(ctx context.Context) {
	ticker := t.clock.NewTicker(takeOverEvery)
	defer ticker.Stop()
	refreshed := t.engine.Refreshed()
	for {
		select {
		case <-ticker.Chan():
		case <-refreshed:
		case <-ctx.Done():
			return
		}
		// Asked for before the look, a ring during it is not missed.
		refreshed = t.engine.Refreshed()
		if err := t.takeOver(ctx); err != nil && ctx.Err() == nil {
			// It stays where it is, and is looked at again.
			t.log.Error("take over what commands did", "err", err)
		}
	}
}

// withCommands opens the commands' journal for a moment. Where there is none,
// or a command is at work, nothing is done.
func withCommands(ctx context.Context, folder *Folder, do func(*journal.SQLite) error) error {
	path := filepath.Join(folder.path, commandsFolder)
	if _, err := os.Stat(filepath.Join(path, JournalFile)); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	held, err := OpenFolder(path)
	if errors.Is(err, ErrInUse) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = held.Close() }()
	from, err := journal.Open(ctx, filepath.Join(path, JournalFile))
	if err != nil {
		return err
	}
	return errors.Join(do(from), from.Close())
}

// toHandOver is what belongs into the journal: an intent of one account, sent
// with the key of another, would be new there and move its money. One of an
// account that the journal doesn't know stays where it is. One that doesn't
// name its account is of the journal's first.
func toHandOver(ctx context.Context, from, into *journal.SQLite) (state.Batch, error) {
	theirs, err := state.RecallBank(ctx, from)
	if err != nil {
		return state.Batch{}, err
	}
	ours, err := state.RecallBank(ctx, into)
	if err != nil || ours.Environment == "" || !sameTreasury(ours, theirs) {
		return state.Batch{}, err
	}
	accounts, err := state.RecallAccounts(ctx, into)
	if err != nil {
		return state.Batch{}, err
	}
	handed, err := from.NotHandedOver(ctx)
	handed.Intents = slices.DeleteFunc(handed.Intents, func(intent state.Intent) bool {
		if intent.Account == "" {
			return ours.Account != theirs.Account
		}
		return !slices.Contains(accounts, intent.Account)
	})
	return handed, err
}

func markHandedOver(ctx context.Context, from *journal.SQLite, handed []state.Intent) error {
	if len(handed) == 0 {
		return nil
	}
	marked := make([]state.Intent, len(handed))
	for i, intent := range handed {
		intent.State = state.IntentHandedOver
		marked[i] = intent
	}
	_, err := from.Append(ctx, state.Batch{Intents: marked})
	return err
}

// sameTreasury reports whether two journals are of one team at one bank. A
// sandbox moves from port to port, so its team is what tells it apart.
func sameTreasury(a, b state.Bank) bool {
	sandbox := a.Environment == state.Sandbox || b.Environment == state.Sandbox
	return (a.Environment == state.Live) == (b.Environment == state.Live) && a.Team == b.Team && (sandbox || a.Host == b.Host)
}
