package state

import "testing"

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
		"https://app.dino.id/a?spendRequestId=req_1":             "https://app.dino.id/a?spendRequestId=req_1",
		"http://127.0.0.1:1/a?spendRequestId=req_1&token=s3cr3t": "http://127.0.0.1:1/a?spendRequestId=req_1&token=…",
		"http://127.0.0.1:1/a?token=s3cr3t&spendRequestId=req_1": "http://127.0.0.1:1/a?token=…&spendRequestId=req_1",
	} {
		if got := MaskedURL(address); got != seen {
			t.Errorf("%q is seen as %q", address, got)
		}
	}
}
