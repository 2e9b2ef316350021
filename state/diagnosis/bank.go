package diagnosis

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"math"
	"net/http/httptrace"
	"strings"
	"sync"
	"time"

	"coffer/api"
	"coffer/state"
	"coffer/state/credential"
	"coffer/state/session"
)

const (
	// soonExpired is when a certificate that nobody has renewed is a worry.
	soonExpired = 14 * 24 * time.Hour
	// slowAnswer is what a person at a screen begins to feel.
	slowAnswer = 2 * time.Second
)

// conversation is how one question to the bank went.
type conversation struct {
	took time.Duration
	err  error
	// ahead is how far the bank's clock is ahead, where it told.
	ahead time.Duration
	told  bool
	// team is the one that the bank says the key is of; "" where it doesn't.
	team string

	mu         sync.Mutex
	encryption *tls.ConnectionState
	handshake  error
}

// bank asks for the balance with every key, and tells how far the bank's clock
// is ahead, 0 where that is not known.
func (i Input) bank(ctx context.Context, accounts []credential.Account) ([]Finding, time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	held := make([]*conversation, len(accounts))
	hosts := make([]string, len(accounts))
	var asking sync.WaitGroup
	for at, account := range accounts {
		asking.Go(func() { held[at], hosts[at] = i.ask(ctx, account.Key) })
	}
	asking.Wait()
	var found []Finding
	for at, account := range accounts {
		found = append(found, held[at].reached(named("bank", account.Name), hosts[at]))
		if team := held[at].team; team != "" && i.Settings.TeamID != "" && team != state.SafeID(i.Settings.TeamID) {
			found = append(found, Finding{
				Name: named("team", account.Name), Verdict: Fail,
				Detail: fmt.Sprintf("%s is set, but the bank says that the key is of %s", i.Settings.TeamID, team),
				Advice: "Set team_id (DINO_TEAM_ID) to " + team + ". Webhooks that came meanwhile are kept, and taken in at the next start.",
			})
		}
	}
	if len(held) == 0 {
		return found, 0
	}
	// It is one bank: what its connection and its clock are like, any of the
	// answers tells.
	best := held[0]
	for _, one := range held {
		if one.told && !best.told {
			best = one
		}
	}
	return append(found, best.encrypted(i.Settings.APIURL, i.Clock.Now()), best.clocks()), best.ahead
}

func (i Input) ask(ctx context.Context, key api.SpendKey) (*conversation, string) {
	held := &conversation{}
	client, err := api.New(api.Config{BaseURL: i.Settings.APIURL, Key: key, TeamID: i.Settings.TeamID, Clock: i.Clock, ReadOnly: true, Promised: session.Promise(i.Settings).Environment})
	if err != nil {
		held.err = err
		return held, ""
	}
	defer client.Close()
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{TLSHandshakeDone: held.shook})
	began := time.Now()
	balance, err := client.Balance(traced)
	held.err, held.team = err, state.SafeID(balance.Value.TeamID)
	held.took = time.Since(began)
	held.ahead = client.ClockOffset()
	var answer *api.Error
	held.told = held.err == nil || state.IsOtherBank(held.err) || errors.As(held.err, &answer) && answer.Status < 500
	return held, client.Host()
}

func (c *conversation) shook(encryption tls.ConnectionState, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.encryption, c.handshake = &encryption, err
}

// reached says whether the bank answers, and takes the key.
func (c *conversation) reached(name, host string) Finding {
	found := Finding{Name: name, Verdict: OK, Detail: fmt.Sprintf("%s answers in %s", host, c.took.Round(time.Millisecond))}
	if c.err == nil {
		if c.took > slowAnswer {
			found.Verdict, found.Advice = Warn, "The connection or the bank is slow; the dashboard works, and shows how old its figures are."
		}
		return found
	}
	problem := state.ExplainRead(c.err)
	found.Verdict, found.Detail, found.Advice = Fail, problem.Happened, problem.Advice
	switch problem.Code {
	case api.CodeInvalidAPIKey, api.CodeRevokedAPIKey:
		found.Detail = host + " answers, but doesn't take the key: " + problem.Happened
	case api.CodeInsufficientScope, api.CodeNotFound, api.CodeRateLimited:
		found.Verdict = Warn
		found.Detail = host + " answers, but doesn't tell the balance: " + problem.Happened
	default:
		if !c.told {
			found.Detail = "not reached: " + problem.Happened
			found.Advice = "Check the network, a proxy (HTTPS_PROXY) and the bank's address."
		}
	}
	return found
}

// encrypted says how the connection is, and how long its certificate lasts.
func (c *conversation) encrypted(address string, now time.Time) Finding {
	c.mu.Lock()
	defer c.mu.Unlock()
	found := Finding{Name: "tls", Verdict: OK}
	switch {
	case strings.HasPrefix(address, "http://"):
		found.Detail = "none, and none is needed on this machine"
	case c.handshake != nil:
		found.Verdict, found.Detail = Fail, c.handshake.Error()
		found.Advice = "Nothing is sent over such a connection. Check the address, this machine's date, and whether a proxy opens encrypted traffic."
	case c.encryption == nil || len(c.encryption.PeerCertificates) == 0:
		found.Verdict, found.Detail = Warn, "can't tell: no connection came about"
		found.Advice = "Mend the connection first."
	default:
		return certified(*c.encryption, now)
	}
	return found
}

func certified(encryption tls.ConnectionState, now time.Time) Finding {
	certificate := encryption.PeerCertificates[0]
	left := certificate.NotAfter.Sub(now)
	days := int(math.Floor(left.Hours() / 24))
	issuer := certificate.Issuer.CommonName
	if len(certificate.Issuer.Organization) > 0 {
		issuer = certificate.Issuer.Organization[0]
	}
	found := Finding{Name: "tls", Verdict: OK, Detail: fmt.Sprintf("%s, certificate by %s, %d days left", tls.VersionName(encryption.Version), issuer, days)}
	switch {
	case left <= 0:
		found.Verdict, found.Advice = Fail, "The certificate has run out: nothing is sent until the bank, or whoever stands between, renews it."
	case left < soonExpired:
		found.Verdict, found.Advice = Warn, "The certificate should have been renewed by now; tell the bank."
	}
	return found
}

// clocks holds this machine's clock against the bank's, whose answers tell
// whole seconds.
func (c *conversation) clocks() Finding {
	found := Finding{Name: "clock", Verdict: OK, Detail: "within 2 s of the bank's"}
	if !c.told {
		found.Verdict, found.Detail, found.Advice = Warn, "can't tell: the bank has not answered", "Mend the connection first."
		return found
	}
	if c.ahead == 0 {
		return found
	}
	way := "behind"
	if c.ahead < 0 {
		way = "ahead of"
	}
	found.Verdict, found.Detail = Warn, fmt.Sprintf("%s %s the bank's", c.ahead.Abs().Round(time.Second), way)
	found.Advice = "Have the clock set over the network. Deadlines on screen go by the bank's clock."
	if c.ahead.Abs() > api.WebhookTolerance {
		found.Verdict = Fail
		found.Advice = "Have the clock set over the network: signatures of webhooks are good for 5 minutes, and until the bank has answered they are judged by this clock."
	}
	return found
}
