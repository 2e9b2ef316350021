package treasury

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"coffer/api"
	"coffer/api/webhook"
	"coffer/state"
)

// ongoing is a connection that has brought deliveries, and is served directly.
type ongoing struct {
	*rig
	net.Conn
	answers *bufio.Reader
	sent    int
}

func (r *rig) keep() *ongoing {
	r.t.Helper()
	connection, err := net.Dial("tcp", r.address)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { connection.Close() })
	_ = connection.SetDeadline(time.Now().Add(patience))
	k := &ongoing{rig: r, Conn: connection, answers: bufio.NewReader(connection)}
	for range 3 {
		k.send(k.next())
		k.expect(http.StatusOK)
	}
	return k
}

// next is one more delivery as it goes over the connection.
func (k *ongoing) next() string {
	k.sent++
	return string(k.wire(delivery(k.t, fmt.Sprintf("kept%p-%d", k, k.sent), k.client.TeamID(), nil)))
}

func (k *ongoing) send(text string) {
	k.t.Helper()
	if _, err := io.WriteString(k.Conn, text); err != nil {
		k.t.Fatal(err)
	}
}

// expect reads the next answer; 0 is the end of the connection.
func (k *ongoing) expect(status int) {
	k.t.Helper()
	answer, err := http.ReadResponse(k.answers, &http.Request{Method: http.MethodPost})
	if status == 0 {
		if err == nil || isTimeout(err) {
			k.t.Fatalf("the connection goes on with %+v, %v", answer, err)
		}
		return
	}
	if err != nil {
		k.t.Fatalf("instead of %d: %v", status, err)
	}
	if _, err := io.Copy(io.Discard, answer.Body); err != nil || answer.StatusCode != status {
		k.t.Fatalf("answered %s, %v, want %d", answer.Status, err, status)
	}
}

// TestWhatTheBankSendsAheadIsAllAnsweredInItsOrder sends many deliveries before
// the first answer is read, and one that somebody else signed among them.
func TestWhatTheBankSendsAheadIsAllAnsweredInItsOrder(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{webhooks: true})
	engine, _ := r.start()
	const ahead = 3*directAtOnce + 5
	one := r.keep()
	var text strings.Builder
	for range ahead {
		text.WriteString(one.next())
	}
	one.send(text.String())
	for range ahead {
		one.expect(http.StatusOK)
	}
	eventually(t, engine, "all of them", func(v *state.View) bool { return v.Spends.Len() == one.sent })

	forged := strings.Replace(one.next(), "v1=", "v1=00", 1)
	one.send(one.next() + forged)
	one.expect(http.StatusOK)
	one.expect(http.StatusUnauthorized)
	one.expect(0)
	eventually(t, engine, "what was signed", func(v *state.View) bool { return v.Spends.Len() == one.sent-1 })
	if view := eventually(t, engine, "the forged one", func(v *state.View) bool { return v.Feed.Refusals.Count > 0 }); view.Spends.Len() != one.sent-1 {
		t.Errorf("%d requests of %d deliveries that were signed", view.Spends.Len(), one.sent-1)
	}
}

// TestADeliveryIsAnsweredThoughTheNextIsNotWhole cuts what is sent ahead
// anywhere.
func TestADeliveryIsAnsweredThoughTheNextIsNotWhole(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{webhooks: true})
	r.start()
	one := r.keep()
	rest := ""
	for _, cut := range []int{0, 1, 40, 300, 420, 100_000} {
		first, second := one.next(), one.next()
		cut = min(cut, len(second)-1)
		one.send(rest + first + second[:cut])
		if rest != "" {
			one.expect(http.StatusOK)
		}
		one.expect(http.StatusOK)
		rest = second[cut:]
	}
}

// TestAKeptConnectionTakesWhatAnyOtherTakes goes through requests that aren't as
// deliveries are, each on a connection that has brought some.
func TestAKeptConnectionTakesWhatAnyOtherTakes(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{webhooks: true})
	r.start()
	split := func(text string) (header, body string) {
		header, body, _ = strings.Cut(text, "\r\n\r\n")
		return header, body
	}
	withoutLength := func(header string) string {
		before, behind, _ := strings.Cut(header, "Content-Length: ")
		_, behind, _ = strings.Cut(behind, "\r\n")
		return before + behind
	}
	for name, c := range map[string]struct {
		change func(text string) string
		// answers are all that come; 0 is the end of the connection, and without it
		// the next delivery is taken.
		answers []int
	}{
		"in chunks": {func(text string) string {
			header, body := split(text)
			return withoutLength(header) + fmt.Sprintf("\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", len(body), body)
		}, []int{http.StatusOK}},
		"after it was asked for": {func(text string) string {
			header, body := split(text)
			return header + "\r\nExpect: 100-continue\r\n\r\n" + body
		}, []int{http.StatusContinue, http.StatusOK}},
		"as the last one": {func(text string) string {
			header, body := split(text)
			return header + "\r\nConnection: close\r\n\r\n" + body
		}, []int{http.StatusOK, 0}},
		"in an older HTTP": {func(text string) string { return strings.Replace(text, "HTTP/1.1", "HTTP/1.0", 1) }, []int{http.StatusOK, 0}},
		"on another path":  {func(text string) string { return strings.Replace(text, api.WebhookPath, "/elsewhere", 1) }, []int{http.StatusOK}},
		"unsigned":         {func(text string) string { return strings.ReplaceAll(text, webhook.HeaderSignature, "X-None") }, []int{http.StatusUnauthorized, 0}},
		"as a question":    {func(string) string { return "GET / HTTP/1.1\r\nHost: x\r\n\r\n" }, []int{http.StatusNotFound, 0}},
		"as no HTTP":       {func(string) string { return "\x16\x03\x01 what is this\r\n\r\n" }, []int{http.StatusBadRequest, 0}},
		"with an endless header": {func(string) string {
			return "POST / HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("x", directBuffer-100)
		}, []int{http.StatusBadRequest, 0}},
		"with two lengths": {func(text string) string {
			return strings.Replace(text, "Content-Length: ", "Content-Length: 1\r\nContent-Length: ", 1)
		}, []int{http.StatusBadRequest, 0}},
		"larger than may be": {func(text string) string {
			header, _ := split(text)
			return withoutLength(header) + fmt.Sprintf("\r\nContent-Length: %d\r\n\r\n", webhook.MaxBody+1)
		}, []int{http.StatusRequestEntityTooLarge, 0}},
	} {
		t.Run(name, func(t *testing.T) {
			one := r.keep()
			one.send(c.change(one.next()))
			for _, status := range c.answers {
				one.expect(status)
				if status == 0 {
					return
				}
			}
			one.send(one.next())
			one.expect(http.StatusOK)
		})
	}
}

// TestAKeptConnectionGivesWayWhileItIdlesAndEndsWithTheProgram holds it against
// the bounds that are there for every connection.
func TestAKeptConnectionGivesWayWhileItIdlesAndEndsWithTheProgram(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{webhooks: true})
	_, stop := r.start()
	one := r.keep()
	listener := r.receiver.listener
	idles := func() bool {
		listener.mu.Lock()
		defer listener.mu.Unlock()
		for held := range listener.open {
			return held.believed && held.idle
		}
		return false
	}
	for deadline := time.Now().Add(patience); !idles(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("a connection that brought deliveries never idles")
		}
	}
	began := time.Now()
	stop()
	one.expect(0)
	if took := time.Since(began); took > idlePatience/2 {
		t.Errorf("it held the end up for %s", took)
	}
}
