package treasury

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"coffer/api"
	"coffer/api/webhook"
	"coffer/state"
)

// dial opens a connection to the receiver and writes to it.
func (r *rig) dial(text string) net.Conn {
	r.t.Helper()
	connection, err := net.Dial("tcp", r.address)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { connection.Close() })
	_, _ = io.WriteString(connection, text)
	return connection
}

// TestDeliveriesGoOnWhileThousandsOfConnectionsAreHeld holds as many
// connections as a hostile neighbour likes, of each kind that costs a receiver
// something, while the bank delivers on connections of its own and on new ones.
func TestDeliveriesGoOnWhileThousandsOfConnectionsAreHeld(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{webhooks: true})
	engine, _ := r.start()
	team := r.client.TeamID()
	kept := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1}}
	fresh := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	deliver := func(client *http.Client, id string) (int, error) {
		body := delivery(t, id, team, nil)
		request, err := http.NewRequest(http.MethodPost, "http://"+r.address+api.WebhookPath, bytes.NewReader(body))
		if err != nil {
			return 0, err
		}
		request.Header = webhook.Sign(r.secret, body, time.Now())
		answer, err := client.Do(request)
		if err != nil {
			return 0, err
		}
		defer answer.Body.Close()
		_, _ = io.Copy(io.Discard, answer.Body)
		return answer.StatusCode, nil
	}
	openings := []string{
		"",
		"POST ",
		"POST " + api.WebhookPath + " HTTP/1.1\r\nHost: x\r\nContent-",
		"POST " + api.WebhookPath + " HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n" + webhook.HeaderSignature +
			fmt.Sprintf(": t=%d,v1=%s\r\n\r\n{", time.Now().Unix(), strings.Repeat("a", 64)),
	}
	var held []net.Conn
	defer func() {
		for _, connection := range held {
			connection.Close()
		}
	}()
	began := time.Now()
	sent, slowest := 0, time.Duration(0)
	for i := range 2_400 {
		connection, err := net.Dial("tcp", r.address)
		if err != nil {
			t.Fatalf("connection %d: %v", i, err)
		}
		held = append(held, connection)
		_, _ = io.WriteString(connection, openings[i%len(openings)])
		if i%100 != 99 {
			continue
		}
		for name, client := range map[string]*http.Client{"kept": kept, "fresh": fresh} {
			sent++
			asked := time.Now()
			if status, err := deliver(client, fmt.Sprintf("%s-%d", name, i)); status != http.StatusOK {
				t.Fatalf("with %d connections held, a delivery on a %s one is answered %d, %v", i+1, name, status, err)
			}
			slowest = max(slowest, time.Since(asked))
		}
	}
	t.Logf("%d deliveries beside %d connections in %v, the slowest in %v", sent, len(held), time.Since(began), slowest)
	if slowest > 5*time.Second {
		t.Errorf("a delivery took %v", slowest)
	}
	if open := r.openConnections(); open > maxPerAddress {
		t.Errorf("%d connections are open", open)
	}
	eventually(t, engine, "all of them", func(v *state.View) bool { return v.Spends.Len() == sent })
	// Those that say nothing are gone within seconds.
	deadline := time.Now().Add(patience)
	for _, connection := range held {
		_ = connection.SetReadDeadline(deadline)
		_, _ = io.Copy(io.Discard, connection)
	}
	for open := r.openConnections(); open > 2; open = r.openConnections() {
		if time.Now().After(deadline) {
			t.Fatalf("%d connections are still open", open)
		}
		time.Sleep(10 * time.Millisecond)
	}
	kept.CloseIdleConnections()
}

func (r *rig) openConnections() int {
	listener := r.receiver.listener
	listener.mu.Lock()
	defer listener.mu.Unlock()
	return len(listener.open)
}

func TestARefusalEndsTheConnectionAtOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{webhooks: true})
	r.start()
	signed := func(body string) string {
		return webhook.HeaderSignature + ": " + webhook.Sign(r.secret, []byte(body), time.Now()).Get(webhook.HeaderSignature) + "\r\n"
	}
	for name, c := range map[string]struct {
		sent   string
		status string
	}{
		"unsigned":               {"POST /webhooks/dino HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}", "401"},
		"unsigned, body to come": {"POST /webhooks/dino HTTP/1.1\r\nHost: x\r\nContent-Length: 2000\r\n\r\n", "401"},
		"endless body":           {"POST /webhooks/dino HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n", "401"},
		"expects 100-continue":   {"POST /webhooks/dino HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n", "401"},
		"another expectation":    {"POST /webhooks/dino HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: tea\r\n\r\n", "417"},
		"a body too large":       {"POST /webhooks/dino HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n" + signed("{}") + "\r\n", "413"},
		"two signatures":         {"POST /webhooks/dino HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n" + signed("{}") + signed("{}") + "\r\n{}", "400"},
		"two event ids":          {"POST /webhooks/dino HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n" + signed("{}") + "Dino-Event-Id: a\r\ndino-event-id: a\r\n\r\n{}", "400"},
		"two lengths":            {"POST /webhooks/dino HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n" + signed("{}") + "\r\n{}", "400"},
		"a length and chunks":    {"POST /webhooks/dino HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked, identity\r\n\r\n{}", "501"},
		"another path":           {"GET /admin HTTP/1.1\r\nHost: x\r\n\r\n", "404"},
		"another method":         {"DELETE /webhooks/dino HTTP/1.1\r\nHost: x\r\n\r\n", "405"},
		"a huge header":          {"POST /webhooks/dino HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("x", 64<<10) + "\r\n\r\n", "431"},
		"HTTP/2":                 {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", ""},
		"no HTTP":                {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", "400"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			connection := r.dial(c.sent)
			began := time.Now()
			if err := connection.SetReadDeadline(time.Now().Add(patience)); err != nil {
				t.Fatal(err)
			}
			answer, err := bufio.NewReader(connection).ReadString('\n')
			if c.status != "" && !strings.Contains(answer, " "+c.status+" ") {
				t.Errorf("answered %q, %v", answer, err)
			}
			if _, err := io.Copy(io.Discard, connection); isTimeout(err) {
				t.Error("the connection stays open")
			}
			// net/http itself answers this one, and waits for the body.
			if took := time.Since(began); took > bodyPatience/2 && c.status != "417" {
				t.Errorf("the connection stayed open for %v", took)
			}
		})
	}
}

func isTimeout(err error) bool {
	timeout, ok := err.(net.Error)
	return ok && timeout.Timeout()
}

func TestABodyThatDripsIsCutOff(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{webhooks: true})
	engine, _ := r.start()
	connection := r.dial("POST /webhooks/dino HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n" + webhook.HeaderSignature +
		fmt.Sprintf(": t=%d,v1=%s\r\n\r\n", time.Now().Unix(), strings.Repeat("a", 64)))
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = io.Copy(io.Discard, connection)
	}()
	drip := time.NewTicker(100 * time.Millisecond)
	defer drip.Stop()
	deadline := time.After(2 * bodyPatience)
	for {
		select {
		case <-drip.C:
			_, _ = connection.Write([]byte("x"))
		case <-deadline:
			t.Fatal("it goes on dripping")
		case <-ended:
			eventually(t, engine, "that it broke off", func(v *state.View) bool { return v.Feed.Refusals.Why == state.RefusedBrokenOff })
			return
		}
	}
}

func TestASignedDeliveryMayBeChunkedExpectContinueAndComeOnAnotherPath(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{webhooks: true})
	engine, _ := r.start()
	for i, change := range []func(*http.Request){
		func(request *http.Request) { request.ContentLength = -1 },
		func(request *http.Request) { request.Header.Set("Expect", "100-continue") },
		func(request *http.Request) { request.URL.Path += "/" },
		func(request *http.Request) { request.URL.Path = "/" },
		func(request *http.Request) { request.Header.Set("Upgrade", "h2c") },
	} {
		body := delivery(t, fmt.Sprint(i), r.client.TeamID(), nil)
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+r.address+api.WebhookPath, bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header = webhook.Sign(r.secret, body, time.Now())
		change(request)
		if status := statusOf(t, request); status != http.StatusOK {
			t.Errorf("number %d is answered %d", i, status)
		}
	}
	eventually(t, engine, "all five", func(v *state.View) bool { return v.Spends.Len() == 5 })
}

// TestTheConnectionThatGivesWay checks the order in which connections go: the
// oldest that brought nothing signed, then the one that idles longest, and
// never one that carries a delivery.
func TestTheConnectionThatGivesWay(t *testing.T) {
	t.Parallel()
	here, there := netip.MustParsePrefix("192.0.2.1/32"), netip.MustParsePrefix("198.51.100.7/32")
	c := limited(nil)
	add := func(address netip.Prefix) (made, victim *connection) {
		made = &connection{of: c, address: address}
		return made, c.add(made)
	}
	var first []*connection
	for i := range maxPerAddress {
		made, victim := add(here)
		if victim != nil {
			t.Fatalf("connection %d costs another one", i)
		}
		first = append(first, made)
	}
	first[0].believed = true
	if _, victim := add(here); victim != first[1] {
		t.Error("the oldest that brought nothing signed doesn't go first")
	}
	if _, victim := add(there); victim != nil {
		t.Error("another address has to give way to one that has too many")
	}
	for made := range c.open {
		made.believed = true
	}
	c.changed(first[7], http.StateIdle)
	c.changed(first[5], http.StateIdle)
	if _, victim := add(here); victim != first[7] {
		t.Error("the one that idles longest doesn't go")
	}
	c.changed(first[5], http.StateActive)
	for made := range c.open {
		made.believed = true
	}
	if made, victim := add(here); victim != made {
		t.Error("one that carries a delivery has to give way")
	}
	for len(c.open) < maxConnections {
		add(netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 0, byte(len(c.open) >> 8), byte(len(c.open))}), 32))
	}
	if _, victim := add(netip.MustParsePrefix("203.0.113.9/32")); victim == nil || len(c.open) > maxConnections {
		t.Errorf("%d connections are held", len(c.open))
	}
}

func TestConnectionsAreCountedBySubscriber(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"192.0.2.1:4711": "192.0.2.1/32", "[::ffff:192.0.2.1]:4711": "192.0.2.1/32",
		"[2001:db8::1]:4711": "2001:db8::/64", "[2001:db8::ffff:2]:1": "2001:db8::/64", "[fe80::1%eth0]:1": "fe80::/64",
	} {
		remote, err := net.ResolveTCPAddr("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		if got := addressOf(addressed{remote: remote}); got.String() != want {
			t.Errorf("%s is counted for %s, want %s", address, got, want)
		}
	}
}

// addressed is a connection that is asked for its address alone.
type addressed struct {
	net.Conn
	remote net.Addr
}

func (a addressed) RemoteAddr() net.Addr { return a.remote }

// TestAFloodOfForgeriesLeavesTheLogReadable sends forged deliveries from many
// sides and counts what the log says of them.
func TestAFloodOfForgeriesLeavesTheLogReadable(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{webhooks: true})
	var written lines
	r.log = written.logger()
	engine, stop := r.start()
	const total = 2_000
	began := time.Now()
	var next atomic.Int64
	var senders sync.WaitGroup
	for range 8 {
		senders.Go(func() {
			for next.Add(1) <= total {
				request, err := http.NewRequest(http.MethodPost, "http://"+r.address+api.WebhookPath, strings.NewReader(`{}`))
				if err != nil {
					t.Error(err)
					return
				}
				request.Header.Set(webhook.HeaderSignature, fmt.Sprintf("t=%d,v1=%s", time.Now().Unix(), strings.Repeat("a", 64)))
				if status := statusOf(t, request); status != http.StatusUnauthorized {
					t.Errorf("a forgery is answered %d", status)
				}
			}
		})
	}
	senders.Wait()
	eventually(t, engine, "the refusals", func(v *state.View) bool { return v.Feed.Refusals.Count == total })
	stop()
	counted, records := 0, written.matching("webhooks were refused")
	for _, record := range records {
		counted += int(record["count"].(float64))
	}
	if seconds := int(time.Since(began)/time.Second) + 2; len(records) > seconds || counted != total {
		t.Errorf("the log has %d records of %d refusals, in %d s", len(records), counted, seconds)
	}
}
