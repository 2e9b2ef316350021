package export

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
)

// program is an accounting program that reads what is written here.
type program interface {
	// check fails the test unless the program accepts the file.
	check(t *testing.T, written []byte)
	balances(t *testing.T, written []byte) balances
}

func programFor(t *testing.T, format Format) program {
	t.Helper()
	if format == Hledger {
		return hledgerProgram{installed(t, "hledger")}
	}
	return beancountProgram{installed(t, "bean-check")}
}

func installed(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("skipped: %s is not installed here (Debian's packages are hledger and beancount)", name)
	}
	return path
}

func file(t *testing.T, name string, written []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, written, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// output runs a program in a locale that reads UTF-8, and fails the test with
// whatever it says against its input.
func output(t *testing.T, name string, arguments ...string) []byte {
	t.Helper()
	command := exec.CommandContext(t.Context(), name, arguments...)
	command.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "PYTHONDONTWRITEBYTECODE=1", "BEANCOUNT_DISABLE_LOAD_CACHE=1")
	var said bytes.Buffer
	command.Stderr = &said
	out, err := command.Output()
	if err != nil || said.Len() > 0 {
		t.Fatalf("%s %s: %v\n%s%s", filepath.Base(name), strings.Join(arguments, " "), err, said.String(), out)
	}
	return out
}

type hledgerProgram struct{ path string }

func (p hledgerProgram) check(t *testing.T, written []byte) {
	t.Helper()
	output(t, p.path, "-f", file(t, "export.journal", written), "check", "--strict")
}

func (p hledgerProgram) balances(t *testing.T, written []byte) balances {
	t.Helper()
	p.check(t, written)
	out := output(t, p.path, "-f", file(t, "export.journal", written), "bal", "--flat", "--no-total", "--layout=bare", "-O", "csv")
	rows, err := csv.NewReader(bytes.NewReader(out)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	held := make(balances)
	for _, row := range rows[1:] {
		held.put(row[0], row[1], decimal.RequireFromString(row[2]))
	}
	return held
}

// transactions are what hledger understood.
func (p hledgerProgram) transactions(t *testing.T, written []byte) []understood {
	t.Helper()
	out := output(t, p.path, "-f", file(t, "export.journal", written), "print", "-O", "json")
	var read []struct {
		Code        string      `json:"tcode"`
		Description string      `json:"tdescription"`
		Tags        [][2]string `json:"ttags"`
		Postings    []struct {
			Account string `json:"paccount"`
		} `json:"tpostings"`
	}
	if err := json.Unmarshal(out, &read); err != nil {
		t.Fatal(err)
	}
	var all []understood
	for _, transaction := range read {
		payee, words, _ := strings.Cut(transaction.Description, "|")
		made := understood{Payee: strings.TrimSpace(payee), Words: strings.TrimSpace(words), Notes: make(map[string]string)}
		made.Notes["code"] = transaction.Code
		for _, tag := range transaction.Tags {
			made.Notes[tag[0]] = tag[1]
		}
		for _, posting := range transaction.Postings {
			made.Accounts = append(made.Accounts, posting.Account)
		}
		all = append(all, made)
	}
	return all
}

// understood is a transaction as a program has read it.
type understood struct {
	Payee    string            `json:"payee"`
	Words    string            `json:"words"`
	Notes    map[string]string `json:"notes"`
	Accounts []string          `json:"accounts"`
	Links    []string          `json:"links"`
}

type beancountProgram struct{ path string }

func (p beancountProgram) check(t *testing.T, written []byte) {
	t.Helper()
	output(t, p.path, file(t, "export.beancount", written))
}

// reader reads with Beancount itself and prints all digits; its own query
// program rounds them.
const reader = `
import json, sys
from beancount import loader
from beancount.core import data
entries, errors, _ = loader.load_file(sys.argv[1])
if errors:
    sys.exit(str(errors[:3]))
balances, transactions, tokens = [], [], {}
for entry in entries:
    if isinstance(entry, data.Commodity):
        tokens[entry.currency] = entry.meta.get("token", entry.currency)
for entry in entries:
    if isinstance(entry, data.Transaction):
        notes = {k: v for k, v in entry.meta.items() if isinstance(v, str) and k != "filename"}
        transactions.append({"payee": entry.payee or "", "words": entry.narration, "notes": notes,
            "accounts": [p.account for p in entry.postings], "links": sorted(entry.links)})
        for p in entry.postings:
            balances.append([p.account, tokens.get(p.units.currency, p.units.currency), str(p.units.number)])
json.dump({"balances": balances, "transactions": transactions}, sys.stdout)
`

type beancountBooks struct {
	Balances     [][3]string  `json:"balances"`
	Transactions []understood `json:"transactions"`
}

// books runs the interpreter that bean-check itself runs on.
func (p beancountProgram) books(t *testing.T, written []byte) beancountBooks {
	t.Helper()
	script, err := os.Open(p.path)
	if err != nil {
		t.Fatal(err)
	}
	defer script.Close()
	first, _ := bufio.NewReader(script).ReadString('\n')
	interpreter := strings.Fields(strings.TrimPrefix(strings.TrimSpace(first), "#!"))
	if len(interpreter) == 0 || !strings.Contains(interpreter[0], "python") {
		t.Skip("skipped: bean-check is no Python script here, so its package can't be asked for all digits")
	}
	out := output(t, interpreter[0], "-c", reader, file(t, "export.beancount", written))
	var read beancountBooks
	if err := json.Unmarshal(out, &read); err != nil {
		t.Fatal(err)
	}
	return read
}

func (p beancountProgram) balances(t *testing.T, written []byte) balances {
	t.Helper()
	p.check(t, written)
	held := make(balances)
	for _, row := range p.books(t, written).Balances {
		held.put(row[0], row[1], decimal.RequireFromString(row[2]))
	}
	return held
}

func (p beancountProgram) transactions(t *testing.T, written []byte) []understood {
	t.Helper()
	return p.books(t, written).Transactions
}
