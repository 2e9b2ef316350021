package session

import (
	"context"

	"coffer/api"
	"coffer/state"
	"coffer/state/config"
	"coffer/state/credential"
)

// VerifyKey is what asks the bank of the settings whether it knows a key, and
// holds the key against what the profile promises. It asks for the balance,
// and moves nothing.
func VerifyKey(settings *config.Settings, options Options) func(context.Context, api.SpendKey) error {
	options = options.withDefaults()
	return func(ctx context.Context, key api.SpendKey) error {
		held := []credential.Account{{Key: key}}
		if err := credential.CheckEnvironment(settings.Name, settings.Environment, settings.APIURL, held); err != nil {
			return err
		}
		client, err := api.New(api.Config{
			BaseURL: settings.APIURL, Key: key, TeamID: settings.TeamID,
			Clock: options.Clock, UserAgent: options.UserAgent, ReadOnly: true,
			Promised: Promise(settings).Environment,
		})
		if err != nil {
			return addressProblem(settings, err)
		}
		defer client.Close()
		_, err = client.Balance(ctx)
		if err == nil {
			return nil
		}
		return state.ExplainRead(err)
	}
}
