package e2e

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var writeOddAnswers = flag.Bool("write-odd-answers", false, "write the table of odd answers anew")

// oddAnswersPage is where the table stands for people.
var oddAnswersPage = filepath.Join("..", "..", ".github", "odd-answers.md")

// oddAnswer is a row of the table: what the bank answered that it shouldn't
// have, and the words that each face of the program has to say then. The same
// words stand in the page for people.
type oddAnswer struct {
	// section is the heading that the row stands under.
	section string
	// bent is the answer, in words.
	bent string
	// play bends it, and does what a person or a script does.
	play func(*oddScene)

	screen, lines, json, export says
	// exit is the command's status; "" where none asked for anything.
	exit string
	// never is what no face may say.
	never says
}

// says is the texts that a face has to show, each as it stands.
type says []string

func TestOddAnswersAreToldAsWhatTheyAre(t *testing.T) {
	t.Parallel()
	for _, row := range oddAnswers() {
		t.Run(row.section+" "+row.bent, func(t *testing.T) {
			t.Parallel()
			scene := newOddScene(t)
			row.play(scene)
			said := scene.faces
			for _, face := range []struct {
				name, said string
				wanted     says
			}{
				{"screen", said.screen, row.screen},
				{"line by line", said.lines, row.lines},
				{"JSON", said.json, row.json},
				{"export", said.export, row.export},
			} {
				for _, text := range face.wanted {
					if !strings.Contains(flat(face.said), flat(text)) {
						t.Errorf("the %s doesn't say %q:\n%s", face.name, text, face.said)
					}
				}
				for _, text := range row.never {
					if strings.Contains(flat(face.said), flat(text)) {
						t.Errorf("the %s says %q:\n%s", face.name, text, face.said)
					}
				}
			}
			if row.exit != said.exit && row.exit != "" {
				t.Errorf("the command ended with %s, want %s", said.exit, row.exit)
			}
		})
	}
}

// flat is text without what a layout adds: a sentence may break anywhere.
func flat(text string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("│", " ", "▌", " ").Replace(text)), " ")
}

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

func oddAnswersMarkdown() string {
	var page strings.Builder
	page.WriteString(`# Odd answers

What a bank may say, or leave out, that doesn't fit, and what Coffer makes of it. Each row is a test over the built program and a
real bank whose answer is bent on its way out (` + "`ui/e2e/oddanswers_test.go`" + `, which this page is written from); what stands in a cell
is what that face shows, word for word. An empty cell is a face that the row doesn't look at.
`)
	rows := oddAnswers()
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
				page.WriteString("| " + strings.Join([]string{row.bent, row.screen.cell(), row.json.cell(), row.exit, row.export.cell(), row.lines.cell(), row.never.cell()}, " | ") + " |\n")
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

// oddAnswers is the table.
func oddAnswers() []oddAnswer {
	return slices.Concat(oddCreates(), oddReads(), oddBalances(), oddQuotes(), oddExecutions(), oddEvents())
}
