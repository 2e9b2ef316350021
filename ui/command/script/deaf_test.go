package script

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync/atomic"

	"github.com/rogpeppe/go-internal/testscript"
)

// deaf puts a road between the script and its bank on which every answer to a
// request that changes something is lost, until the script says `deaf off`.
// The bank hears the request all the same.
func deaf(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) == 1 && args[0] == "off" {
		ts.Value(roadKey{}).(*road).heals.Store(true)
		return
	}
	target, err := url.Parse(ts.Getenv("DINO_API_URL"))
	ts.Check(err)
	made := ts.Value(roadKey{}).(*road)
	forward := httputil.NewSingleHostReverseProxy(target)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		if request.Method != http.MethodPost || made.heals.Load() {
			forward.ServeHTTP(w, request)
			return
		}
		forward.ServeHTTP(httptest.NewRecorder(), request)
		panic(http.ErrAbortHandler)
	}))
	ts.Defer(server.Close)
	ts.Setenv("DINO_API_URL", server.URL)
}

type roadKey struct{}

// road is where answers get lost until it heals.
type road struct{ heals atomic.Bool }
