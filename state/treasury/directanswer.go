package treasury

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// directAnswer is an answer in memory.
type directAnswer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *directAnswer) Header() http.Header {
	if a.header == nil {
		a.header = make(http.Header, 3)
	}
	return a.header
}

func (a *directAnswer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

func (a *directAnswer) Write(body []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(body)
}

// WriteString keeps io.WriteString from copying.
func (a *directAnswer) WriteString(body string) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.WriteString(body)
}

// append adds the answer as it goes over the connection.
func (a *directAnswer) append(text []byte) []byte {
	a.WriteHeader(http.StatusOK)
	text = fmt.Appendf(text, "HTTP/1.1 %d %s\r\n", a.status, http.StatusText(a.status))
	for name, values := range a.header {
		for _, value := range values {
			text = append(append(append(append(text, name...), ": "...), value...), "\r\n"...)
		}
	}
	text = append(text, "Date: "...)
	text = time.Now().UTC().AppendFormat(text, http.TimeFormat)
	text = append(text, "\r\nContent-Length: "...)
	text = strconv.AppendInt(text, int64(a.body.Len()), 10)
	text = append(text, "\r\n\r\n"...)
	return append(text, a.body.Bytes()...)
}
