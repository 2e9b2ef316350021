package sandbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/url"
)

const approvalPath = "/agents/approvals"

// approvalURL is the page that decides a request. Whoever has it may decide.
func (b *Bank) approvalURL(id string) string {
	return b.BaseURL() + approvalLink(id, b.approvalMAC("open", id))
}

func approvalLink(id, token string) string {
	return approvalPath + "?" + url.Values{"spendRequestId": {id}, "token": {token}}.Encode()
}

// approvalMAC is a token for one purpose and one request that only this bank
// can make.
func (b *Bank) approvalMAC(purpose, id string) string {
	mac := hmac.New(sha256.New, b.identity.approvalSecret)
	mac.Write([]byte(purpose + "\x00" + id))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
