package command

import (
	"os"

	"github.com/spf13/cobra"

	"coffer/state/diagnosis"
	"coffer/state/session"
	"coffer/ui/abilities"
)

func newDoctor() *cobra.Command {
	return withJSON(&cobra.Command{
		Use:   "doctor",
		Short: "Find out what stands between you and a working dashboard",
		Long: "Looks at the config, the key and where it is kept, the bank, TLS, the clock, webhooks, the journal and the " +
			"terminal, and says what to do. It changes nothing. It ends with 1 when something fails; a warning is no failure.",
		Args: exactly(),
		RunE: func(called *cobra.Command, _ []string) error {
			settings, resolver, err := LoadSettings(called)
			terminal := abilities.Terminal{In: os.Stdin, Out: os.Stdout, Environ: os.Environ()}
			found := diagnosis.Run(called.Context(), diagnosis.Input{
				Settings:  settings,
				Problem:   err,
				Resolver:  resolver,
				LogFolder: session.LogFolder(),
				More:      []diagnosis.Check{terminal.Check},
			})
			if called.Context().Err() != nil {
				return called.Context().Err()
			}
			if err := writeFindings(called, found); err != nil {
				return err
			}
			if diagnosis.Worst(found) == diagnosis.Fail {
				return endWith(ExitError, nil)
			}
			return nil
		},
	})
}

// diagnosisRecord is what the doctor found.
type diagnosisRecord struct {
	Verdict  diagnosis.Verdict   `json:"verdict"`
	Findings []diagnosis.Finding `json:"findings"`
}

func writeFindings(called *cobra.Command, found []diagnosis.Finding) error {
	run := &run{Context: called.Context(), called: called, jsonWanted: called.Flags().Lookup("json").Value.String() == "true"}
	var made fields
	for _, finding := range found {
		text := string(finding.Verdict) + "\t" + finding.Detail
		if finding.Advice != "" {
			text += " — " + finding.Advice
		}
		made.add(finding.Name, text)
	}
	return run.show(diagnosisRecord{Verdict: diagnosis.Worst(found), Findings: found}, made)
}
