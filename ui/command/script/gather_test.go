package script

import (
	"context"
	"strconv"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/rogpeppe/go-internal/testscript"

	"coffer/api"
	"coffer/state"
	"coffer/state/treasury"
)

// gather runs a treasury over the bank until its journal holds so many spend
// requests, with the swaps beside them: gather FOLDER spends swaps.
func gather(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: gather folder spends swaps")
	}
	spends, err := strconv.Atoi(args[1])
	ts.Check(err)
	swaps, err := strconv.Atoi(args[2])
	ts.Check(err)
	folder, err := treasury.OpenFolder(ts.MkAbs(args[0]))
	ts.Check(err)
	defer folder.Close()
	key, err := api.ParseSpendKey(ts.Getenv("DINO_SPEND_KEY"))
	ts.Check(err)
	client, err := api.New(api.Config{BaseURL: ts.Getenv("DINO_API_URL"), Key: key, TeamID: ts.Getenv("DINO_TEAM_ID")})
	ts.Check(err)
	defer client.Close()
	opened, err := treasury.Open(context.Background(), treasury.Options{
		Folder: folder, Accounts: []state.AccountKey{{Client: client}}, Clock: clockwork.NewRealClock(), Location: time.UTC,
	})
	ts.Check(err)
	ctx, stop := context.WithCancel(context.Background())
	ran := make(chan error, 1)
	go func() { ran <- opened.Run(ctx) }()
	gathered := untilGathered(opened.Engine(), spends, swaps)
	stop()
	ts.Check(<-ran)
	ts.Check(opened.Close())
	if !gathered {
		ts.Fatalf("the journal never held %d spends and %d swaps", spends, swaps)
	}
}

func untilGathered(engine *state.Engine, spends, swaps int) bool {
	wake, end := engine.Subscribe()
	defer end()
	deadline := time.After(30 * time.Second)
	for {
		if view := engine.View(); view.Spends.Len() >= spends && view.Swaps.Len() >= swaps {
			return true
		}
		select {
		case <-wake:
		case <-deadline:
			return false
		}
	}
}
