package treasury

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"coffer/api"
	"coffer/state"
)

// keyQuoting is a bank that quotes the key of a request in its answer: in place
// of the merchant, and in every refusal.
func keyQuoting(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		answer := httptest.NewRecorder()
		next.ServeHTTP(answer, request)
		header := request.Header.Get("Authorization")
		_, key, _ := strings.Cut(header, " ")
		body := bytes.ReplaceAll(answer.Body.Bytes(), []byte("OpenAI"), []byte("OpenAI "+key))
		if answer.Code >= http.StatusBadRequest {
			refusal := api.ErrorBody{}
			_ = json.Unmarshal(body, &refusal)
			refusal.Error.Message = "Not with " + header + " or " + base64.StdEncoding.EncodeToString([]byte(key+":"))
			body, _ = json.Marshal(refusal)
		}
		maps.Copy(w.Header(), answer.Header())
		w.Header().Del("Content-Length")
		w.WriteHeader(answer.Code)
		_, _ = w.Write(body)
	})
}

func TestABankThatQuotesKeysAndSecretsBackBringsThemNowhere(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{webhooks: true, faults: keyQuoting})
	issued := r.bank.Credentials()
	engine, stop := r.start()
	tell := func(reason string, cents int64) {
		if _, err := r.client.CreateSpend(t.Context(), api.SpendRequest{
			AmountCents: cents, Currency: "usd", MerchantName: "OpenAI", Reason: reason,
		}, uuidFor(t)); err != nil {
			t.Fatal(err)
		}
	}
	tell("signed with "+issued.WebhookSecret, 1_000)
	tell("half of it: "+issued.WebhookSecret[len(issued.WebhookSecret)/2:], 1_100)
	asked, err := engine.AskSpend(t.Context(), "maria", state.SpendRequest{AmountCents: 1_200, Currency: "usd", MerchantName: "OpenAI", Reason: "GPU"})
	if err != nil {
		t.Fatal(err)
	}
	refused, err := engine.AskSpend(t.Context(), "maria", state.SpendRequest{AmountCents: 99_999_999, Currency: "usd", MerchantName: "OpenAI", Reason: "GPU"})
	if err != nil {
		t.Fatal(err)
	}
	view := eventually(t, engine, "all of it", func(v *state.View) bool {
		settled := 0
		for _, intent := range v.Intents {
			if (intent.ID == asked || intent.ID == refused) && !intent.Unresolved() {
				settled++
			}
		}
		return settled == 2 && v.Spends.Len() >= 3
	})
	var all []any
	for _, intent := range view.Intents {
		all = append(all, intent, intent.Problem)
	}
	for _, spend := range view.Spends.From(0) {
		all = append(all, spend)
	}
	for _, entry := range view.Activity.From(0) {
		all = append(all, entry)
	}
	shown, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	stop()
	secrets := map[string]string{
		"the key": issued.SpendKey[len("din_test_"):], "the secret": issued.WebhookSecret[len("whsec_")+16:],
		"the key in base64": base64.RawStdEncoding.EncodeToString([]byte(issued.SpendKey))[:40],
	}
	for name, text := range secrets {
		if strings.Contains(string(shown), text) {
			t.Errorf("%s is shown", name)
		}
	}
	marks := 0
	err = filepath.WalkDir(r.folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		kept, err := os.ReadFile(path)
		for name, text := range secrets {
			if bytes.Contains(kept, []byte(text)) {
				t.Errorf("%s is in %s", name, entry.Name())
			}
		}
		marks += bytes.Count(kept, []byte("…redacted"))
		return err
	})
	if err != nil || marks == 0 {
		t.Errorf("the places are marked %d times, %v", marks, err)
	}
}
