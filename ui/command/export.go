package command

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"coffer/state/export"
	"coffer/state/session"
	"coffer/theme"
	"coffer/ui/gauge"
	"coffer/ui/words"
)

func newExport() *cobra.Command {
	group := &cobra.Command{Use: "export", Short: "Write receipts and spends for the books"}
	group.AddCommand(
		newExportOf(export.Receipts, "Write the receipts of swaps",
			"Writes swaps, filed under the time when they settled, or began while they are still open."),
		newExportOf(export.Spends, "Write spend requests",
			"Writes spend requests, filed under the time when they were decided, or began while they are still open."))
	return group
}

// exportFlags are how an export was asked for.
type exportFlags struct {
	format, since, until, path string
	force, bare                bool
}

func newExportOf(what export.What, short, long string) *cobra.Command {
	var flags exportFlags
	command := &cobra.Command{
		Use:   string(what),
		Short: short,
		Long: long + " They are read from the journal, beside whichever Coffer is running; no bank is asked.\n\n" +
			"csv, json and jsonl list every one with its status. hledger and beancount are double entry and hold what " +
			"moved money: what can't be booked is named on standard error and at the end of the file. Account names " +
			"come from [export] in the config. The same span gives the same bytes again.",
		Example: fmt.Sprintf("coffer export %[1]s --since 2026-05-01 --until 2026-05-31 -o may.csv\n"+
			"coffer export %[1]s --format hledger | hledger -f - balance", what),
		Args: exactly(),
		RunE: func(called *cobra.Command, _ []string) error {
			run, err := begin(called)
			if err != nil {
				return err
			}
			return run.export(what, flags)
		},
	}
	set := command.Flags()
	set.StringVar(&flags.format, "format", "", "the format: csv, json, jsonl, hledger or beancount; without it, what the file's name ends in, or csv")
	set.StringVar(&flags.since, "since", "", "from this date (midnight UTC) or RFC 3339 time on")
	set.StringVar(&flags.until, "until", "", "up to this date, that day included, or until before this time")
	set.StringVarP(&flags.path, "output", "o", "-", "the file to write, for you alone to read; - is standard output")
	set.BoolVar(&flags.force, "force", false, "replace a file that holds something else")
	set.BoolVar(&flags.bare, "bare", false, "declare no accounts and commodities, for a file that your books include")
	// It fails for a flag that isn't there.
	_ = command.RegisterFlagCompletionFunc("format", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		var names []string
		for _, format := range export.Formats() {
			names = append(names, string(format))
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	})
	return command
}

func (r *run) export(what export.What, flags exportFlags) error {
	request, err := flags.request(what)
	if err != nil {
		return usage(err)
	}
	request.Accounts = export.Accounts(r.settings.Export)
	archive, err := session.OpenArchive(r, r.settings)
	if err != nil {
		return err
	}
	defer archive.Close()
	request.Bank = archive.Bank
	progress := newProgress(r.called.ErrOrStderr())
	request.Progress = progress.show
	summary, err := r.writeExport(request, flags, archive)
	progress.clear()
	if err != nil {
		return r.explainName(err)
	}
	for _, left := range summary.LeftOut {
		r.say("left out: %s moved money, but %s. Enter it by hand.", strings.TrimSpace(left.ID+" "+left.Reference), left.Why)
	}
	if flags.path != "-" {
		r.say("%s written to %s.", words.Plural(summary.Records, strings.TrimSuffix(string(what), "s"), string(what)), flags.path)
	}
	return nil
}

func (r *run) writeExport(request export.Request, flags exportFlags, source export.Source) (export.Summary, error) {
	if flags.path == "-" {
		return export.Write(r, r.called.OutOrStdout(), request, source)
	}
	folder, err := session.Folder(r.settings)
	if err != nil {
		return export.Summary{}, err
	}
	return export.WriteFile(r, export.File{Path: flags.path, Force: flags.force, DataFolder: folder}, request, source)
}

// explainName says where in the settings an account name stands that can't be
// used.
func (r *run) explainName(err error) error {
	var name *export.NameError
	if errors.As(err, &name) {
		return r.settings.Wrong("export."+name.Key, name.Error())
	}
	return err
}

func (f exportFlags) request(what export.What) (export.Request, error) {
	if f.path == "" {
		return export.Request{}, errors.New("-o needs the name of a file, or - for standard output")
	}
	span, err := export.ReadSpan(f.since, f.until)
	if err != nil {
		return export.Request{}, err
	}
	format := formatOf(f.path)
	if f.format != "" {
		if format, err = export.ReadFormat(f.format); err != nil {
			return export.Request{}, err
		}
	}
	return export.Request{What: what, Format: format, Span: span, Bare: f.bare}, nil
}

// formatOf is what the end of a file's name stands for.
func formatOf(path string) export.Format {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".json":
		return export.JSON
	case ".jsonl", ".ndjson":
		return export.JSONLines
	case ".journal", ".hledger":
		return export.Hledger
	case ".beancount", ".bean":
		return export.Beancount
	}
	return export.CSV
}

// progress is one line on a terminal that is written over; elsewhere nothing.
type progress struct {
	to    io.Writer
	shown bool
}

func newProgress(to io.Writer) *progress {
	if file, isFile := to.(*os.File); isFile && term.IsTerminal(file.Fd()) {
		return &progress{to: to}
	}
	return &progress{}
}

const eraseLine = "\r\x1b[K"

func (p *progress) show(how export.Progress) {
	if p.to == nil {
		return
	}
	text := fmt.Sprintf("%s records read", words.Count(how.Looked))
	if how.Written > 0 {
		text = fmt.Sprintf("%s %s of %s written", bar(how.Written, how.Found), words.Count(how.Written), words.Count(how.Found))
	}
	p.shown = true
	fmt.Fprint(p.to, eraseLine+text)
}

// bar is part of whole as a bar.
func bar(part, whole int) string {
	const width = 20
	full := gauge.Filled(int64(part), int64(whole), width)
	return strings.Repeat(theme.GlyphBarFull, full) + strings.Repeat(theme.GlyphBarEmpty, width-full)
}

func (p *progress) clear() {
	if p.shown {
		fmt.Fprint(p.to, eraseLine)
	}
}
