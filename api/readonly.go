package api

import (
	"errors"
	"net/http"
)

// ErrReadOnly means that the client may only read, and the call would have done
// more, or might have.
var ErrReadOnly = errors.New("this client only reads")

// readOnlyRoad is the road to the bank with everything but GET turned back. It
// stands at the last place that a request passes, so that no call, however it
// is made, gets by. A quote and a policy check move nothing, but they are POSTs
// of the same kind as those that do, and no exception is easier to trust.
type readOnlyRoad struct{ open http.RoundTripper }

func (r readOnlyRoad) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.Method != http.MethodGet {
		if request.Body != nil {
			_ = request.Body.Close()
		}
		return nil, ErrReadOnly
	}
	return r.open.RoundTrip(request)
}

// CloseIdleConnections is what http.Client looks for on its transport.
func (r readOnlyRoad) CloseIdleConnections() {
	if road, ok := r.open.(interface{ CloseIdleConnections() }); ok {
		road.CloseIdleConnections()
	}
}
