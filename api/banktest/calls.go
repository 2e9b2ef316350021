// Package banktest has two banks for tests, beside the sandbox: Plain has only
// the public calls and fields of the documents and answers everything else with
// a 404; Odd is the sandbox behind a proxy whose every answer a test can bend.
// Both write down each call that reached them.
//
// It is for tests alone. No program imports it.
package banktest

import (
	"net/http"
	"slices"
	"sync"
)

// Call is a request as it reached the bank.
type Call struct {
	Method string
	Path   string
	Header http.Header
	Body   string
}

// Told is an answer as it left the bank.
type Told struct {
	Method string
	Path   string
	Status int
	Body   string
}

// Calls is what reached a bank, oldest first. It is safe for concurrent use.
type Calls struct {
	mu    sync.Mutex
	calls []Call
}

// All is every call so far.
func (c *Calls) All() []Call {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.calls)
}

// To is every call of a method to a path so far.
func (c *Calls) To(method, path string) []Call {
	return slices.DeleteFunc(c.All(), func(call Call) bool { return call.Method != method || call.Path != path })
}

func (c *Calls) note(r *http.Request, body []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls = append(c.calls, Call{Method: r.Method, Path: r.URL.Path, Header: r.Header.Clone(), Body: string(body)})
}
