package api

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

// SandboxDigests is a page of what changed in the sandbox, as SandboxChanges
// lists it, with no more of a spend request than tells whether one has it. Like
// that list it is the sandbox's own.
type SandboxDigests struct {
	Records []SandboxDigest `json:"records"`
	// Next is the cursor of the page that follows, and of the same place in
	// SandboxChanges.
	Next string `json:"next"`
	// Remaining is how many changes the pages behind this one have, and Total how
	// many there are from the beginning.
	Remaining int `json:"remaining"`
	Total     int `json:"total"`
}

// SandboxDigest is a spend request's digest, or a swap.
type SandboxDigest struct {
	ID string `json:"id"`
	// Digest is Spend.Digest; "" for a swap.
	Digest string       `json:"digest,omitempty"`
	Swap   *SandboxSwap `json:"swap,omitempty"`
	// Next is the cursor behind this record.
	Next string `json:"next"`
}

// Digest is 16 hexadecimal digits for all that a webhook tells of the request.
// Two requests that differ in any of it have different ones.
func (s Spend) Digest() string {
	text := make([]byte, 0, 512)
	for _, field := range []string{
		s.ID, string(s.Status), s.DecisionReason, s.Currency, s.MerchantName, s.Reason, s.AgentAccountID, s.TeamID,
	} {
		// With its length before it, none runs into the next.
		text = append(binary.AppendUvarint(text, uint64(len(field))), field...)
	}
	for _, at := range []Timestamp{s.CreatedAt, s.DecidedAt, s.UpdatedAt} {
		moment := int64(0)
		if !at.IsZero() {
			moment = at.UnixMilli()
		}
		text = binary.AppendVarint(text, moment)
	}
	if s.AmountCents != nil {
		text = binary.AppendVarint(text, *s.AmountCents)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}
