package session

import (
	"errors"

	"coffer/api/webhook"
	"coffer/state"
	"coffer/state/treasury"
)

// openBank opens a treasury over the bank that the settings name.
func (s *Session) openBank() error {
	if s.options.Sandbox.Fresh {
		return errors.New("--fresh forgets a sandbox treasury; it does not touch the journal of a real one. Leave it out")
	}
	accounts, err := clients(s.context, s.settings, s.options)
	if err != nil {
		return err
	}
	s.closeClients(accounts)
	folder, err := s.folder()
	if err != nil {
		return err
	}
	var receiver *treasury.Receiver
	var signed []webhook.Secret
	if s.settings.Listen != "" {
		if signed, err = secrets(s.context, s.settings, s.options); err != nil {
			return err
		}
		if receiver, err = s.receiver(s.settings.Listen); err != nil {
			return err
		}
	}
	return s.open(folder, receiver, signed, accounts)
}

// open opens the treasury over a bank, and has it run.
func (s *Session) open(folder *treasury.Folder, receiver *treasury.Receiver, signed []webhook.Secret, accounts []state.AccountKey) error {
	client := accounts[0].Client
	opened, err := treasury.Open(s.context, treasury.Options{
		Folder:          folder,
		Accounts:        accounts,
		Receiver:        receiver,
		Secrets:         signed,
		ApprovalHosts:   approvalHosts(s.settings, state.Bank{Environment: client.Environment(), Host: client.Host()}),
		ApprovalPattern: s.settings.ApprovalURL,
		Clock:           s.options.Clock,
		Location:        s.options.Location,
		Log:             s.options.Log,
		Errand:          s.errand,
		Siblings:        siblings(s.settings),
	})
	if err != nil {
		return err
	}
	s.closers = append(s.closers, opened)
	s.background.Go(func() error { return opened.Run(s.context) })
	s.engine = opened.Engine()
	s.treasury = s.engine
	s.options.Log.Info("opened", "profile", s.settings.Name, "environment", client.Environment(), "host", client.Host(),
		"read_only", client.ReadOnly(), "receiving", receiver != nil, "errand", s.errand)
	return nil
}

// closeClients has connections dropped at the end.
func (s *Session) closeClients(accounts []state.AccountKey) {
	for _, account := range accounts {
		s.closers = append(s.closers, closing(account.Client.Close))
	}
}

// closing is a Close that can't fail.
type closing func()

func (c closing) Close() error {
	c()
	return nil
}
