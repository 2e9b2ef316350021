package export

import (
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"coffer/state"
)

// unescaped gives back what escaped wrote.
func unescaped(text string) string {
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '%' && hexAt(text, i+1) && hexAt(text, i+2) {
			if raw, err := url.PathUnescape(text[i : i+3]); err == nil {
				out.WriteString(raw)
				i += 2
				continue
			}
		}
		out.WriteByte(text[i])
	}
	return out.String()
}

func TestEscapedTextIsOneHarmlessLineAndComesBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(hostile(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(raw []byte) string { return string(raw) })).Draw(t, "text")
		reserved := rapid.SampledFrom([]string{"", ";", ";|", ",", "()", `";`}).Draw(t, "reserved")
		for _, written := range []string{escaped(text, reserved), edged(text, reserved)} {
			if !utf8.ValidString(written) || strings.ContainsAny(written, reserved) || strings.ContainsFunc(written, unicode.IsControl) {
				t.Fatalf("%q became %q", text, written)
			}
			if got := unescaped(written); got != text {
				t.Fatalf("%q became %q and came back as %q", text, written, got)
			}
		}
		if written := edged(text, reserved); strings.TrimSpace(written) != written {
			t.Fatalf("%q became %q, whose ends are dropped", text, written)
		}
	})
}

func TestOrdinaryTextStaysAsItIs(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"AWS", "LinkedIn Ads", "100 % wool", "Пётр и Ко", "日本語", "AT&T <x>", "emoji 🦖", "50%", "5%z0"} {
		if got := edged(text, ";|,"); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

func TestATableHoldsNoFormula(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		shelf := hostileSpends(t, 3)
		var out strings.Builder
		if _, err := Write(t.Context(), &out, Request{What: Spends, Format: CSV}, shelf); err != nil {
			t.Fatal(err)
		}
		if strings.Count(out.String(), "\r\n") != strings.Count(out.String(), "\n") {
			t.Fatalf("a line doesn't end as RFC 4180 has it: %q", out.String())
		}
		rows := parsedTable(t, out.String())
		for i, spend := range shelf.spends {
			for column, want := range map[string]string{
				"merchant": spend.Merchant, "reason": spend.Reason, "decision_reason": spend.DecisionReason, "account": spend.Account,
			} {
				cell := rows[i][column]
				if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r\n") {
					t.Fatalf("a spreadsheet reads %q as a formula", cell)
				}
				if got := unescaped(strings.TrimPrefix(cell, "'")); got != want {
					t.Fatalf("%q came back as %q", want, got)
				}
			}
		}
	})
}

func TestJSONHoldsEveryTextExactly(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		shelf := hostileSpends(t, 3)
		for _, format := range []Format{JSON, JSONLines} {
			var out strings.Builder
			if _, err := Write(t.Context(), &out, Request{What: Spends, Format: format}, shelf); err != nil {
				t.Fatal(err)
			}
			for i, row := range parsedJSON(t, format, out.String()) {
				spend := shelf.spends[i]
				// JSON holds no bytes that are no UTF-8.
				if row["merchant"] != valid(spend.Merchant) || row["reason"] != valid(spend.Reason) {
					t.Fatalf("%q and %q came back as %q and %q", spend.Merchant, spend.Reason, row["merchant"], row["reason"])
				}
			}
		}
	})
}

func valid(text string) string {
	var out strings.Builder
	for _, r := range text {
		out.WriteRune(r)
	}
	return out.String()
}

// TestTheProgramsReadBackEveryText hands both programs a thousand texts each.
func TestTheProgramsReadBackEveryText(t *testing.T) {
	t.Parallel()
	for _, format := range []Format{Hledger, Beancount} {
		t.Run(string(format), func(t *testing.T) {
			t.Parallel()
			reading := programFor(t, format).(interface {
				program
				transactions(*testing.T, []byte) []understood
			})
			for seed := range 3 {
				drawn := rapid.Custom(func(t *rapid.T) *shelf { return hostileSpends(t, 80) }).Example(seed)
				for i := range merchants {
					drawn.spends[i].Merchant, drawn.spends[i].Reason = merchants[i], merchants[len(merchants)-1-i]
				}
				written, _ := write(t, Request{What: Spends, Format: format, Accounts: Accounts{Spend: "Expenses:Agents:{merchant}"}}, drawn)
				reading.check(t, []byte(written))
				read := reading.transactions(t, []byte(written))
				if len(read) != len(drawn.spends) {
					t.Fatalf("%d transactions were read of %d", len(read), len(drawn.spends))
				}
				for i, spend := range drawn.spends {
					wantText(t, spend, read[i])
				}
			}
		})
	}
}

func wantText(t *testing.T, spend *state.Spend, read understood) {
	t.Helper()
	for name, pair := range map[string][2]string{
		"payee": {spend.Merchant, read.Payee}, "words": {spend.Reason, read.Words},
		"merchant": {spend.Merchant, read.Notes["merchant"]}, "account": {spend.Account, read.Notes["account"]},
		"decision": {spend.DecisionReason, read.Notes["decision_reason"]},
		"id":       {spend.ID, read.Notes["spend_id"]}, "code": {spend.ID, read.Notes["code"]},
	} {
		if got := unescaped(pair[1]); got != pair[0] {
			t.Errorf("the %s %q came back as %q", name, pair[0], pair[1])
		}
	}
	if len(read.Accounts) != 2 || read.Accounts[0] != "Expenses:Agents:"+component(spend.Merchant) || read.Accounts[1] != "Assets:Coffer:Wallet:USD" {
		t.Errorf("%q is booked on %v", spend.Merchant, read.Accounts)
	}
	for name := range read.Notes {
		if name == "forged" || name == "date" || (name == "swap_id") {
			t.Errorf("%q forged a tag: %v", spend.Merchant, read.Notes)
		}
	}
}

func TestASemicolonBeginsNoFormula(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"a;b":        `"a;b"`,
		"a;=1+1":     `a%3B=1+1`,
		"a; @x":      `a%3B @x`,
		`a;"=1"`:     `"a%3B""=1"""`,
		";;-1":       `";%3B-1"`,
		"x;y;+1":     `"x;y%3B+1"`,
		"plain = ok": `plain = ok`,
	} {
		var out strings.Builder
		rows := newCSVWriter(&out)
		if err := rows.Write([]string{cell(text)}); err != nil {
			t.Fatal(err)
		}
		if err := rows.Flush(); err != nil {
			t.Fatal(err)
		}
		if got := strings.TrimSuffix(out.String(), "\r\n"); got != want {
			t.Errorf("%q is written as %s, want %s", text, got, want)
		}
	}
}

func TestTheDateAtTheEndIsPartOfASpan(t *testing.T) {
	t.Parallel()
	span, err := ReadSpan("2026-05-01", "2026-05-31")
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]bool{
		"2026-04-30T23:59:59.999Z": false, "2026-05-01T00:00:00Z": true, "2026-05-31T23:59:59.999Z": true, "2026-06-01T00:00:00Z": false,
	} {
		moment, err := ReadTime(at)
		if err != nil || span.holds(state.MomentOf(moment)) != want {
			t.Errorf("%s is in it: %v, %v", at, !want, err)
		}
	}
	one, err := ReadSpan("2026-05-01", "2026-05-01")
	if err != nil || !one.holds(state.MomentOf(time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC))) {
		t.Errorf("a single day is empty: %v", err)
	}
}
