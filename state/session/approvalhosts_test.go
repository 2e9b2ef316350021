package session

import (
	"testing"

	"coffer/api"
	"coffer/state"
	"coffer/state/config"
)

// TestWhoNamesAnApprovalPageVouchesForItsHost holds what a dashboard opens and
// what a command recommends against each other.
func TestWhoNamesAnApprovalPageVouchesForItsHost(t *testing.T) {
	t.Parallel()
	waiting := func(address string) *state.Spend {
		return &state.Spend{ID: "req_1", Status: state.NeedsApproval, ApprovalURL: address}
	}
	const own = "https://bank.corp/approve?req={id}"
	for name, c := range map[string]struct {
		file, pattern, host string
		environment         state.Environment
		told, want          string
	}{
		"the person's own":            {"", own, "bank.corp", api.Live, "", "https://bank.corp/approve?req=req_1"},
		"told there":                  {"", own, "bank.corp", api.Live, "https://bank.corp/other/req_1", "https://bank.corp/other/req_1"},
		"with a port":                 {"", "https://bank.corp:8443/{id}", "bank.corp", api.Live, "", "https://bank.corp:8443/req_1"},
		"another port":                {"", "https://bank.corp:8443/{id}", "bank.corp", api.Live, "https://bank.corp/req_1", ""},
		"another host":                {"", own, "bank.corp", api.Live, "https://evil.example/req_1", ""},
		"the bank's own":              {"", "", "bank.corp", api.Live, "", "https://app.dino.id/agents/approvals?spendRequestId=req_1"},
		"a host in the settings":      {`approval_hosts = ["a.example"]`, "", "bank.corp", api.Live, "https://a.example/x", "https://a.example/x"},
		"this machine, of the bank":   {"", "", "127.0.0.1:8787", api.Sandbox, "http://127.0.0.1:8787/x", "http://127.0.0.1:8787/x"},
		"another port of it":          {"", "", "127.0.0.1:8787", api.Sandbox, "http://127.0.0.1:8788/x", ""},
		"this machine, of real money": {"", "", "127.0.0.1:8787", api.Live, "http://127.0.0.1:8787/x", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := "[profile.p]\n" + c.file
			flags := config.Flags{"profile": "p"}
			if c.pattern != "" {
				flags["approval-url"] = c.pattern
			}
			settings, _ := setting(t, file, flags)
			bank := state.Bank{Environment: c.environment, Host: c.host}
			if got := ApprovalPage(settings, bank, waiting(c.told)); got != c.want {
				t.Errorf("a command names %q, want %q", got, c.want)
			}
			bank.ApprovalHosts, bank.ApprovalPattern = approvalHosts(settings, bank), settings.ApprovalURL
			if address := bank.ApprovalURL(waiting(c.told)); bank.Opens(address) != (c.want != "") {
				t.Errorf("the dashboard opens %q: %t", address, bank.Opens(address))
			}
		})
	}
}
