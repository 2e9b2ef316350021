package treasury

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/jonboulle/clockwork"

	"coffer/state"
	"coffer/state/journal"
)

// Onlooker shows the treasury of a folder that another Coffer may have. It
// takes no lock and writes nothing.
type Onlooker struct {
	*state.Follower
	journal *journal.Watched
}

// LookOn opens the folder's journal for reading alone. Errors are
// *state.Problem where a person can do something about them.
func LookOn(ctx context.Context, folder string, clock clockwork.Clock, location *time.Location, log *slog.Logger) (*Onlooker, error) {
	watched, err := watch(folder)
	if err != nil {
		return nil, err
	}
	follower, err := state.NewFollower(ctx, watched, clock, location, log)
	if err != nil {
		return nil, errors.Join(journalProblem(filepath.Join(folder, JournalFile), err), watched.Close())
	}
	return &Onlooker{Follower: follower, journal: watched}, nil
}

// Records opens the folder's journal to be asked, beside whoever has the
// folder. Errors: as LookOn; one wraps fs.ErrNotExist where there is none yet.
func Records(folder string) (state.Records, error) {
	watched, err := watch(folder)
	if err != nil {
		return nil, err
	}
	return watched, nil
}

func watch(folder string) (*journal.Watched, error) {
	path := filepath.Join(folder, JournalFile)
	watched, err := journal.Watch(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &state.Problem{
			Happened: "There is no journal in " + folder + " to look at.",
			Advice:   "The dashboard begins one, without --read-only; or name another --profile or --data-dir.",
			Cause:    err,
		}
	}
	if err != nil {
		return nil, journalProblem(path, err)
	}
	return watched, nil
}

// Close closes the journal. Run must have returned.
func (o *Onlooker) Close() error { return o.journal.Close() }
