// Package command is the sandbox bank as a command of its own: flags in, one
// line of JSON out, and a bank until it is interrupted.
package command

import (
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"coffer/api/sandbox"
	"coffer/api/webhook"
)

// New makes the command; seed is what a bank makes its chances from unless told.
func New(seed uint64) *cobra.Command {
	var config sandbox.Config
	var listen string
	made := &cobra.Command{
		Use:   "sandbox",
		Short: "Run the sandbox bank alone",
		Long: "Runs a complete bank with test money. Its first line of output is one JSON object with base_url, " +
			"spend_key, team_id, account_id, webhook_secret and accounts, which lists every account_id with its spend_key.\n\n" +
			"Webhooks are signed with the secret in DINO_WEBHOOK_SECRET, or with one that is made up.",
		Example: "coffer sandbox --listen 127.0.0.1:8787 --agents 3 --webhook-url http://127.0.0.1:9901/webhooks/dino",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			// A flag would show in the list of processes.
			if secret := os.Getenv("DINO_WEBHOOK_SECRET"); secret != "" {
				parsed, err := webhook.ParseSecret(secret)
				if err != nil {
					return fmt.Errorf("DINO_WEBHOOK_SECRET: %w", err)
				}
				config.WebhookSecret = parsed
			}
			if config.QuoteTTL < time.Second || config.Agents < 0 || config.History < 0 || config.Accounts < 1 {
				return errors.New("--quote-ttl takes a second or more, --agents and --history take 0 or more, --accounts 1 or more")
			}
			err := sandbox.Serve(command.Context(), sandbox.ServeOptions{Config: config, Listen: listen, Output: command.OutOrStdout()})
			return explained(err, listen, config.Path)
		},
	}
	made.Flags().StringVar(&listen, "listen", "127.0.0.1:8787", "answer on this address")
	made.Flags().Uint64Var(&config.Seed, "seed", seed, "what all chances are made from")
	made.Flags().IntVar(&config.Agents, "agents", 0, "how many agents ask for spends")
	made.Flags().IntVar(&config.Accounts, "accounts", 1, "how many accounts the team has, each with a key and a budget")
	made.Flags().StringVar(&config.WebhookURL, "webhook-url", "", "deliver webhooks to this address")
	made.Flags().DurationVar(&config.QuoteTTL, "quote-ttl", sandbox.DefaultQuoteTTL, "how long a quote stands")
	made.Flags().IntVar(&config.History, "history", 0, "how many past requests a new bank opens with")
	made.Flags().StringVar(&config.Path, "db", "", "keep the bank in this file; in memory when left out")
	return made
}

// explained says what kept the bank from opening, and what to do about it.
func explained(err error, listen, path string) error {
	var opening *net.OpError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("the sandbox can't answer on %s: another program has that port. Choose another with --listen", listen)
	case errors.As(err, &opening):
		return fmt.Errorf("the sandbox can't answer on %s: %w. Choose another with --listen, like 127.0.0.1:8787", listen, opening.Err)
	case errors.Is(err, sandbox.ErrInUse):
		return fmt.Errorf("another sandbox has %s open. Use that one, or name another file with --db", path)
	default:
		return fmt.Errorf("the sandbox can't be opened: %w. Check the file that --db names, or name another", err)
	}
}
