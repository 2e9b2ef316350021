package sandbox

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"coffer/api"
)

const formType = "application/x-www-form-urlencoded"

// pendingPage opens the approval page of a new pending request.
func pendingPage(b *branch, merchant string) (id, path string, page heard) {
	b.t.Helper()
	made := b.mustSpend(600_00, merchant, "key-"+merchant)
	if made.Status != api.NeedsApproval {
		b.t.Fatalf("got %+v", made)
	}
	path = strings.TrimPrefix(made.ApprovalURL, b.server.URL)
	return made.ID, path, b.call("GET", path, "", "Authorization", "")
}

// formOf is the page's own form, filled in.
func formOf(t *testing.T, page, decision, reason string) url.Values {
	t.Helper()
	form := url.Values{"decision": {decision}, "reason": {reason}}
	for _, field := range regexp.MustCompile(`type="hidden" name="(\w+)" value="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		form.Set(field[1], field[2])
	}
	if len(form) != 5 {
		t.Fatalf("the form holds %v", form)
	}
	return form
}

func TestTheApprovalPageDecides(t *testing.T) {
	t.Parallel()
	for decision, want := range map[string]struct {
		status api.SpendStatus
		says   string
	}{
		"approve": {api.Approved, "Approved by operator: within plan"},
		"decline": {api.Declined, "Declined by operator: within plan"},
	} {
		b := openBranch(t, nil)
		id, path, page := pendingPage(b, "OpenAI")
		for _, shown := range []string{"$600.00", "OpenAI", "a test", "approval threshold", "$10,000.00", "6 % used", b.bank.Credentials().AccountID} {
			if !strings.Contains(page.body, shown) {
				t.Errorf("the page does not show %q", shown)
			}
		}
		answer := b.call("POST", "/agents/approvals", formOf(t, page.body, decision, " within plan ").Encode(),
			"Content-Type", formType, "Origin", b.server.URL, "Sec-Fetch-Site", "same-origin", "Authorization", "")
		if answer.status != http.StatusSeeOther || answer.header.Get("Location") != path {
			t.Errorf("got %d to %s", answer.status, answer.header.Get("Location"))
		}
		after := b.call("GET", path, "", "Authorization", "")
		if !strings.Contains(after.body, want.says) || strings.Contains(after.body, "<form") {
			t.Errorf("the result page: %s", after.body)
		}
		read, err := b.client.Spend(t.Context(), id)
		if err != nil || read.Value.Status != want.status || read.Value.ApprovalURL != "" {
			t.Errorf("got %+v, %v", read.Value, err)
		}
		b.checkLedger()
	}
}

func TestTheApprovalPageRefusesForeignForms(t *testing.T) {
	t.Parallel()
	b := openBranch(t, nil)
	id, _, page := pendingPage(b, "OpenAI")
	_, _, otherPage := pendingPage(b, "AWS")
	good := formOf(t, page.body, "approve", "")
	changed := func(name, value string) url.Values {
		form := url.Values{}
		for key, values := range good {
			form[key] = values
		}
		form.Set(name, value)
		return form
	}
	other := formOf(t, otherPage.body, "approve", "")
	for name, refused := range map[string]struct {
		form    url.Values
		headers []string
		status  int
	}{
		"from another origin":    {good, []string{"Origin", "https://evil.example"}, 403},
		"from nowhere":           {good, []string{"Origin", "null"}, 403},
		"from another site":      {good, []string{"Sec-Fetch-Site", "cross-site"}, 403},
		"without the form token": {changed("form", ""), nil, 403},
		"with another's form":    {changed("form", other.Get("form")), nil, 403},
		"without the link token": {changed("token", ""), nil, 404},
		"with another's link":    {changed("token", other.Get("token")), nil, 404},
		"of an unknown request":  {changed("spendRequestId", "req_none"), nil, 404},
		"with no decision":       {changed("decision", "maybe"), nil, 400},
		"with a long reason":     {changed("reason", strings.Repeat("a", 1001)), nil, 400},
	} {
		got := b.call("POST", "/agents/approvals", refused.form.Encode(), append([]string{"Content-Type", formType}, refused.headers...)...)
		if got.status != refused.status || !strings.HasPrefix(got.header.Get("Content-Type"), "text/html") {
			t.Errorf("%s: got %d", name, got.status)
		}
	}
	if read, err := b.client.Spend(t.Context(), id); err != nil || read.Value.Status != api.NeedsApproval {
		t.Errorf("it was decided: %+v, %v", read.Value, err)
	}
}

func TestTheApprovalPageIsOnlyForItsLinkAndItsHost(t *testing.T) {
	t.Parallel()
	b := openBranch(t, nil)
	id, path, page := pendingPage(b, "OpenAI")
	for _, wrong := range []string{"/agents/approvals", "/agents/approvals?spendRequestId=" + id, path + "x", "/agents/approvals?spendRequestId=req_none&token=x"} {
		if got := b.call("GET", wrong, ""); got.status != 404 || !strings.Contains(got.body, "There is no such request") {
			t.Errorf("%s: got %d", wrong, got.status)
		}
	}
	request, err := http.NewRequest(http.MethodGet, b.server.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Host = "rebound.example"
	response, err := b.server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("under another name: %d", response.StatusCode)
	}
	for name, want := range map[string]string{
		"X-Frame-Options": "DENY", "Cache-Control": "no-store", "Referrer-Policy": "same-origin", "X-Content-Type-Options": "nosniff",
	} {
		if got := page.header.Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	policy := page.header.Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "frame-ancestors 'none'", "style-src 'sha256-"} {
		if !strings.Contains(policy, part) {
			t.Errorf("the policy lacks %s: %s", part, policy)
		}
	}
	if strings.Contains(page.body, " style=") || strings.Contains(page.body, "<script") {
		t.Error("the page holds what its own policy forbids")
	}
}

func TestAHostileMerchantStaysText(t *testing.T) {
	t.Parallel()
	b := openBranch(t, nil)
	hostile := `</strong><script>alert(1)</script>"'&{{.Token}}` + "\u202e" + `<img src=x onerror=alert(1)>`
	made, err := b.client.CreateSpend(t.Context(), api.SpendRequest{AmountCents: 600_00, Currency: "usd", MerchantName: hostile, Reason: hostile}, "k")
	if err != nil {
		t.Fatal(err)
	}
	page := b.call("GET", strings.TrimPrefix(made.Value.ApprovalURL, b.server.URL), "")
	for _, live := range []string{"<script", "<img", `</strong><s`} {
		if strings.Contains(page.body, live) {
			t.Errorf("%s is alive in the page", live)
		}
	}
	if !strings.Contains(page.body, "&lt;script&gt;") {
		t.Error("the merchant is not shown")
	}
}

func TestDecidingTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	b := openBranch(t, nil)
	id, _, page := pendingPage(b, "OpenAI")
	if _, err := b.client.DecideSpend(t.Context(), id, api.Decision{Decision: api.Decline, Reason: "no"}); err != nil {
		t.Fatal(err)
	}
	late := b.call("POST", "/agents/approvals", formOf(t, page.body, "approve", "").Encode(), "Content-Type", formType)
	if late.status != 409 || !strings.Contains(late.body, "already decided") || !strings.Contains(late.body, "Declined by operator: no") {
		t.Errorf("on the page: %d %s", late.status, late.body)
	}
	again := b.call("POST", "/v1/sandbox/spend/"+id+"/decision", `{"decision":"approve"}`)
	if again.status != 409 || again.code(t) != api.CodeInvalidRequest {
		t.Errorf("by the API: %d %s", again.status, again.body)
	}
	if spent := *b.balance().SpentCents; spent != 0 {
		t.Errorf("spent %d", spent)
	}
	for _, malformed := range []string{`{"decision":"maybe"}`, `{}`, `{"decision":"approve","reason":"` + strings.Repeat("a", 1001) + `"}`} {
		if got := b.call("POST", "/v1/sandbox/spend/"+id+"/decision", malformed); got.status != 400 {
			t.Errorf("%.40s: got %d", malformed, got.status)
		}
	}
	if got := b.call("POST", "/v1/sandbox/spend/req_none/decision", `{"decision":"approve"}`); got.status != 404 {
		t.Errorf("unknown: got %d", got.status)
	}
}
