package sandbox

import (
	"crypto/hmac"
	"crypto/sha256"
	_ "embed" // the page and its style
	"encoding/base64"
	"errors"
	"html/template"
	"net"
	"net/http"
	"net/url"
	"strings"

	"coffer/api"
)

//go:embed approval.html
var approvalHTML string

//go:embed approval.css
var approvalCSS string

// approvalPage is where a person decides a request in a browser. The link's
// token is what lets them: it can't be guessed, and it is good for one request.
type approvalPage struct {
	bank     *Bank
	template *template.Template
	policy   string
}

func newApprovalPage(b *Bank) *approvalPage {
	style := sha256.Sum256([]byte(approvalCSS))
	return &approvalPage{
		bank:     b,
		template: template.Must(template.New("approval").Parse(approvalHTML)),
		policy: "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(style[:]) +
			"'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
	}
}

func (p *approvalPage) register(routes *http.ServeMux) {
	routes.HandleFunc("GET "+approvalPath, p.guarded(p.show))
	routes.HandleFunc("POST "+approvalPath, p.guarded(p.decide))
}

func (p *approvalPage) show(w http.ResponseWriter, r *http.Request) {
	found, ok := p.find(w, r, r.URL.Query().Get("spendRequestId"), r.URL.Query().Get("token"))
	if ok {
		p.showRequest(w, r, found, "", http.StatusOK)
	}
}

func (p *approvalPage) decide(w http.ResponseWriter, r *http.Request) {
	if !ownForm(r) {
		p.say(w, http.StatusForbidden, "This form was sent from another page", "Open the approval link again and decide there.")
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxRequestBytes)
	if err := r.ParseForm(); err != nil {
		p.say(w, http.StatusBadRequest, "The form could not be read", "Open the approval link again.")
		return
	}
	found, ok := p.find(w, r, r.PostForm.Get("spendRequestId"), r.PostForm.Get("token"))
	if !ok {
		return
	}
	if !p.bank.approvalMACFits("decide", found.id, r.PostForm.Get("form")) {
		p.say(w, http.StatusForbidden, "This form is not from this bank", "Open the approval link again and decide there.")
		return
	}
	decision := api.Decision{Decision: r.PostForm.Get("decision"), Reason: strings.TrimSpace(r.PostForm.Get("reason"))}
	_, _, err := p.bank.decide(r.Context(), found.id, decision)
	var refused *refusal
	switch {
	case errors.As(err, &refused):
		// Decided meanwhile, or no longer affordable: show it as it is now.
		if found, err = findSpend(p.bank.store.reader, found.id); err == nil {
			p.showRequest(w, r, found, refused.message, refused.status)
			return
		}
		fallthrough
	case err != nil:
		p.fail(w, r, err)
	default:
		// A reload of what follows must not send the form again.
		http.Redirect(w, r, approvalLink(found.id, r.PostForm.Get("token")), http.StatusSeeOther)
	}
}

// guarded sets what every answer of the page carries, and refuses to answer
// under a name that is not this bank's: another site may have pointed its own
// name at this address.
func (p *approvalPage) guarded(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Content-Security-Policy", p.policy)
		header.Set("X-Frame-Options", "DENY")
		// "no-referrer" would make browsers send "Origin: null" with the form.
		header.Set("Referrer-Policy", "same-origin")
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Content-Type", "text/html; charset=utf-8")
		if !p.bank.ownHost(r.Host) {
			p.say(w, http.StatusMisdirectedRequest, "This is not the bank's address", "Open the approval link as the bank gave it.")
			return
		}
		next(w, r)
	}
}

// find is the request that a link is about. A wrong token and an unknown id
// get the same answer, so that neither can be told from the other.
func (p *approvalPage) find(w http.ResponseWriter, r *http.Request, id, token string) (spend, bool) {
	var found spend
	fits := p.bank.approvalMACFits("open", id, token)
	found, err := findSpend(p.bank.store.reader, id)
	var refused *refusal
	switch {
	case !fits || errors.As(err, &refused):
		p.say(w, http.StatusNotFound, "There is no such request", "The link is incomplete, or it belongs to another bank. Open it again from where you got it.")
		return spend{}, false
	case err != nil:
		p.fail(w, r, err)
		return spend{}, false
	}
	return found, true
}

func (p *approvalPage) showRequest(w http.ResponseWriter, r *http.Request, found spend, problem string, status int) {
	budget, err := p.bank.budget(p.bank.store.reader, p.bank.accountNumbered(found.account))
	if err != nil {
		p.fail(w, r, err)
		return
	}
	p.render(w, status, p.bank.approvalView(found, budget, problem))
}

func (p *approvalPage) say(w http.ResponseWriter, status int, title, text string) {
	p.render(w, status, approvalView{Title: title, Text: text})
}

func (p *approvalPage) fail(w http.ResponseWriter, r *http.Request, err error) {
	p.bank.log.Error("the approval page failed", "request", traceOf(r.Context()), "error", err)
	p.say(w, http.StatusInternalServerError, "Something went wrong inside the bank", "Nothing was decided. Try again.")
}

func (p *approvalPage) render(w http.ResponseWriter, status int, view approvalView) {
	view.Style = template.CSS(approvalCSS)
	w.WriteHeader(status)
	if err := p.template.Execute(w, view); err != nil {
		p.bank.log.Warn("the approval page broke off", "error", err)
	}
}

// ownForm reports whether a browser says that the form came from this page. A
// client that says nothing is no browser, and still needs both tokens.
func ownForm(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" {
		return false
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	from, err := url.Parse(origin)
	return err == nil && from.Host == r.Host
}

// ownHost reports whether a Host header names this machine or the configured
// base.
func (b *Bank) ownHost(host string) bool {
	if base, err := url.Parse(b.BaseURL()); err == nil && host != "" && strings.EqualFold(base.Host, host) {
		return true
	}
	name := host
	if split, _, err := net.SplitHostPort(host); err == nil {
		name = split
	}
	if strings.EqualFold(name, "localhost") {
		return true
	}
	ip := net.ParseIP(strings.Trim(name, "[]"))
	return ip != nil && ip.IsLoopback()
}

func (b *Bank) approvalMACFits(purpose, id, token string) bool {
	return hmac.Equal([]byte(token), []byte(b.approvalMAC(purpose, id)))
}
