package session

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/adrg/xdg"
	"github.com/jonboulle/clockwork"

	"coffer/api"
)

// Settings say which treasury to open. The zero value is the sandbox in this
// process, in its usual folder.
type Settings struct {
	// SpendKey is the bank's own; empty for the sandbox.
	SpendKey string
	// APIURL is the bank's address; empty for the production host.
	APIURL        string
	TeamID        string
	WebhookSecret string
	// WebhookListen is host:port to receive webhooks on; empty to poll only.
	WebhookListen string
	// DataDir is where to keep the data; empty for the usual place.
	DataDir string
	// ReadOnly looks on beside the Coffer that has the data folder.
	ReadOnly bool

	// Fresh begins a new sandbox treasury, forgetting the old one.
	Fresh bool
	// Agents is how many sandbox agents spend; 0 or more.
	Agents int
	// Seed is what a new sandbox makes its chances from.
	Seed uint64
}

// sandboxFolder is the name of the data folder of the sandbox in this process.
const sandboxFolder = "sandbox"

// folder is the path of the data folder.
func (s Settings) folder() (string, error) {
	if s.SpendKey == "" {
		return s.dataFolder(sandboxFolder), nil
	}
	config, err := s.bank(clockwork.NewRealClock())
	if err != nil {
		return "", err
	}
	return s.bankFolder(config)
}

func (s Settings) bankFolder(config api.Config) (string, error) {
	probe, err := api.New(config)
	if err != nil {
		return "", err
	}
	return s.dataFolder(fileName(probe.Host() + "_" + config.TeamID)), nil
}

func (s Settings) dataFolder(name string) string {
	return orDefault(s.DataDir, filepath.Join(xdg.StateHome, "coffer", name))
}

// bank is how to call the bank that the settings name.
func (s Settings) bank(clock clockwork.Clock) (api.Config, error) {
	key, err := api.ParseSpendKey(s.SpendKey)
	if err != nil {
		return api.Config{}, fmt.Errorf("DINO_SPEND_KEY can't be used: %w", err)
	}
	config := api.Config{BaseURL: s.APIURL, Key: key, TeamID: s.TeamID}
	probe, err := api.New(config)
	if err != nil {
		return api.Config{}, fmt.Errorf("DINO_API_URL can't be used: %w", err)
	}
	if probe.Environment() == api.Sandbox {
		config.Pace = api.NewPace(clock, sandboxCallsPerMinute)
	}
	return config, nil
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
