package state

import (
	"strings"
	"testing"

	"coffer/api"
)

func TestAnApprovalPageIsOnlyOnAHostOfTheBank(t *testing.T) {
	t.Parallel()
	bank := Bank{ApprovalHosts: []string{"app.dino.id", "127.0.0.1:8787"}}
	for address, opens := range map[string]bool{
		"https://app.dino.id/agents/approvals?spendRequestId=req_1": true, "https://APP.dino.id:443/": true, "http://127.0.0.1:8787/": true,
		"http://127.0.0.1:8788/": false, "https://app.dino.id.evil.example/": false, "https://app.dino.id@evil.example/": false,
		"https://evil.example/?https://app.dino.id": false, "file:///etc/passwd": false, "": false,
	} {
		if bank.Opens(address) != opens {
			t.Errorf("%q: %v", address, !opens)
		}
	}
}

func TestATokenIsMaskedWhereAnAddressIsSeen(t *testing.T) {
	t.Parallel()
	for address, seen := range map[string]string{
		"https://app.dino.id/a?spendRequestId=req_1":                   "https://app.dino.id/a?spendRequestId=req_1",
		"https://app.dino.id/a/req_1":                                  "https://app.dino.id/a/req_1",
		"https://bank.corp/approve?req=req%5F1":                        "https://bank.corp/approve?req=req%5F1",
		"http://127.0.0.1:1/a?spendRequestId=req_1&token=s3cr3t":       "http://127.0.0.1:1/a?spendRequestId=req_1&token=…",
		"http://127.0.0.1:1/a?token=s3cr3t&spendRequestId=req_1":       "http://127.0.0.1:1/a?token=…&spendRequestId=req_1",
		"https://app.dino.id/a?spendRequestId=req_1&sig=s3cr3t#s3cr3t": "https://app.dino.id/a?spendRequestId=req_1&sig=…#…",
		"https://app.dino.id/a?s3cr3t":                                 "https://app.dino.id/a?…",
		"https://app.dino.id/a?s3cr3t=&TOKEN=s3cr3t":                   "https://app.dino.id/a?…&TOKEN=…",
		"https://app.dino.id/a?sig=s3cr3t;x=1":                         "https://app.dino.id/a?sig=…",
		"https://app.dino.id/a?spendRequestId=req_1&&x=%zz":            "https://app.dino.id/a?spendRequestId=req_1&&x=…",
		"https://u:s3cr3t@app.dino.id/a#":                              "https://…@app.dino.id/a#",
		"https://app.dino.id/a#/approve?key=s3cr3t":                    "https://app.dino.id/a#…",
		"https://app.dino.id/%zz?s3cr3t":                               "…",
	} {
		if got := MaskedURL(address, "req_1"); got != seen {
			t.Errorf("%q is seen as %q", address, got)
		}
		if HoldsToken(address) != (seen != address || strings.Contains(address, "req=")) {
			t.Errorf("%q: whether it holds a token", address)
		}
	}
}

func TestAPageThatTheBankDoesntTellIsMadeOfTheSettingAndTheId(t *testing.T) {
	t.Parallel()
	bank := Bank{Environment: api.Test, ApprovalHosts: []string{"app.dino.id"}, ApprovalPattern: "https://app.dino.id/agents/approvals?spendRequestId={id}"}
	told := &Spend{ID: "req_1", ApprovalURL: "https://app.dino.id/told"}
	for id, want := range map[string]string{
		"req_1":                  "https://app.dino.id/agents/approvals?spendRequestId=req_1",
		SafeID("req 1&x=1#é"):    "https://app.dino.id/agents/approvals?spendRequestId=req%201%26x%3D1%23%C3%A9",
		SafeID("req_1%2F..//?+"): "https://app.dino.id/agents/approvals?spendRequestId=req_1%252F..%2F%2F%3F%2B",
		// Of one that is too long only a digest is known, which is no id of the bank's.
		SafeID(strings.Repeat("x", 500)): "",
		"":                               "",
	} {
		if got := bank.ApprovalURL(&Spend{ID: id}); got != want {
			t.Errorf("%q has the page %q, want %q", id, got, want)
		} else if got != "" && !bank.Opens(got) {
			t.Errorf("%q isn't opened", got)
		}
	}
	if got := bank.ApprovalURL(told); got != told.ApprovalURL {
		t.Errorf("what the bank told became %q", got)
	}
	elsewhere := bank
	elsewhere.ApprovalPattern = "https://elsewhere.example/{id}"
	if elsewhere.Opens(elsewhere.ApprovalURL(&Spend{ID: "req_1"})) {
		t.Error("a page on a host that nobody named is opened")
	}
	sandbox := bank
	sandbox.Environment = api.Sandbox
	if got := sandbox.ApprovalURL(&Spend{ID: "req_1"}); got != "" {
		t.Errorf("our sandbox's page is %q, without its token", got)
	}
}
