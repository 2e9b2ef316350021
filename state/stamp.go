package state

import "cmp"

// Stamp orders what was said about one field: first by the bank's time, then,
// between facts of the same bank time, by when they were seen here.
type Stamp struct {
	AsOf Moment `json:"a"`
	Seen Moment `json:"s"`
}

// finality lies beyond every time. What a fact with a final status says of the
// decision is stamped after it, and so beats whatever an open status said.
const finality Moment = 1 << 60

func (s Stamp) afterAllOpen() Stamp {
	s.AsOf += finality
	return s
}

// time is the bank's time without finality.
func (s Stamp) time() Moment {
	if s.AsOf >= finality {
		return s.AsOf - finality
	}
	return s.AsOf
}

func (s Stamp) compare(other Stamp) int {
	return cmp.Or(cmp.Compare(s.AsOf, other.AsOf), cmp.Compare(s.Seen, other.Seen))
}

// joinOptional is joinField for a figure of which 0 says something, too.
func joinOptional(value **int64, stamp *Stamp, other *int64, otherStamp Stamp) {
	if other == nil {
		return
	}
	order := otherStamp.compare(*stamp)
	if *value == nil || order > 0 || (order == 0 && *other > **value) {
		*value, *stamp = other, otherStamp
	}
}

// joinField keeps the newer of two sayings about a field. A zero value says
// nothing. Equal stamps fall back on the value itself, so that the result
// depends on what was said and never on the order in which it came.
func joinField[T cmp.Ordered](value *T, stamp *Stamp, other T, otherStamp Stamp) {
	var nothing T
	if other == nothing {
		return
	}
	order := otherStamp.compare(*stamp)
	if *value == nothing || order > 0 || (order == 0 && other > *value) {
		*value, *stamp = other, otherStamp
	}
}
