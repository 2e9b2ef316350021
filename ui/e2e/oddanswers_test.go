package e2e

import (
	"flag"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

var (
	writeOddAnswers = flag.Bool("write-odd-answers", false, "write the table of odd answers anew")
	showOddFaces    = flag.Bool("show-odd-faces", false, "show what each face said of each odd answer")
)

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
	// never is what no face may say, and nowhere what isn't in a file either.
	never, nowhere says
}

// says is the texts that a face has to show, each as it stands.
type says []string

// oddAtOnce is how many rows are played at a time: nearly all of their time
// is a person's, who waits and presses keys.
const oddAtOnce = 8

func TestOddAnswersAreToldAsWhatTheyAre(t *testing.T) {
	t.Parallel()
	rows := make(chan oddAnswer)
	var players sync.WaitGroup
	for range oddAtOnce {
		players.Go(func() {
			for row := range rows {
				t.Run(row.section+" "+row.bent, row.check)
			}
		})
	}
	for _, row := range oddAnswers() {
		rows <- row
	}
	close(rows)
	players.Wait()
}

func (row *oddAnswer) check(t *testing.T) {
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
		if *showOddFaces {
			t.Logf("the %s says:\n%s", face.name, face.said)
		}
		for _, text := range face.wanted {
			if !strings.Contains(flat(face.said), flat(text)) {
				t.Errorf("the %s doesn't say %q:\n%s", face.name, text, face.said)
			}
		}
		for _, text := range slices.Concat(row.never, row.nowhere) {
			if strings.Contains(flat(face.said), flat(text)) {
				t.Errorf("the %s says %q:\n%s", face.name, text, face.said)
			}
		}
	}
	for _, text := range row.nowhere {
		if file := scene.fileWith(text); file != "" {
			t.Errorf("%s holds %q", file, text)
		}
	}
	if row.exit != said.exit && row.exit != "" {
		t.Errorf("the command ended with %s, want %s:\n%s", said.exit, row.exit, said.json)
	}
}

// flat is text without what a layout adds: a sentence may break anywhere.
func flat(text string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("│", " ", "▌", " ").Replace(text)), " ")
}

// oddAnswers is the table.
func oddAnswers() []oddAnswer {
	return slices.Concat(oddCreates(), oddRefusals(), oddReads(), oddWords(), oddCurrencies(), oddTimes(), oddBalances(), oddKeys(),
		oddQuotes(), oddCosts(), oddVerdicts(), oddExecutions(), oddEvents())
}
