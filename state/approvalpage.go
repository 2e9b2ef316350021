package state

import (
	"net/url"
	"slices"
	"strings"

	"coffer/api"
)

// ApprovalID stands in an approval page's pattern where the request's id belongs.
const ApprovalID = "{id}"

// ApprovalURL is the address of a request's approval page: the one that the bank
// told, else the one that the setting's pattern makes of its id, because a
// webhook tells none. It is "" where neither is known. The pages of our own
// sandbox need a token, so nothing but the bank can tell them.
func (b Bank) ApprovalURL(spend *Spend) string {
	if spend.ApprovalURL != "" || b.ApprovalPattern == "" || b.Environment == api.Sandbox {
		return spend.ApprovalURL
	}
	raw, known := RawID(spend.ID)
	if !known || raw == "" {
		return ""
	}
	escaped := strings.ReplaceAll(url.QueryEscape(raw), "+", "%20")
	return SafeURL(strings.ReplaceAll(b.ApprovalPattern, ApprovalID, escaped))
}

// Opens reports whether an address is on a host where the bank's approval pages
// live. Any other is neither opened nor recommended.
func (b Bank) Opens(address string) bool { return OnHost(address, b.ApprovalHosts) }

// OnHost reports whether an address is one of the web on one of these hosts, with
// its port or whatever its port is.
func OnHost(address string, hosts []string) bool {
	parsed, err := url.Parse(address)
	if err != nil || parsed.User != nil || (parsed.Scheme != "https" && parsed.Scheme != "http") {
		return false
	}
	return slices.ContainsFunc(hosts, func(host string) bool {
		return strings.EqualFold(host, parsed.Host) || strings.EqualFold(host, parsed.Hostname())
	})
}

// MaskedURL is an approval page's address to be seen: whoever has the token in
// it may decide, and a screen is looked at by others.
func MaskedURL(address string) string {
	before, after, found := strings.Cut(address, "token=")
	if !found {
		return address
	}
	_, rest, more := strings.Cut(after, "&")
	if more {
		rest = "&" + rest
	}
	return before + "token=…" + rest
}
