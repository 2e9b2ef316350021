package sandbox

import (
	"encoding/hex"
	"hash/fnv"
	"math/rand/v2"
	"sync/atomic"
	"time"
)

// crockford is the alphabet of the ids: no letter that is read as a digit.
const crockford = "0123456789abcdefghjkmnpqrstvwxyz"

// newRand is the same sequence for the same seed and stream, always.
func newRand(seed, stream uint64) *rand.Rand {
	return rand.New(rand.NewPCG(seed, stream*0x9e3779b97f4a7c15+1))
}

// stream names a sequence of its own for a purpose.
func stream(purpose string, number uint64) uint64 {
	hash := fnv.New64a()
	_, _ = hash.Write([]byte(purpose))
	return hash.Sum64() ^ (number * 0xbf58476d1ce4e5b9)
}

// newID is a sortable id: 48 bits of time and 80 of chance, as 26 letters.
func newID(prefix string, at time.Time, source *rand.Rand) string {
	var id [26]byte
	rest := uint64(at.UnixMilli())
	for i := 9; i >= 0; i-- {
		id[i] = crockford[rest&31]
		rest >>= 5
	}
	for i := 10; i < len(id); i++ {
		id[i] = crockford[source.IntN(32)]
	}
	return prefix + string(id[:])
}

func newTxHash(source *rand.Rand) string {
	var hash [32]byte
	for i := range hash {
		hash[i] = byte(source.UintN(256))
	}
	return "0x" + hex.EncodeToString(hash[:])
}

// traceIDs names the requests of one opening of the bank.
type traceIDs struct {
	seed   uint64
	issued atomic.Uint64
}

func newTraceIDs(source *rand.Rand) *traceIDs { return &traceIDs{seed: source.Uint64()} }

func (t *traceIDs) next(at time.Time) string {
	return newID("req_trace_", at, newRand(t.seed, t.issued.Add(1)))
}

// between is a duration in [least, most).
func between(source *rand.Rand, least, most time.Duration) time.Duration {
	return least + time.Duration(source.Int64N(int64(most-least)))
}

func pick[T any](source *rand.Rand, from []T) T { return from[source.IntN(len(from))] }
