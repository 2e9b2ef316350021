// Coffer is a terminal treasury dashboard over Dino Agent Bank: the balance, a
// live list of what agents ask to spend, and swaps from quote to receipt.
//
// This file has the command line of the dashboard, and begins what it asks for.
package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	bank "coffer/api/sandbox/command"
	"coffer/state/session"
	"coffer/ui/command"
	"coffer/ui/rescue"
	"coffer/ui/run"
)

// The default sandbox opens with a believable week.
const (
	sandboxSeed   = 1
	sandboxAgents = 3
)

func main() {
	if rescue.Watching() {
		rescue.Stand()
		return
	}
	os.Exit(command.Main(rootCommand(), os.Args[1:], command.Standard()))
}

func rootCommand() *cobra.Command {
	var sandbox session.Sandbox
	var linear bool
	root := &cobra.Command{
		Use:   "coffer",
		Short: "A terminal treasury dashboard for Dino Agent Bank",
		Long: "Coffer shows what agents spend, lets people approve it, and swaps tokens from quote to receipt.\n\n" +
			"Without a key it runs against its own sandbox bank, with test money. To use a bank of your own, set " +
			"DINO_SPEND_KEY, and where needed DINO_API_URL, DINO_TEAM_ID and DINO_WEBHOOK_SECRET.",
		Example: "coffer\nDINO_SPEND_KEY=… DINO_TEAM_ID=team_… coffer",
		Args:    cobra.NoArgs,
		RunE: func(called *cobra.Command, _ []string) error {
			return runDashboard(called, sandbox, linear)
		},
	}
	command.AddSettings(root.PersistentFlags())
	root.Flags().BoolVar(&sandbox.Fresh, "fresh", false, "begin a new sandbox treasury, forgetting the old one")
	root.Flags().IntVar(&sandbox.Agents, "agents", sandboxAgents, "how many sandbox agents spend while you look")
	root.Flags().Uint64Var(&sandbox.Seed, "seed", sandboxSeed, "what a new sandbox makes its chances from")
	root.Flags().BoolVar(&linear, "accessible", false, "talk line by line, for screen readers: nothing redraws or moves by itself")
	root.AddCommand(bank.New(sandboxSeed))
	return root
}

// runDashboard opens a treasury and shows it, or talks about it, until the
// person quits.
func runDashboard(called *cobra.Command, sandbox session.Sandbox, linear bool) error {
	if !term.IsTerminal(os.Stdin.Fd()) || !term.IsTerminal(os.Stdout.Fd()) {
		use := "to draw on and to read keys from"
		if linear {
			use = "to ask and be answered line by line"
		}
		return fmt.Errorf("the dashboard needs a terminal %s. Nothing was started. "+
			"Run it in one, without a pipe; the commands, such as `coffer status`, need none", use)
	}
	settings, resolver, err := command.LoadSettings(called)
	if err != nil {
		return err
	}
	if sandbox.Agents < 0 {
		return errors.New("--agents takes 0 or more")
	}
	return run.Dashboard(called.Context(), settings, linear, session.Options{
		UserAgent: command.UserAgent(),
		Resolver:  resolver,
		Sandbox:   sandbox,
	})
}
