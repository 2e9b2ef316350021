package command

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"coffer/state/config"
	"coffer/state/credential"
)

func newConfig() *cobra.Command {
	group := &cobra.Command{Use: "config", Short: "Look at the settings, or begin a config file"}
	group.AddCommand(newConfigInit(), newConfigPath(), newConfigShow())
	return group
}

func newConfigInit() *cobra.Command {
	return &cobra.Command{
		Use:   "init",
		Short: "Write a commented config file",
		Long: "Writes a config file with every setting in it, explained and commented out. It overwrites nothing. " +
			"No secret goes into it: it names the place where one is kept.",
		Args: exactly(),
		RunE: func(called *cobra.Command, _ []string) error {
			path, err := configPath(called)
			if err != nil {
				return err
			}
			if err := config.WriteInit(path); err != nil {
				return err
			}
			_, err = fmt.Fprintln(called.OutOrStdout(), path)
			return err
		},
	}
}

func newConfigPath() *cobra.Command {
	return &cobra.Command{
		Use:   "path",
		Short: "Write where the config file is, or would be",
		Args:  exactly(),
		RunE: func(called *cobra.Command, _ []string) error {
			path, err := configPath(called)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(called.OutOrStdout(), path)
			return err
		},
	}
}

func newConfigShow() *cobra.Command {
	return withJSON(&cobra.Command{
		Use:   "show",
		Short: "Show every setting and where it comes from",
		Long: "Shows what holds after flags, environment, file and defaults, and which of them each value came from. " +
			"Of a secret it shows the place.",
		Args: exactly(),
		RunE: func(called *cobra.Command, _ []string) error {
			run, err := begin(called)
			if err != nil {
				return err
			}
			rows := run.settings.Explain()
			if run.jsonWanted {
				return writeJSON(called.OutOrStdout(), recordOfSettings(run.settings, rows))
			}
			_, err = io.WriteString(called.OutOrStdout(), table(rows))
			return err
		},
	})
}

// settingsRecord is all that is set.
type settingsRecord struct {
	Path     string                   `json:"path,omitempty"`
	Profile  string                   `json:"profile,omitempty"`
	Settings map[string]settingRecord `json:"settings"`
}

type settingRecord struct {
	Value  string `json:"value"`
	Origin string `json:"origin"`
}

func recordOfSettings(settings *config.Settings, rows []config.Row) settingsRecord {
	made := settingsRecord{Path: settings.Path, Profile: settings.Name, Settings: make(map[string]settingRecord, len(rows))}
	for _, row := range rows {
		made.Settings[row.Name] = settingRecord{Value: row.Value, Origin: row.Origin}
	}
	return made
}

// table has a setting in each line.
func table(rows []config.Row) string {
	var names, values int
	for _, row := range rows {
		names, values = max(names, len(row.Name)), max(values, len(row.Value))
	}
	values = min(values, 56)
	var text strings.Builder
	for _, row := range rows {
		fmt.Fprintf(&text, "%-*s  %-*s  %s\n", names, row.Name, values, row.Value, row.Origin)
	}
	return text.String()
}

func configPath(called *cobra.Command) (string, error) {
	located := config.Locate(givenFlags(called), credential.TakeEnvironment())
	if located.Path == "" {
		return "", config.HomeProblem("the config file", "a file with --config")
	}
	return located.Path, nil
}
