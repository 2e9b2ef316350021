package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
)

// MaxBody is the largest delivery that is read, in bytes.
const MaxBody = 1 << 20

// Handler receives deliveries. It answers 200 only after the event is stored;
// anything else makes the bank deliver it again.
//
// The signature is the only check of who is calling: the Host header is not
// looked at, because a receiver may stand behind a tunnel of any name.
type Handler struct {
	verifier Verifier
	store    func(ctx context.Context, event Event, raw []byte) error
	refused  func(why error)
}

// NewHandler makes a receiver. store returns nil only when the event is safe;
// it may get the same event more than once, and at the same time.
func NewHandler(verifier Verifier, store func(ctx context.Context, event Event, raw []byte) error) *Handler {
	return &Handler{verifier: verifier, store: store, refused: func(error) {}}
}

// OnRefused has tell called for every delivery whose signature is not believed,
// with one of the errors of Verify. Anyone may send such a delivery, and as
// often as they like.
func (h *Handler) OnRefused(tell func(why error)) *Handler {
	h.refused = tell
	return h
}

// ErrNotOurs is what store returns for an event that is none of its business,
// so that delivering it again is no use.
var ErrNotOurs = errors.New("the event is about another team")

// ServeHTTP answers 405, 413, 415 to what is not a delivery, 401 to a bad
// signature, 400 to a body that is no event, 422 to an event of another team,
// 503 when it could not be stored.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		refuse(w, http.StatusMethodNotAllowed, "method_not_allowed", "Deliveries are POST requests")
		return
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		refuse(w, http.StatusUnsupportedMediaType, "unsupported_media_type", "Deliveries are application/json")
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxBody))
	if err != nil {
		refuseUnread(w, err)
		return
	}
	event, err := h.verifier.Receive(r.Header, body)
	switch {
	case errors.Is(err, ErrUndecodable), errors.Is(err, ErrEventIDMismatch):
		refuse(w, http.StatusBadRequest, "invalid_event", "The body is not a webhook event")
		return
	case err != nil:
		// Why a signature fails is of use to this side, and beyond it only to
		// whoever forges one.
		h.refused(err)
		refuse(w, http.StatusUnauthorized, "invalid_signature", "The signature is not valid")
		return
	}
	if event.Type == SelfTest {
		answer(w, http.StatusOK, map[string]bool{"received": true, "self_test": true})
		return
	}
	err = h.store(r.Context(), event, body)
	if errors.Is(err, ErrNotOurs) {
		refuse(w, http.StatusUnprocessableEntity, "not_ours", "The event is about another team")
		return
	}
	if err != nil {
		refuse(w, http.StatusServiceUnavailable, "not_stored", "The event could not be stored; deliver it again")
		return
	}
	answer(w, http.StatusOK, map[string]bool{"received": true})
}

func refuseUnread(w http.ResponseWriter, err error) {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		refuse(w, http.StatusRequestEntityTooLarge, "body_too_large", "A delivery is at most 1 MiB")
		return
	}
	refuse(w, http.StatusBadRequest, "unreadable_body", "The body broke off")
}

func refuse(w http.ResponseWriter, status int, code, message string) {
	answer(w, status, map[string]any{"error": map[string]string{"code": code, "message": message}})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	// The status is what the bank goes by; a lost body changes nothing.
	_ = json.NewEncoder(w).Encode(body)
}
