package torture

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"coffer/api"
)

// readLedger reads the whole ledger from outside, as an auditor would: after
// many hours it is larger than any answer that the client takes.
func readLedger(ctx context.Context, baseURL, spendKey string) (api.Ledger, error) {
	var ledger api.Ledger
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, baseURL+"/v1/sandbox/ledger", nil)
	if err != nil {
		return ledger, err
	}
	request.Header.Set("Authorization", "Bearer "+spendKey)
	// A connection of its own, so that nothing is left open behind the audit.
	request.Close = true
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return ledger, fmt.Errorf("read the ledger: %w", err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return ledger, fmt.Errorf("read the ledger: status %d", answer.StatusCode)
	}
	if err := json.NewDecoder(answer.Body).Decode(&ledger); err != nil {
		return ledger, fmt.Errorf("read the ledger: %w", err)
	}
	return ledger, nil
}
