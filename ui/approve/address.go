package approve

import (
	"net/netip"
	"net/url"
	"strings"

	"coffer/state"
)

// Trusted reports whether an address is on a host where the bank's approval
// pages live. Any other is shown, and never opened.
func Trusted(bank state.Bank, address string) bool {
	return bank.Opens(address)
}

// Loopback reports whether an address leads to this machine only, so that no
// other device can follow it.
func Loopback(address string) bool {
	parsed, err := url.Parse(address)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(parsed.Hostname())
	return strings.EqualFold(parsed.Hostname(), "localhost") || (err == nil && ip.IsLoopback())
}
