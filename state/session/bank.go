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

// openSandbox opens a treasury over a bank of its own, in this process, over
// real HTTP.
func (s *Session) openSandbox(settings Settings) error {
	if settings.APIURL != "" {
		return errors.New("DINO_API_URL names a bank, but DINO_SPEND_KEY is not set. " +
			"Set the spending key that the bank issued, or unset DINO_API_URL to use the sandbox")
	}
	folder, err := s.folder(settings.dataFolder(sandboxFolder))
	if err != nil {
		return err
	}
	if settings.Fresh {
		if err := folder.Renew(s.context); err != nil {
			return err
		}
	}
	receiver, err := s.receiver(orDefault(settings.WebhookListen, "127.0.0.1:0"))
	if err != nil {
		return err
	}
	bank, err := s.sandboxBank(folder, receiver, settings)
	if err != nil {
		return err
	}
	issued := bank.Credentials()
	key, err := api.ParseSpendKey(issued.SpendKey)
	if err != nil {
		return err
	}
	secret, err := webhook.ParseSecret(issued.WebhookSecret)
	if err != nil {
		return err
	}
	return s.open(folder, receiver, []webhook.Secret{secret}, api.Config{
		BaseURL: issued.BaseURL,
		Key:     key,
		TeamID:  issued.TeamID,
		Pace:    api.NewPace(s.options.Clock, sandboxCallsPerMinute),
	})
}

// sandboxBank starts the bank that lives in the folder.
func (s *Session) sandboxBank(folder *treasury.Folder, receiver *treasury.Receiver, settings Settings) (*sandbox.Bank, error) {
	bank, err := sandbox.Open(s.context, sandbox.Config{
		Path:       folder.Path(treasury.BankFile),
		Seed:       settings.Seed,
		History:    sandboxHistory,
		Agents:     settings.Agents,
		WebhookURL: receiver.URL(),
	})
	if err != nil {
		return nil, &state.Problem{
			Happened: fmt.Sprintf("The sandbox bank %s can't be opened: %v.", folder.Path(treasury.BankFile), err),
			Meaning:  "It holds test money only.",
			Advice:   "Start with --fresh to begin a new one, or with another --data-dir.",
			Cause:    err,
		}
	}
	s.closers = append(s.closers, bank)
	listener, err := bank.Listen()
	if err != nil {
		return nil, err
	}
	s.background.Go(func() error { return bank.ServeOn(s.context, listener) })
	return bank, nil
}

// openBank opens a treasury over the bank that the settings name.
func (s *Session) openBank(settings Settings) error {
	if settings.Fresh {
		return errors.New("--fresh forgets a sandbox treasury; it does not touch the journal of a real one. Leave it out")
	}
	config, err := settings.bank(s.options.Clock)
	if err != nil {
		return err
	}
	path, err := settings.bankFolder(config)
	if err != nil {
		return err
	}
	folder, err := s.folder(path)
	if err != nil {
		return err
	}
	var receiver *treasury.Receiver
	var secrets []webhook.Secret
	if settings.WebhookListen != "" {
		secret, err := webhook.ParseSecret(settings.WebhookSecret)
		if err != nil {
			return fmt.Errorf("--webhook-listen needs the bank's webhook secret in DINO_WEBHOOK_SECRET: %w", err)
		}
		secrets = []webhook.Secret{secret}
		if receiver, err = s.receiver(settings.WebhookListen); err != nil {
			return err
		}
	}
	return s.open(folder, receiver, secrets, config)
}

// open opens the treasury over a bank, and has it run.
func (s *Session) open(folder *treasury.Folder, receiver *treasury.Receiver, secrets []webhook.Secret, config api.Config) error {
	config.UserAgent = s.options.UserAgent
	client, err := api.New(config)
	if err != nil {
		return err
	}
	hosts := []string{api.ApprovalHost}
	if client.Environment() == api.Sandbox {
		hosts = append(hosts, client.Host())
	}
	opened, err := treasury.Open(s.context, treasury.Options{
		Folder:        folder,
		Accounts:      []state.AccountKey{{Client: client}},
		Receiver:      receiver,
		Secrets:       secrets,
		ApprovalHosts: hosts,
		Clock:         s.options.Clock,
		Location:      s.options.Location,
		Log:           s.options.Log,
	})
	if err != nil {
		return err
	}
	s.closers = append(s.closers, opened)
	s.background.Go(func() error { return opened.Run(s.context) })
	s.treasury = opened.Engine()
	return nil
}
