package state

// Deed is a thing that a person did here, by the word the activity shows.
type Deed string

// The deeds.
const (
	DeedSpendAsked     Deed = "asked for a spend"
	DeedSwapConfirmed  Deed = "confirmed a swap"
	DeedDecided        Deed = "decided"
	DeedOpenedApproval Deed = "opened the approval page"
	DeedTracked        Deed = "began to track"
	DeedAskedAgain     Deed = "asked again, same key"
	DeedUnlocked       Deed = "lifted a lock"
	DeedOutcome        Deed = "outcome"
	DeedBooked         Deed = "booked"
	DeedAdjusted       Deed = "adjusted the books"
)

// Entry is a line of the audit trail: a thing done here or a fact that arrived.
// Its texts are safe to draw.
type Entry struct {
	// Seq orders the entries of one journal; it starts at 1.
	Seq int64  `json:"seq"`
	At  Moment `json:"at"`
	// Source is set for a fact; Who and Deed for a thing done here.
	Source Source `json:"source,omitempty"`
	Who    string `json:"who,omitempty"`
	Deed   Deed   `json:"deed,omitempty"`
	// Event is the bank's word for what happened, if it gave one.
	Event   string `json:"event,omitempty"`
	Subject string `json:"subject,omitempty"`
	// Status is what the fact says of the record's status.
	Status string `json:"status,omitempty"`
	// Text says the rest in words.
	Text    string `json:"text,omitempty"`
	TraceID string `json:"trace_id,omitempty"`
}
