// Coffer is a terminal treasury dashboard over Dino Agent Bank: the balance, a
// live list of what agents ask to spend, and swaps from quote to receipt.
//
// This file reads flags and environment, wires the parts together and runs
// them; it decides nothing about money.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/fang/v2"
	"github.com/adrg/xdg"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/term"
	"github.com/jonboulle/clockwork"
	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"coffer/api"
	"coffer/api/sandbox"
	"coffer/api/sandbox/command"
	"coffer/api/webhook"
	"coffer/state"
	"coffer/state/treasury"
	"coffer/theme"
	"coffer/ui"
	"coffer/ui/browser"
	"coffer/ui/rescue"
)

const version = "0.1.0"

// The default sandbox opens with a believable week.
const (
	sandboxSeed    = 1
	sandboxHistory = 80
	sandboxAgents  = 3
	// sandboxCallsPerMinute is what the sandbox's own rate limit leaves room for.
	sandboxCallsPerMinute = 500
)

func main() {
	if rescue.Watching() {
		rescue.Stand()
		return
	}
	err := fang.Execute(context.Background(), rootCommand(),
		fang.WithVersion(version),
		fang.WithoutManpage(),
		fang.WithErrorHandler(func(w io.Writer, _ fang.Styles, err error) { fmt.Fprintln(w, "coffer:", err) }),
		fang.WithNotifySignal(os.Interrupt),
	)
	if err != nil {
		os.Exit(1)
	}
}

// dashboardFlags are the flags of the dashboard.
type dashboardFlags struct {
	dataDir       string
	fresh         bool
	webhookListen string
	readOnly      bool
	agents        int
	seed          uint64
}

func rootCommand() *cobra.Command {
	var flags dashboardFlags
	root := &cobra.Command{
		Use:   "coffer",
		Short: "A terminal treasury dashboard for Dino Agent Bank",
		Long: "Coffer shows what agents spend, lets people approve it, and swaps tokens from quote to receipt.\n\n" +
			"Without a key it runs against its own sandbox bank, with test money. To use a bank of your own, set " +
			"DINO_SPEND_KEY, and where needed DINO_API_URL, DINO_TEAM_ID and DINO_WEBHOOK_SECRET.",
		Example: "coffer\nDINO_SPEND_KEY=… DINO_TEAM_ID=team_… coffer",
		Args:    cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return runDashboard(command.Context(), flags)
		},
	}
	root.Flags().StringVar(&flags.dataDir, "data-dir", "", "keep the data in this folder")
	root.Flags().BoolVar(&flags.fresh, "fresh", false, "begin a new sandbox treasury, forgetting the old one")
	root.Flags().StringVar(&flags.webhookListen, "webhook-listen", "", "receive webhooks on this address, like 127.0.0.1:9901")
	root.Flags().BoolVar(&flags.readOnly, "read-only", false, "only look on, beside the Coffer that has the data folder")
	root.Flags().IntVar(&flags.agents, "agents", sandboxAgents, "how many sandbox agents spend while you look")
	root.Flags().Uint64Var(&flags.seed, "seed", sandboxSeed, "what a new sandbox makes its chances from")
	root.AddCommand(command.New(sandboxSeed))
	return root
}

// settings are what the environment says.
type settings struct {
	spendKey, apiURL, teamID, webhookSecret string
}

// takeSettings reads the environment and takes the secrets out of it, so that
// no program that is started from here, such as a browser, inherits them.
func takeSettings() settings {
	return settings{
		spendKey:      takeSecret("DINO_SPEND_KEY"),
		apiURL:        os.Getenv("DINO_API_URL"),
		teamID:        os.Getenv("DINO_TEAM_ID"),
		webhookSecret: takeSecret("DINO_WEBHOOK_SECRET"),
	}
}

func takeSecret(name string) string {
	value := os.Getenv(name)
	os.Unsetenv(name)
	return value
}

// runDashboard wires a treasury and shows it until the person quits.
func runDashboard(ctx context.Context, flags dashboardFlags) (err error) {
	if !term.IsTerminal(os.Stdin.Fd()) || !term.IsTerminal(os.Stdout.Fd()) {
		return errors.New("the dashboard needs a terminal to draw on and to read keys from. " +
			"Nothing was started. Run it in one, without a pipe; `coffer sandbox` runs without")
	}
	settings := takeSettings()
	if flags.agents < 0 {
		return errors.New("--agents takes 0 or more")
	}
	ctx, stop := context.WithCancel(ctx)
	background, ctx := errgroup.WithContext(ctx)
	wired := &wiring{settings: settings, background: background, stop: stop}
	defer func() {
		// What ended in the background is why the screen ended, and the better
		// reason.
		if failed := wired.end(); failed != nil {
			err = failed
		}
	}()
	watch, err := rescue.Begin()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, watch.End()) }()
	shown, err := wired.wire(ctx, flags)
	if err != nil {
		return err
	}
	if err := watch.Await(); err != nil {
		return err
	}
	return show(ctx, shown)
}

// wiring is what was started, so that all of it ends in the right order.
type wiring struct {
	settings   settings
	background *errgroup.Group
	stop       context.CancelFunc
	closers    []io.Closer
}

// wire starts what the flags and the environment ask for.
func (w *wiring) wire(ctx context.Context, flags dashboardFlags) (ui.Treasury, error) {
	switch {
	case flags.readOnly:
		return w.onlooker(ctx, flags)
	case w.settings.spendKey == "":
		return w.sandboxTreasury(ctx, flags)
	default:
		return w.ownTreasury(ctx, flags)
	}
}

// end stops everything in the background, then closes what it used, last
// opened first.
func (w *wiring) end() error {
	w.stop()
	err := w.background.Wait()
	for i := len(w.closers) - 1; i >= 0; i-- {
		err = errors.Join(err, w.closers[i].Close())
	}
	return err
}

// sandboxTreasury is a treasury over a bank of its own, in this process, over
// real HTTP.
func (w *wiring) sandboxTreasury(ctx context.Context, flags dashboardFlags) (ui.Treasury, error) {
	if w.settings.apiURL != "" {
		return nil, errors.New("DINO_API_URL names a bank, but DINO_SPEND_KEY is not set. " +
			"Set the spending key that the bank issued, or unset DINO_API_URL to use the sandbox")
	}
	folder, err := w.folder(dataFolder(flags, "sandbox"))
	if err != nil {
		return nil, err
	}
	if flags.fresh {
		if err := folder.Renew(ctx); err != nil {
			return nil, err
		}
	}
	receiver, err := w.receiver(orDefault(flags.webhookListen, "127.0.0.1:0"))
	if err != nil {
		return nil, err
	}
	bank, err := sandbox.Open(ctx, sandbox.Config{
		Path:       folder.Path(treasury.BankFile),
		Seed:       flags.seed,
		History:    sandboxHistory,
		Agents:     flags.agents,
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
	w.closers = append(w.closers, bank)
	listener, err := bank.Listen()
	if err != nil {
		return nil, err
	}
	w.background.Go(func() error { return bank.ServeOn(ctx, listener) })

	issued := bank.Credentials()
	key, err := api.ParseSpendKey(issued.SpendKey)
	if err != nil {
		return nil, err
	}
	secret, err := webhook.ParseSecret(issued.WebhookSecret)
	if err != nil {
		return nil, err
	}
	return w.open(ctx, folder, receiver, []webhook.Secret{secret}, api.Config{
		BaseURL: issued.BaseURL,
		Key:     key,
		TeamID:  issued.TeamID,
		Pace:    api.NewPace(clockwork.NewRealClock(), sandboxCallsPerMinute),
	})
}

// ownTreasury is a treasury over the bank that the environment names.
func (w *wiring) ownTreasury(ctx context.Context, flags dashboardFlags) (ui.Treasury, error) {
	if flags.fresh {
		return nil, errors.New("--fresh forgets a sandbox treasury; it does not touch the journal of a real one. Leave it out")
	}
	bank, err := w.settings.ownBank()
	if err != nil {
		return nil, err
	}
	folder, err := w.folder(dataFolder(flags, bank.folder))
	if err != nil {
		return nil, err
	}
	var receiver *treasury.Receiver
	var secrets []webhook.Secret
	if flags.webhookListen != "" {
		secret, err := webhook.ParseSecret(w.settings.webhookSecret)
		if err != nil {
			return nil, fmt.Errorf("--webhook-listen needs the bank's webhook secret in DINO_WEBHOOK_SECRET: %w", err)
		}
		secrets = []webhook.Secret{secret}
		if receiver, err = w.receiver(flags.webhookListen); err != nil {
			return nil, err
		}
	}
	return w.open(ctx, folder, receiver, secrets, bank.config)
}

func (w *wiring) open(
	ctx context.Context, folder *treasury.Folder, receiver *treasury.Receiver, secrets []webhook.Secret, config api.Config,
) (ui.Treasury, error) {
	config.UserAgent = "coffer/" + version
	client, err := api.New(config)
	if err != nil {
		return nil, err
	}
	hosts := []string{api.ApprovalHost}
	if client.Environment() == api.Sandbox {
		hosts = append(hosts, client.Host())
	}
	opened, err := treasury.Open(ctx, treasury.Options{
		Folder:        folder,
		Client:        client,
		Receiver:      receiver,
		Secrets:       secrets,
		ApprovalHosts: hosts,
		Clock:         clockwork.NewRealClock(),
		Location:      time.Local,
	})
	if err != nil {
		return nil, err
	}
	w.closers = append(w.closers, opened)
	w.background.Go(func() error { return opened.Run(ctx) })
	return opened.Engine(), nil
}

// onlooker shows a folder's journal without a key, a lock or a way to write.
func (w *wiring) onlooker(ctx context.Context, flags dashboardFlags) (ui.Treasury, error) {
	name := "sandbox"
	if w.settings.spendKey != "" {
		bank, err := w.settings.ownBank()
		if err != nil {
			return nil, err
		}
		name = bank.folder
	}
	log := slog.New(slog.DiscardHandler)
	opened, err := treasury.LookOn(ctx, dataFolder(flags, name), clockwork.NewRealClock(), time.Local, log)
	if err != nil {
		return nil, err
	}
	w.closers = append(w.closers, opened)
	w.background.Go(func() error { return opened.Run(ctx) })
	return opened, nil
}

func (w *wiring) folder(path string) (*treasury.Folder, error) {
	folder, err := treasury.OpenFolder(path)
	if err != nil {
		return nil, err
	}
	w.closers = append(w.closers, folder)
	return folder, nil
}

func (w *wiring) receiver(address string) (*treasury.Receiver, error) {
	receiver, err := treasury.Listen(address)
	if err != nil {
		return nil, err
	}
	w.closers = append(w.closers, receiver)
	return receiver, nil
}

// bankOfOnesOwn is the bank that the environment names.
type bankOfOnesOwn struct {
	config api.Config
	// folder is the name of its data folder.
	folder string
}

func (s settings) ownBank() (bankOfOnesOwn, error) {
	key, err := api.ParseSpendKey(s.spendKey)
	if err != nil {
		return bankOfOnesOwn{}, fmt.Errorf("DINO_SPEND_KEY can't be used: %w", err)
	}
	config := api.Config{BaseURL: s.apiURL, Key: key, TeamID: s.teamID}
	probe, err := api.New(config)
	if err != nil {
		return bankOfOnesOwn{}, fmt.Errorf("DINO_API_URL can't be used: %w", err)
	}
	if probe.Environment() == api.Sandbox {
		config.Pace = api.NewPace(clockwork.NewRealClock(), sandboxCallsPerMinute)
	}
	return bankOfOnesOwn{config: config, folder: fileName(probe.Host() + "_" + config.TeamID)}, nil
}

func dataFolder(flags dashboardFlags, name string) string {
	return orDefault(flags.dataDir, filepath.Join(xdg.StateHome, "coffer", name))
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

// fileName makes a name for a folder out of what names a bank.
func fileName(text string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>| `, r) {
			return '-'
		}
		return r
	}, strings.Trim(text, "_"))
}

// person names who sits at this terminal, for the audit trail.
func person() string {
	current, err := user.Current()
	if err != nil {
		return orDefault(os.Getenv("USER"), "unknown")
	}
	return state.SafeID(current.Username)
}
