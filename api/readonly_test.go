package api

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jonboulle/clockwork"
)

// methodsSeen calls every exported method of a client of a real server, and
// tells the HTTP methods that arrived there.
func methodsSeen(t *testing.T, readOnly bool) (seen []string, errs map[string]error) {
	t.Helper()
	var mu sync.Mutex
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, r.Method)
		refusing(http.StatusNotFound, CodeNotFound)(w, r)
	}))
	t.Cleanup(server.Close)
	key, err := ParseSpendKey("din_test_" + secretPart)
	if err != nil {
		t.Fatal(err)
	}
	client, err := New(Config{
		BaseURL: server.URL, Key: key, ReadOnly: readOnly,
		Pace: NewPace(clockwork.NewRealClock(), 60_000),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	errs = make(map[string]error)
	walked := reflect.ValueOf(client)
	for i := range walked.NumMethod() {
		method := walked.Method(i)
		arguments := []reflect.Value{}
		for j := range method.Type().NumIn() {
			argument := reflect.New(method.Type().In(j)).Elem()
			switch {
			case argument.Kind() == reflect.Interface:
				argument = reflect.ValueOf(t.Context())
			case argument.Kind() == reflect.String:
				argument.SetString("req_1")
			}
			arguments = append(arguments, argument)
		}
		results := method.Call(arguments)
		if len(results) > 0 {
			failed, _ := results[len(results)-1].Interface().(error)
			errs[walked.Type().Method(i).Name] = failed
		}
	}
	mu.Lock()
	defer mu.Unlock()
	return seen, errs
}

func TestNothingButReadingLeavesAReadOnlyClient(t *testing.T) {
	t.Parallel()
	changing := func(method string) bool { return method != http.MethodGet }
	if seen, _ := methodsSeen(t, false); !slices.ContainsFunc(seen, changing) {
		t.Fatalf("the walk found no call that changes anything: %v", seen)
	}
	seen, errs := methodsSeen(t, true)
	if len(seen) == 0 || slices.ContainsFunc(seen, changing) {
		t.Errorf("%v arrived", seen)
	}
	for _, name := range []string{"CreateSpend", "Quote", "CheckPolicy", "Execute", "Faucet", "DecideSpend"} {
		if err := errs[name]; !errors.Is(err, ErrReadOnly) || OutcomeOf(err) != NotSent {
			t.Errorf("%s ended with %v", name, err)
		}
	}
}

// TestTheRoadItselfTurnsBackWhateverChanges sends past every check that stands
// before the road.
func TestTheRoadItselfTurnsBackWhateverChanges(t *testing.T) {
	t.Parallel()
	arrived := make(chan string, 1)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { arrived <- r.Method }))
	t.Cleanup(server.Close)
	key, err := ParseSpendKey("din_test_" + secretPart)
	if err != nil {
		t.Fatal(err)
	}
	client, err := New(Config{BaseURL: server.URL, Key: key, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodConnect, "SPEND"} {
		request, err := http.NewRequestWithContext(t.Context(), method, server.URL, strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		answer, err := client.http.Do(request)
		if err == nil {
			answer.Body.Close()
		}
		if !errors.Is(err, ErrReadOnly) {
			t.Errorf("%s ended with %v", method, err)
		}
	}
	if len(arrived) > 0 {
		t.Errorf("%s arrived", <-arrived)
	}
}
