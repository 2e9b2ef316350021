package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// MaxBody is the largest delivery that is read, in bytes.
const MaxBody = 1 << 20

// usualBody is up to how many bytes are set aside for a body before any of it
// came: who only says that much is coming must not cost memory.
const usualBody = 8 << 10

// refusalPatience is how long a body may go on arriving that nobody reads: long
// enough for what is under way, so that the answer gets through.
const refusalPatience = 100 * time.Millisecond

// Why a delivery is turned away before its signature is looked at.
var (
	ErrTooLarge = fmt.Errorf("the delivery is larger than %d bytes", MaxBody)
	ErrBrokeOff = errors.New("the delivery broke off, or came too slowly")
)

// Delivery is a body that the bank signed.
type Delivery struct {
	// Event is as much of it as can be read.
	Event Event
	// Err says why it is no event that this program can read, as an
	// *UndecodableError; nil where it is one.
	Err error
	// Raw is the body as it came.
	Raw []byte
}

// Handler receives deliveries. It answers 200 only after what was signed is
// stored; 503 makes the bank deliver it again. Whatever it turns away ends the
// connection, so that nobody holds one for nothing.
//
// The signature is the only check of who is calling: neither the Host header
// nor the Content-Type is looked at, because a receiver may stand behind a
// tunnel of any name, and the body is signed as it came.
type Handler struct {
	verifier Verifier
	store    func(ctx context.Context, delivery Delivery) error
	refused  func(why error)
	believed func(ctx context.Context)
}

// NewHandler makes a receiver. store gets every signed delivery, also one that
// can't be read, and returns nil only when it is safe; it may get the same one
// more than once, and at the same time.
func NewHandler(verifier Verifier, store func(ctx context.Context, delivery Delivery) error) *Handler {
	return &Handler{verifier: verifier, store: store, refused: func(error) {}, believed: func(context.Context) {}}
}

// OnRefused has tell called for every delivery that is turned away, with one of
// the errors of Verify, ErrTooLarge or ErrBrokeOff. Anyone may send such a
// delivery, and as often as they like.
func (h *Handler) OnRefused(tell func(why error)) *Handler {
	h.refused = tell
	return h
}

// OnBelieved has tell called with the request's context as soon as a signature
// turned out to be the bank's.
func (h *Handler) OnBelieved(tell func(ctx context.Context)) *Handler {
	h.believed = tell
	return h
}

// ServeHTTP answers 405 and 413 to what is not a delivery, 401 to a bad
// signature, 400 to headers that contradict each other or the body, 503 when
// it could not be stored, 200 to everything else that is signed.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		refuse(w, http.StatusMethodNotAllowed, "method_not_allowed", "Deliveries are POST requests")
		return
	}
	// What can't be believed whatever its body is costs no reading of one.
	claim, err := h.verifier.claimOf(r.Header)
	var body []byte
	if err == nil {
		body, err = readBody(w, r)
	}
	var delivery Delivery
	if err == nil {
		delivery, err = h.verifier.receive(claim, r.Header, body)
	}
	if err != nil {
		h.refused(err)
		refuseFor(w, err)
		return
	}
	h.believed(r.Context())
	if delivery.Event.Type == SelfTest {
		answer(w, http.StatusOK, `{"received":true,"self_test":true}`)
		return
	}
	if err := h.store(r.Context(), delivery); err != nil {
		answer(w, http.StatusServiceUnavailable, refusal("not_stored", "The event could not be stored; deliver it again"))
		return
	}
	answer(w, http.StatusOK, `{"received":true}`)
}

// readBody reads what was sent. Errors: ErrTooLarge, ErrBrokeOff.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.ContentLength > MaxBody {
		return nil, ErrTooLarge
	}
	limited := http.MaxBytesReader(w, r.Body, MaxBody)
	var body []byte
	var err error
	if r.ContentLength >= 0 && r.ContentLength <= usualBody {
		body = make([]byte, r.ContentLength)
		_, err = io.ReadFull(limited, body)
	} else {
		body, err = io.ReadAll(limited)
	}
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, ErrTooLarge
	case err != nil:
		return nil, ErrBrokeOff
	}
	return body, nil
}

// refuseFor says no more of a bad signature than that it is bad: why is of use
// to this side, and beyond it only to whoever forges one.
func refuseFor(w http.ResponseWriter, why error) {
	switch {
	case errors.Is(why, ErrTooLarge):
		refuse(w, http.StatusRequestEntityTooLarge, "body_too_large", "A delivery is at most 1 MiB")
	case errors.Is(why, ErrBrokeOff):
		refuse(w, http.StatusBadRequest, "unreadable_body", "The body broke off")
	case errors.Is(why, ErrRepeatedHeader), errors.Is(why, ErrEventIDMismatch), errors.Is(why, ErrEventTypeMismatch):
		refuse(w, http.StatusBadRequest, "invalid_event", "The headers contradict each other or the body")
	default:
		refuse(w, http.StatusUnauthorized, "invalid_signature", "The signature is not valid")
	}
}

// refuse answers, and ends the connection. Without the deadline, net/http would
// wait for the rest of the body as long as for that of a delivery.
func refuse(w http.ResponseWriter, status int, code, message string) {
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(refusalPatience))
	w.Header().Set("Connection", "close")
	answer(w, status, refusal(code, message))
}

func refusal(code, message string) string {
	encoded, _ := json.Marshal(map[string]any{"error": map[string]string{"code": code, "message": message}})
	return string(encoded)
}

func answer(w http.ResponseWriter, status int, body string) {
	w.Header()["Content-Type"] = contentJSON
	w.Header()["Cache-Control"] = noStore
	w.WriteHeader(status)
	// The status is what the bank goes by; a lost body changes nothing.
	_, _ = io.WriteString(w, body)
}

var (
	contentJSON = []string{"application/json"}
	noStore     = []string{"no-store"}
)
