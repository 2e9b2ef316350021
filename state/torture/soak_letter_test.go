package torture

import (
	"bytes"
	"io"
	"net/http"
)

// letter is a delivery that can be brought more than once.
type letter struct {
	body []byte
}

func readLetter(body io.Reader) (letter, error) {
	read, err := io.ReadAll(body)
	return letter{read}, err
}

// deliver brings it to the receiver and returns what that answered.
func (l letter) deliver(r *http.Request, client *http.Client, receiver string) (int, error) {
	request, err := http.NewRequestWithContext(r.Context(), r.Method, receiver, bytes.NewReader(l.body))
	if err != nil {
		return 0, err
	}
	request.Header = r.Header.Clone()
	response, err := client.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, response.Body)
	return response.StatusCode, nil
}
