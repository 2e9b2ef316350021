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
		Use:       "completion " + strings.Join(names, "|"),
		Short:     "Write the completions for a shell",
		Long:      "Writes what a shell needs to complete the commands, flags and profiles of coffer.",
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

// completeProfiles has --profile offer the profiles of the config file.
func completeProfiles(root *cobra.Command) {
	if root.PersistentFlags().Lookup("profile") == nil {
		return
	}
	_ = root.RegisterFlagCompletionFunc("profile", func(called *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
		given := givenFlags(called)
		// The one that is being typed isn't there yet.
		delete(given, "profile")
		settings, err := config.Load(given, credential.TakeEnvironment())
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return settings.Profiles(), cobra.ShellCompDirectiveNoFileComp
	})
}
