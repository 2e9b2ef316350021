package command

import (
	"github.com/spf13/cobra"

	"coffer/state/credential"
	"coffer/state/session"
)

func newLogin() *cobra.Command {
	var request credential.LoginRequest
	var unverified bool
	command := &cobra.Command{
		Use:   "login",
		Short: "Put a key or webhook secret into the keyring",
		Long: "Asks for the spending key, without showing what is typed, asks the bank whether it knows it, and stores it in the " +
			"keyring of this system, under the name of the profile. With --webhook-secret it asks for that. Neither is ever a " +
			"flag: other programs can read those.",
		Example: "coffer login --profile prod\nop read op://treasury/dino/key | coffer login --profile prod --stdin",
		Args:    exactly(),
		RunE: func(called *cobra.Command, _ []string) error {
			run, err := begin(called)
			if err != nil {
				return err
			}
			request.Profile, request.In, request.Out = run.settings.Name, called.InOrStdin(), called.ErrOrStderr()
			if !unverified {
				request.VerifyKey = session.VerifyKey(run.settings, run.options)
			}
			return credential.Login(run, request)
		},
	}
	set := command.Flags()
	set.StringVar(&request.Account, "account", "", "for this account of the profile")
	set.BoolVar(&request.Key, "key", false, "ask for the spending key, as it does unless told otherwise")
	set.BoolVar(&request.Secret, "webhook-secret", false, "ask for the webhook secret")
	set.BoolVar(&request.FromPipe, "stdin", false, "read it from standard input, which needs no terminal: a line each, the key first")
	set.BoolVar(&unverified, "no-verify", false, "store it without asking the bank")
	return command
}

func newLogout() *cobra.Command {
	var request credential.LogoutRequest
	command := &cobra.Command{
		Use:   "logout",
		Short: "Take the key and webhook secret out of the keyring",
		Args:  exactly(),
		RunE: func(called *cobra.Command, _ []string) error {
			run, err := begin(called)
			if err != nil {
				return err
			}
			request.Profile, request.Out = run.settings.Name, called.ErrOrStderr()
			return credential.Logout(run, request)
		},
	}
	set := command.Flags()
	set.StringVar(&request.Account, "account", "", "of this account of the profile")
	set.BoolVar(&request.Key, "key", false, "the spending key only")
	set.BoolVar(&request.Secret, "webhook-secret", false, "the webhook secret only")
	return command
}
