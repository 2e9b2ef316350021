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

// VisibleApprovalURL is the address of a request's approval page as MaskedURL has
// it.
func (b Bank) VisibleApprovalURL(spend *Spend) string {
	id, _ := RawID(spend.ID)
	return MaskedURL(b.ApprovalURL(spend), id)
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

// MaskedURL is an approval page's address to be seen: a screen is looked at by
// others, and whoever has what stands in it besides whose page it is may decide.
// id is the request's, which opens nothing; "" where it isn't known.
func MaskedURL(address, id string) string {
	parsed, err := url.Parse(address)
	if err != nil {
		return mask
	}
	page, fragment, hasFragment := strings.Cut(address, "#")
	page, query, hasQuery := strings.Cut(page, "?")
	if parsed.User != nil {
		before, after, _ := strings.Cut(page, "@")
		scheme, _, _ := strings.Cut(before, "//")
		page = scheme + "//" + mask + "@" + after
	}
	if hasQuery {
		page += "?" + maskedQuery(query, id)
	}
	if hasFragment {
		page += "#"
		if fragment != "" {
			page += mask
		}
	}
	return page
}

// HoldsToken reports whether an address has more in it than whose page it is.
func HoldsToken(address string) bool { return MaskedURL(address, "") != address }

// mask stands where a token was.
const mask = "…"

// requestParameter is what the bank's pages call the id of the request.
const requestParameter = "spendRequestId"

func maskedQuery(query, id string) string {
	parts := strings.Split(query, "&")
	for i, part := range parts {
		name, value, _ := strings.Cut(part, "=")
		plain, err := url.QueryUnescape(value)
		switch isID := err == nil && id != "" && plain == id; {
		case part == "", value != "" && (name == requestParameter || isID):
		case value == "":
			// It may be all that the page asks for.
			parts[i] = mask
		default:
			parts[i] = name + "=" + mask
		}
	}
	return strings.Join(parts, "&")
}
