package config

import (
	"net"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"

	"github.com/adrg/xdg"
)

// How a text may have to look.
const (
	formURL     = "url"
	formIDURL   = "idurl"
	formURLPath = "urlpath"
	formAddress = "address"
	formHost    = "host"
	formPath    = "path"
	formName    = "name"
	formID      = "id"
)

// idPlace is where the id of a request stands in an address.
const idPlace = "{id}"

// checkForm says what a text is wrong with; "" for nothing. An empty text is
// that of a setting that isn't set.
func checkForm(form, text string) string {
	if text == "" {
		return ""
	}
	switch form {
	case formURL:
		parsed, err := url.Parse(text)
		if err != nil || parsed.Host == "" || parsed.Scheme != "https" && parsed.Scheme != "http" {
			return "is an address like https://api.dino.id"
		}
		if parsed.User != nil || parsed.RawQuery != "" || parsed.Fragment != "" {
			return "is an address without a user, a query or a fragment"
		}
	case formIDURL:
		before, _, found := strings.Cut(text, idPlace)
		parsed, err := url.Parse(strings.ReplaceAll(text, idPlace, "id"))
		if !found || err != nil || parsed.Scheme != "https" && parsed.Scheme != "http" || parsed.Host == "" || parsed.User != nil {
			return "is an address with {id} in it, like https://app.dino.id/agents/approvals?spendRequestId={id}"
		}
		if beginning, err := url.Parse(before); err != nil || beginning.Host != parsed.Host || beginning.Path == "" {
			return "has {id} behind its host, like https://app.dino.id/agents/approvals?spendRequestId={id}"
		}
	case formURLPath:
		if !strings.HasPrefix(text, "/") || strings.ContainsFunc(text, notInID) || strings.ContainsAny(text, "?#") {
			return "is a path like /v1/spend"
		}
	case formAddress:
		_, port, err := net.SplitHostPort(text)
		if number, portErr := strconv.ParseUint(port, 10, 16); err != nil || portErr != nil || number == 0 && port != "0" {
			return "is an address to listen on, like 127.0.0.1:9901"
		}
	case formHost:
		parsed, err := url.Parse("https://" + text)
		if err != nil || parsed.Host != text {
			return "is the name of a host, like app.dino.id"
		}
	case formPath:
		if strings.ContainsFunc(text, unicode.IsControl) {
			return "is the path of a folder"
		}
	case formName:
		const longest = 64
		if len(text) > longest || text[0] == '.' || strings.ContainsFunc(text, notInName) {
			return "has letters, digits, - _ and . only, 1 to 64 of them, and doesn't begin with a dot"
		}
	case formID:
		if strings.ContainsFunc(text, notInID) {
			return "has no spaces and no special characters"
		}
	}
	return ""
}

func notInID(r rune) bool { return r <= ' ' || r > '~' }

func notInName(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_.", r)
}

// home is the home folder of the person; the root of the disk where no full path
// is set.
func home() string {
	if !filepath.IsAbs(xdg.Home) {
		return string(filepath.Separator)
	}
	return xdg.Home
}

// folder is where relative paths in the file start.
func (f *File) folder() string {
	folder, err := filepath.Abs(filepath.Dir(f.path))
	if err != nil {
		return filepath.Dir(f.path)
	}
	return folder
}
