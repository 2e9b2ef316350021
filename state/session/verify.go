package session

import (
	"context"

	"coffer/api"
	"coffer/state/config"
	"coffer/state/credential"
)

// VerifyKey is what a login asks about a key before it is stored: that it fits
// the profile, and that the bank knows it. It only reads.
func VerifyKey(settings *config.Settings, options Options) func(ctx context.Context, key api.SpendKey) error {
	return func(ctx context.Context, key api.SpendKey) error {
		alone := []credential.Account{{Key: key}}
		if err := credential.CheckEnvironment(settings.Name, settings.Environment, settings.APIURL, alone); err != nil {
			return err
		}
		client, err := api.New(api.Config{
			BaseURL: settings.APIURL, Key: key, UserAgent: options.UserAgent, Clock: options.Clock, ReadOnly: true,
		})
		if err != nil {
			return addressProblem(settings, err)
		}
		defer client.Close()
		_, err = client.Balance(ctx)
		return err
	}
}
