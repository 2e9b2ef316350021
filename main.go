// Coffer is a terminal treasury dashboard over Dino Agent Bank: the balance, a
// live list of what agents ask to spend, and swaps from quote to receipt.
//
// This file reads flags and environment, opens a session and shows it; it
// decides nothing about money.
package main

import (
	"context"
	"errors"
	"os"
	"os/user"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	bank "coffer/api/sandbox/command"
	"coffer/state"
	"coffer/state/session"
	"coffer/theme"
	"coffer/ui"
	"coffer/ui/browser"
	"coffer/ui/command"
	"coffer/ui/rescue"
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
	var settings session.Settings
	root := &cobra.Command{
		Use:   "coffer",
		Short: "A terminal treasury dashboard for Dino Agent Bank",
		Long: "Coffer shows what agents spend, lets people approve it, and swaps tokens from quote to receipt.\n\n" +
			"Without a key it runs against its own sandbox bank, with test money. To use a bank of your own, set " +
			"DINO_SPEND_KEY, and where needed DINO_API_URL, DINO_TEAM_ID and DINO_WEBHOOK_SECRET.",
		Example: "coffer\nDINO_SPEND_KEY=… DINO_TEAM_ID=team_… coffer",
		Args:    cobra.NoArgs,
		RunE: func(called *cobra.Command, _ []string) error {
			return runDashboard(called.Context(), settings)
		},
	}
	root.Flags().StringVar(&settings.DataDir, "data-dir", "", "keep the data in this folder")
	root.Flags().BoolVar(&settings.Fresh, "fresh", false, "begin a new sandbox treasury, forgetting the old one")
	root.Flags().StringVar(&settings.WebhookListen, "webhook-listen", "", "receive webhooks on this address, like 127.0.0.1:9901")
	root.Flags().BoolVar(&settings.ReadOnly, "read-only", false, "only look on, beside the Coffer that has the data folder")
	root.Flags().IntVar(&settings.Agents, "agents", sandboxAgents, "how many sandbox agents spend while you look")
	root.Flags().Uint64Var(&settings.Seed, "seed", sandboxSeed, "what a new sandbox makes its chances from")
	root.AddCommand(bank.New(sandboxSeed))
	return root
}

// takeEnvironment adds what the environment says, and takes the secrets out of
// it, so that no program that is started from here, such as a browser, inherits
// them.
func takeEnvironment(settings *session.Settings) {
	settings.SpendKey = takeSecret("DINO_SPEND_KEY")
	settings.APIURL = os.Getenv("DINO_API_URL")
	settings.TeamID = os.Getenv("DINO_TEAM_ID")
	settings.WebhookSecret = takeSecret("DINO_WEBHOOK_SECRET")
}

func takeSecret(name string) string {
	value := os.Getenv(name)
	os.Unsetenv(name)
	return value
}

// runDashboard opens a treasury and shows it until the person quits.
func runDashboard(ctx context.Context, settings session.Settings) (err error) {
	if !term.IsTerminal(os.Stdin.Fd()) || !term.IsTerminal(os.Stdout.Fd()) {
		return errors.New("the dashboard needs a terminal to draw on and to read keys from. " +
			"Nothing was started. Run it in one, without a pipe; `coffer sandbox` runs without")
	}
	takeEnvironment(&settings)
	if settings.Agents < 0 {
		return errors.New("--agents takes 0 or more")
	}
	watch, err := rescue.Begin()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, watch.End()) }()
	opened, err := session.Open(ctx, settings, session.Options{UserAgent: command.UserAgent()})
	if err != nil {
		return err
	}
	defer func() {
		// What ended in the background is why the screen ended, and the better
		// reason.
		if failed := opened.Close(); failed != nil {
			err = failed
		}
	}()
	if err := watch.Await(); err != nil {
		return err
	}
	return show(opened.Context(), opened.Treasury())
}

// show runs the screens until the person quits.
func show(ctx context.Context, shown ui.Treasury) error {
	noColor := os.Getenv("NO_COLOR") != ""
	// A panic is the watcher's: it alone may print, and it prints no secret.
	options := []tea.ProgramOption{tea.WithContext(ctx), tea.WithoutCatchPanics()}
	if noColor {
		// The colour detector only knows numeric truth; any value counts.
		options = append(options, tea.WithColorProfile(colorprofile.Ascii))
	}
	_, err := tea.NewProgram(ui.New(ui.Options{
		Treasury: shown,
		Now:      time.Now,
		Location: time.Local,
		Who:      person(),
		Browser:  browser.Find(),
		NoColor:  noColor,
		Mouse:    true,

		LightBackground: theme.LightBackground(os.Getenv("COLORFGBG")),
	}), options...).Run()
	if errors.Is(err, tea.ErrInterrupted) || ctx.Err() != nil {
		return nil
	}
	return err
}

func orDefault(value, fallback string) string {
	if value == "" {
		return fallback
	}
	return value
}

// person names who sits at this terminal, for the audit trail.
func person() string {
	current, err := user.Current()
	if err != nil {
		return orDefault(os.Getenv("USER"), "unknown")
	}
	return state.SafeID(current.Username)
}
