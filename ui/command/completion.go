package command

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"coffer/state/config"
	"coffer/state/credential"
	"coffer/state/logfile"
	"coffer/theme"
)

func newCompletion() *cobra.Command {
	shells := map[string]func(*cobra.Command, io.Writer) error{
		"bash":       func(root *cobra.Command, out io.Writer) error { return root.GenBashCompletionV2(out, true) },
		"zsh":        (*cobra.Command).GenZshCompletion,
		"fish":       func(root *cobra.Command, out io.Writer) error { return root.GenFishCompletion(out, true) },
		"powershell": (*cobra.Command).GenPowerShellCompletionWithDesc,
	}
	names := slices.Sorted(maps.Keys(shells))
	return &cobra.Command{
		Use:   "completion " + strings.Join(names, "|"),
		Short: "Write the completions for a shell",
		Long: "Writes what a shell needs to complete the commands, flags, profiles and accounts of coffer. For bash, its " +
			"package bash-completion has to be there.",
		Example:   "source <(coffer completion bash)\ncoffer completion zsh > \"${fpath[1]}/_coffer\"\ncoffer completion fish > ~/.config/fish/completions/coffer.fish\ncoffer completion powershell | Out-String | Invoke-Expression",
		ValidArgs: names,
		Args: func(command *cobra.Command, args []string) error {
			if err := exactly("the name of a shell")(command, args); err != nil {
				return err
			}
			if shells[args[0]] == nil {
				return fmt.Errorf("there are completions for %s, not for %q", strings.Join(names, ", "), args[0])
			}
			return nil
		},
		RunE: func(command *cobra.Command, args []string) error {
			return shells[args[0]](command.Root(), command.OutOrStdout())
		},
	}
}

// completeValues has flags offer the values that they can take: the profiles
// and accounts of the config file, and words that there is a list of.
func completeValues(root *cobra.Command) {
	offer(root, "profile", func(called *cobra.Command) []string {
		settings := settingsWithout(called, "profile")
		if settings == nil {
			return nil
		}
		return settings.Profiles()
	})
	offer(root, "theme", func(*cobra.Command) []string { return theme.SchemeNames() })
	offer(root, "log-level", func(*cobra.Command) []string { return logfile.Levels() })
	offerAccounts(root)
}

func offerAccounts(command *cobra.Command) {
	offer(command, "account", func(called *cobra.Command) []string {
		settings := settingsWithout(called, "")
		if settings == nil {
			return nil
		}
		var names []string
		for _, account := range settings.Accounts {
			names = append(names, account.Name)
		}
		return names
	})
	for _, child := range command.Commands() {
		offerAccounts(child)
	}
}

// offer has a flag of the command, where it has it, offer words.
func offer(command *cobra.Command, flag string, words func(*cobra.Command) []string) {
	if command.PersistentFlags().Lookup(flag) == nil && command.Flags().Lookup(flag) == nil {
		return
	}
	_ = command.RegisterFlagCompletionFunc(flag, func(called *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
		return words(called), cobra.ShellCompDirectiveNoFileComp
	})
}

// settingsWithout are the settings as far as they are typed, without the flag
// that is being typed; nil where they can't be read.
func settingsWithout(called *cobra.Command, flag string) *config.Settings {
	given := givenFlags(called)
	delete(given, flag)
	settings, err := config.Load(given, credential.TakeEnvironment())
	if err != nil {
		return nil
	}
	return settings
}
