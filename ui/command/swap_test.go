package command

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"
)

// TestNoCommandExecutesASwapOrDecides reads what the commands call of a
// treasury: a swap is confirmed by a person who has the figures on the screen,
// and a request is decided by one who has its page open.
func TestNoCommandExecutesASwapOrDecides(t *testing.T) {
	t.Parallel()
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	called := map[string]bool{}
	for _, file := range files {
		if !strings.HasSuffix(file.Name(), ".go") || strings.HasSuffix(file.Name(), "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(node ast.Node) bool {
			selected, isSelector := node.(*ast.SelectorExpr)
			if !isSelector {
				return true
			}
			if owner, isName := selected.X.(*ast.Ident); isName && owner.Name == "fang" {
				return true
			}
			called[selected.Sel.Name] = true
			switch selected.Sel.Name {
			case "Execute", "CheckPolicy", "Decide", "Retry", "Abandon":
				t.Errorf("%s names %s", file.Name(), selected.Sel.Name)
			}
			return true
		})
	}
	if !called["AskSpend"] {
		t.Error("the test doesn't see what the commands call")
	}
}
