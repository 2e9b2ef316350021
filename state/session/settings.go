package session

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/adrg/xdg"

	"coffer/api"
	"coffer/api/webhook"
	"coffer/state"
	"coffer/state/config"
	"coffer/state/credential"
)

// sandboxFolder is the name of the data folder of the sandbox in this process.
const sandboxFolder = "sandbox"

// Folder is the path of the data folder that the settings name, or that
// belongs to their bank. Nothing is made. Errors: the bank's address can't be
// used, or there is no home folder.
func Folder(settings *config.Settings) (string, error) {
	if settings.DataDir != "" {
		return settings.DataDir, nil
	}
	name := sandboxFolder
	if !settings.Embedded() {
		host, err := api.HostOf(settings.APIURL)
		if err != nil {
			return "", addressProblem(settings, err)
		}
		name = fileName(host + "_" + settings.TeamID)
	}
	if homeless() {
		return "", config.HomeProblem("the journal", "a folder of your own with --data-dir")
	}
	return filepath.Join(xdg.StateHome, "coffer", name), nil
}

// siblings are the data folders of other teams at the bank that the settings
// name, as Folder names them; none where the settings name a folder.
func siblings(settings *config.Settings) []string {
	own, err := Folder(settings)
	if err != nil || settings.DataDir != "" || settings.Embedded() || settings.TeamID == "" {
		return nil
	}
	host, err := api.HostOf(settings.APIURL)
	if err != nil {
		return nil
	}
	entries, err := os.ReadDir(filepath.Dir(own))
	if err != nil {
		return nil
	}
	var found []string
	for _, entry := range entries {
		path := filepath.Join(filepath.Dir(own), entry.Name())
		if entry.IsDir() && path != own && strings.HasPrefix(entry.Name(), fileName(host+"_")+"_") {
			found = append(found, path)
		}
	}
	return found
}

// homeless reports whether nobody says where this user's files are.
func homeless() bool { return !config.HasHome("XDG_STATE_HOME") }

// keys brings the spending keys, and holds them against what the profile
// promises.
func keys(ctx context.Context, settings *config.Settings, options Options) ([]credential.Account, error) {
	var held []credential.Account
	for _, account := range settings.AccountsInUse() {
		key, err := options.Resolver.SpendKey(ctx, account.Key)
		if err != nil {
			return nil, err
		}
		held = append(held, credential.Account{Name: account.Name, Key: key})
	}
	return held, credential.CheckEnvironment(settings.Name, settings.Environment, settings.APIURL, held)
}

// clients call the bank, one for each key, each with the call budget of its
// key.
func clients(ctx context.Context, settings *config.Settings, options Options) ([]state.AccountKey, error) {
	held, err := keys(ctx, settings, options)
	if err != nil {
		return nil, err
	}
	var made []state.AccountKey
	for _, account := range held {
		client, err := api.New(api.Config{
			BaseURL:   settings.APIURL,
			Key:       account.Key,
			TeamID:    settings.TeamID,
			SpendPath: settings.SpendPath,
			Clock:     options.Clock,
			Pace:      api.NewPace(options.Clock, settings.PollBudget),
			UserAgent: options.UserAgent,
			Log:       options.Log,
			ReadOnly:  settings.ReadOnly,
			Promised:  Promise(settings).Environment,

			SandboxCallsPerMinute: sandboxCalls(settings),
		})
		if err != nil {
			return nil, addressProblem(settings, err)
		}
		made = append(made, state.AccountKey{Name: account.Name, Client: client})
	}
	return made, nil
}

// sandboxCalls is what the sandbox's own limit leaves room for, where the
// settings say nothing else.
func sandboxCalls(settings *config.Settings) int {
	if settings.IsSet("poll_budget") {
		return settings.PollBudget
	}
	return sandboxCallsPerMinute
}

// secrets brings what deliveries must be signed with.
func secrets(ctx context.Context, settings *config.Settings, options Options) ([]webhook.Secret, error) {
	if len(settings.Secrets) == 0 {
		return nil, &state.Problem{
			Happened: "Webhooks can't be received without the bank's webhook secret.",
			Meaning:  "Nothing was started, no money moved.",
			Advice:   "Set " + credential.SecretVariable + ", or say in the profile where it is kept; without --webhook-listen it polls only.",
			Cause:    fmt.Errorf("%w: %w", credential.ErrCredential, credential.ErrMissing),
		}
	}
	var held []webhook.Secret
	for _, source := range settings.Secrets {
		secret, err := options.Resolver.WebhookSecret(ctx, source)
		if err != nil {
			return nil, err
		}
		held = append(held, secret)
	}
	return held, nil
}

// approvalHosts are the hosts whose approval pages of a bank may be opened. Of
// the bank its environment and its host, with the port, are asked for.
func approvalHosts(settings *config.Settings, bank state.Bank) []string {
	hosts := append([]string{api.ApprovalHost}, settings.Hosts...)
	if pattern, err := url.Parse(strings.ReplaceAll(settings.ApprovalURL, state.ApprovalID, "id")); err == nil && pattern.Host != "" {
		// Who names a page vouches for its host.
		hosts = append(hosts, pattern.Host)
	}
	if bank.Environment != api.Live && api.IsLocal(bank.Host) {
		// Whoever is asked on this machine may have its pages there, too.
		hosts = append(hosts, bank.Host)
	}
	return hosts
}

// ApprovalPage is the address of a waiting request's approval page at a bank:
// what the bank told, or else what the setting makes of its id. It is "" where a
// dashboard with these settings wouldn't open it, so that nothing recommends it.
func ApprovalPage(settings *config.Settings, bank state.Bank, spend *state.Spend) string {
	bank.ApprovalHosts, bank.ApprovalPattern = approvalHosts(settings, bank), settings.ApprovalURL
	address := bank.ApprovalURL(spend)
	if !spend.Waiting() || !bank.Opens(address) {
		return ""
	}
	return address
}

func addressProblem(settings *config.Settings, err error) error {
	return &state.Problem{
		Happened: fmt.Sprintf("The bank's address (%s) can't be used: %v.", settings.Origin("api_url"), err),
		Meaning:  "Nothing was started, no money moved.",
		Advice:   "Set DINO_API_URL or api_url to one like " + api.DefaultBaseURL + ".",
		Cause:    err,
	}
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

func orDefault(value, fallback string) string {
	if value == "" {
		return fallback
	}
	return value
}
