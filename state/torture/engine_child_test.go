package torture

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

	"coffer/api"
	"coffer/api/webhook"
	"coffer/state"
	"coffer/state/treasury"
)

// plenty is a call budget that no test uses up.
const plenty = 1_000_000

// engineScript is what an engine runs over.
type engineScript struct {
	Folder string       `json:"folder"`
	Bank   bankSighting `json:"bank"`
	// Deaf engines have no webhook receiver.
	Deaf bool `json:"deaf,omitempty"`
}

// order is something that a person does at the child's screen.
type order struct {
	Do  do     `json:"do"`
	Tag string `json:"tag,omitempty"`
	// Cents is the amount of a spend.
	Cents int64 `json:"cents,omitempty"`
	// Token and Amount are what a swap sells.
	Token  string `json:"token,omitempty"`
	Amount string `json:"amount,omitempty"`
	// ID is the intent to retry, or the request to decide.
	ID string `json:"id,omitempty"`
	// Bytes is the largest file that may be written; below zero, any.
	Bytes int64 `json:"bytes,omitempty"`
}

// do is the kind of an order.
type do string

const (
	doSpend   do = "spend"
	doSwap    do = "swap"
	doRetry   do = "retry"
	doDecide  do = "decide"
	doTrack   do = "track"
	doRefresh do = "refresh"
	doLimit   do = "limit"
)

// playEngine opens a folder and runs its treasury as main does, with a screen
// that is written line by line.
func playEngine(told engineScript, in io.Reader, out io.Writer) error {
	display := newScreen(out)
	opened, closeAll, err := openTreasury(told, display)
	if err != nil {
		// It ends as the program does when it can't start: with a sentence.
		display.show(sighting{What: sawProblem, Problem: problemOf(err)})
		return nil
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	var working sync.WaitGroup
	ran := make(chan error, 1)
	go func() { ran <- opened.Run(ctx) }()
	working.Go(func() { watch(ctx, opened.Engine(), display) })
	orders := json.NewDecoder(in)
	for {
		var told order
		if orders.Decode(&told) != nil {
			break
		}
		working.Go(func() { obey(ctx, opened.Engine(), display, told) })
	}
	stop()
	working.Wait()
	return errors.Join(<-ran, closeAll())
}

func openTreasury(told engineScript, display *screen) (*treasury.Treasury, func() error, error) {
	folder, err := treasury.OpenFolder(told.Folder)
	if err != nil {
		return nil, nil, err
	}
	var receiver *treasury.Receiver
	if !told.Deaf {
		if receiver, err = treasury.Listen("127.0.0.1:0"); err != nil {
			return nil, nil, err
		}
		display.show(sighting{What: sawAddress, ID: receiver.URL()})
	}
	client, err := told.Bank.client()
	if err != nil {
		return nil, nil, err
	}
	secret, err := webhook.ParseSecret(told.Bank.WebhookSecret)
	if err != nil {
		return nil, nil, err
	}
	opened, err := treasury.Open(context.Background(), treasury.Options{
		Folder:        folder,
		Accounts:      []state.AccountKey{{Client: client}},
		Receiver:      receiver,
		Secrets:       []webhook.Secret{secret},
		ApprovalHosts: []string{client.Host()},
		Clock:         clockwork.NewRealClock(),
		Location:      time.UTC,
	})
	if err != nil {
		return nil, nil, err
	}
	return opened, func() error { return errors.Join(opened.Close(), folder.Close()) }, nil
}

// client is a client of the bank, as main makes it for a sandbox, but with no
// reason to wait for its budget.
func (b bankSighting) client() (*api.Client, error) {
	key, err := api.ParseSpendKey(b.SpendKey)
	if err != nil {
		return nil, err
	}
	return api.New(api.Config{
		BaseURL: b.BaseURL, Key: key, TeamID: b.TeamID,
		Pace: api.NewPace(clockwork.NewRealClock(), plenty),
	})
}

// watch shows every view, as the screens do, woken by the engine alone.
func watch(ctx context.Context, engine *state.Engine, display *screen) {
	wake, end := engine.Subscribe()
	defer end()
	display.draw(engine.View())
	display.show(sighting{What: sawReady})
	for {
		select {
		case <-ctx.Done():
			return
		case <-wake:
			display.draw(engine.View())
		}
	}
}

func obey(ctx context.Context, engine *state.Engine, display *screen, told order) {
	var err error
	switch told.Do {
	case doSpend:
		err = askSpend(ctx, engine, display, told)
	case doSwap:
		err = executeSwap(ctx, engine, display, told)
	case doRetry:
		err = engine.Retry(ctx, "maria", told.ID)
	case doDecide:
		err = engine.Decide(ctx, "maria", told.ID, api.Decision{Decision: api.Approve, Reason: "fine"})
	case doTrack:
		err = engine.Track(ctx, "maria", told.ID)
	case doRefresh:
		engine.Refresh()
	case doLimit:
		if err = limitFiles(told.Bytes); err == nil {
			display.show(sighting{What: sawLimited, Order: told.Tag})
		}
	}
	if err != nil {
		display.show(sighting{What: sawProblem, Order: told.Tag, Problem: problemOf(err)})
	}
}

func askSpend(ctx context.Context, engine *state.Engine, display *screen, told order) error {
	id, err := engine.AskSpend(ctx, "maria", state.SpendRequest{
		AmountCents: told.Cents, Currency: "usd", MerchantName: "AWS", Reason: told.Tag,
	})
	if err == nil {
		display.show(sighting{What: sawRecorded, Order: told.Tag, ID: id, Effect: told.Tag})
	}
	return err
}

func executeSwap(ctx context.Context, engine *state.Engine, display *screen, told order) error {
	quoted, err := engine.Quote(ctx, state.QuoteRequest{SellToken: told.Token, BuyToken: swappedInto(told.Token), SellAmount: told.Amount})
	if err != nil {
		return err
	}
	display.show(sighting{What: sawQuoted, Order: told.Tag, Effect: quoted.QuoteID, Expires: quoted.ExpiresAt})
	checked, err := engine.CheckPolicy(ctx, quoted)
	if err != nil {
		return err
	}
	display.show(sighting{What: sawChecked, Order: told.Tag, State: string(checked.Policy)})
	// The price may have moved since the last one: who is asked accepts that.
	checked.Accepted = checked.Typed()
	id, err := engine.Execute(ctx, "maria", checked)
	if err == nil {
		display.show(sighting{What: sawRecorded, Order: told.Tag, ID: id, Effect: quoted.QuoteID})
	}
	return err
}

func swappedInto(token string) string {
	if token == "ETH" {
		return "USDC"
	}
	return "ETH"
}
