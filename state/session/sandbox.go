package session

import (
	"errors"
	"fmt"

	"coffer/api"
	"coffer/api/sandbox"
	"coffer/api/webhook"
	"coffer/state"
	"coffer/state/treasury"
)

const (
	// sandboxHistory is how many requests of the last week a new sandbox knows.
	sandboxHistory = 80
	// sandboxCallsPerMinute is what the sandbox's own rate limit leaves room for.
	sandboxCallsPerMinute = 500
)

// Sandbox says what the bank in this process is like.
type Sandbox struct {
	// Fresh begins a new treasury, forgetting the old one.
	Fresh bool
	// Agents is how many agents spend; 0 or more.
	Agents int
	// Seed is what a new sandbox makes its chances from.
	Seed uint64
}

// openSandbox opens a treasury over a bank of its own, in this process, over
// real HTTP.
func (s *Session) openSandbox() error {
	if s.settings.APIURL != "" {
		return errors.New("DINO_API_URL names a bank, but DINO_SPEND_KEY is not set. " +
			"Set the spending key that the bank issued, or unset DINO_API_URL to use the sandbox")
	}
	folder, err := s.folder()
	if err != nil {
		return err
	}
	if s.options.Sandbox.Fresh {
		if err := folder.Renew(s.context); err != nil {
			return err
		}
	}
	receiver, err := s.receiver(orDefault(s.settings.Listen, "127.0.0.1:0"))
	if err != nil {
		return err
	}
	issued, err := s.beginBank(folder, receiver)
	if err != nil {
		return err
	}
	key, err := api.ParseSpendKey(issued.SpendKey)
	if err != nil {
		return err
	}
	secret, err := webhook.ParseSecret(issued.WebhookSecret)
	if err != nil {
		return err
	}
	client, err := api.New(api.Config{
		BaseURL:   issued.BaseURL,
		Key:       key,
		TeamID:    issued.TeamID,
		Sandbox:   true,
		Clock:     s.options.Clock,
		Pace:      api.NewPace(s.options.Clock, sandboxCallsPerMinute),
		UserAgent: s.options.UserAgent,
		Log:       s.options.Log,
		ReadOnly:  s.settings.ReadOnly,
	})
	if err != nil {
		return err
	}
	accounts := []state.AccountKey{{Client: client}}
	s.closeClients(accounts)
	return s.open(folder, receiver, []webhook.Secret{secret}, accounts)
}

// beginBank starts the bank that lives in the folder.
func (s *Session) beginBank(folder *treasury.Folder, receiver *treasury.Receiver) (sandbox.Credentials, error) {
	bank, err := sandbox.Open(s.context, sandbox.Config{
		Path:       folder.Path(treasury.BankFile),
		Seed:       s.options.Sandbox.Seed,
		History:    sandboxHistory,
		Agents:     s.options.Sandbox.Agents,
		WebhookURL: receiver.URL(),
	})
	if err != nil {
		return sandbox.Credentials{}, &state.Problem{
			Happened: fmt.Sprintf("The sandbox bank %s can't be opened: %v.", folder.Path(treasury.BankFile), err),
			Meaning:  "It holds test money only.",
			Advice:   "Start with --fresh to begin a new one, or with another --data-dir.",
			Cause:    err,
		}
	}
	s.closers = append(s.closers, bank)
	listener, err := bank.Listen()
	if err != nil {
		return sandbox.Credentials{}, err
	}
	s.background.Go(func() error { return bank.ServeOn(s.context, listener) })
	return bank.Credentials(), nil
}
