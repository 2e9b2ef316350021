package e2e

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestThePageOfOddAnswersIsTheTable(t *testing.T) {
	t.Parallel()
	page := oddAnswersMarkdown()
	if *writeOddAnswers {
		if err := os.WriteFile(oddAnswersPage, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	written, err := os.ReadFile(oddAnswersPage)
	if err != nil {
		t.Fatal(err)
	}
	if string(written) != page {
		t.Errorf("%s is not the table as it is: go test ./ui/e2e -run PageOfOddAnswers -write-odd-answers", oddAnswersPage)
	}
}

func TestWhatIsHeldElsewhereIsATestThere(t *testing.T) {
	t.Parallel()
	for _, row := range heldElsewhere() {
		sources, err := filepath.Glob(filepath.Join("..", "..", filepath.FromSlash(row.folder), "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(sources, func(source string) bool {
			text, err := os.ReadFile(source)
			return err == nil && strings.Contains(string(text), "\nfunc "+row.test+"(t *testing.T)")
		}) {
			t.Errorf("%s has no %s, which is to hold: %s", row.folder, row.test, row.odd)
		}
	}
}

// heldBefore are the rows that the program of before this table passes, too, as
// -coffer shows; they are kept so that they go on holding.
var heldBefore = says{
	"a status in capitals, `APPROVED`", "a status that isn't known", "a status of 90 letters",
	"escape sequences, a bidi override and a newline in merchant and reason", "a time without a zone",
	"`PASS`, in capitals", "a word that isn't known", "execute: 404 without a code", "execute: no swap_id",
}

func oddAnswersMarkdown() string {
	var page strings.Builder
	page.WriteString(`# Odd answers

What a bank may say, or leave out, that doesn't fit, and what Coffer makes of it. Each row is a test over the built program and a
real bank whose answer is bent on its way out (` + "`ui/e2e/oddanswers_test.go`" + `, which this page is written from); what stands in a cell
is what that face shows, word for word. "JSON" is what a command writes with ` + "`--json`" + `, and "exit" the status of the one that asked.

An empty cell is a face that has nothing to say of it: a quote is no record, so no export has it, and neither has an unknown
outcome, a balance or what wasn't taken in; no command executes a swap or receives a webhook, so there is no status; and what never
became a record is said once, where it was asked for. What is odd in an id or a word stands as ` + "`%XX`" + `, and tables and double entry
write a ` + "`%`" + ` before two hexadecimal digits as ` + "`%25`" + `.
`)
	rows, elsewhere := oddAnswers(), heldElsewhere()
	var sections []string
	for _, row := range rows {
		if !slices.Contains(sections, row.section) {
			sections = append(sections, row.section)
		}
	}
	for _, section := range sections {
		page.WriteString("\n## " + section + "\n\n| the bank's answer | screen | JSON | exit | export | line by line | never said |\n| --- | --- | --- | --- | --- | --- | --- |\n")
		for _, row := range rows {
			if row.section == section {
				bent := row.bent
				if slices.Contains(heldBefore, bent) {
					bent += " (held before)"
				}
				page.WriteString("| " + strings.Join([]string{bent, row.screen.cell(), row.json.cell(), row.exit, row.export.cell(), row.lines.cell(), slices.Concat(row.never, row.nowhere).cell()}, " | ") + " |\n")
			}
		}
	}
	page.WriteString(`
## Held by tests of their own

What takes a clock, another user, a broken disk or another terminal is a test in the package that it is about.
`)
	sections = nil
	for _, row := range elsewhere {
		if !slices.Contains(sections, row.section) {
			sections = append(sections, row.section)
		}
	}
	for _, section := range sections {
		page.WriteString("\n### " + section + "\n\n| what is odd | what holds | test |\n| --- | --- | --- |\n")
		for _, row := range elsewhere {
			if row.section == section {
				page.WriteString("| " + row.odd + " | " + row.holds + " | `" + row.folder + "` `" + row.test + "` |\n")
			}
		}
	}
	return page.String()
}

func (s says) cell() string {
	cells := make([]string, 0, len(s))
	for _, text := range s {
		cells = append(cells, "`"+strings.ReplaceAll(text, "|", "\\|")+"`")
	}
	return strings.Join(cells, "<br>")
}
