package state

import (
	"encoding/binary"
	"encoding/json"
)

// packOddities adds what few requests have: those that were asked for here, and
// those of which the bank said something that doesn't fit. What was asked for
// is nearly always what the bank says, and then takes a byte.
func packOddities(packed []byte, flags uint64, spend *Spend, born Moment) []byte {
	if flags&keptUnknown != 0 {
		packed = binary.AppendVarint(packed, int64(spend.UnknownAt-born))
	}
	if flags&keptUnreadable != 0 {
		packed = binary.AppendVarint(packed, int64(spend.UnreadableAt-born))
	}
	if flags&keptAsked != 0 {
		packed = packAsked(packed, spend)
	}
	if flags&keptVariants != 0 {
		packed = packJSON(packed, spend.Variants)
	}
	if flags&keptNoted != 0 {
		packed = packJSON(packed, spend.Noted)
	}
	return packed
}

func unpackOddities(rest string, flags uint64, spend *Spend, born Moment) string {
	moment := func() Moment {
		var distance int64
		distance, rest = unpackInt(rest)
		return born + Moment(distance)
	}
	if flags&keptUnknown != 0 {
		spend.UnknownAt = moment()
	}
	if flags&keptUnreadable != 0 {
		spend.UnreadableAt = moment()
	}
	if flags&keptAsked != 0 {
		rest = unpackAsked(rest, spend)
	}
	if flags&keptVariants != 0 {
		rest = unpackJSON(rest, &spend.Variants)
	}
	if flags&keptNoted != 0 {
		rest = unpackJSON(rest, &spend.Noted)
	}
	return rest
}

// askedTexts is the texts of what was asked for, each with what the bank says.
func askedTexts(asked *SpendAsked, spend *Spend) [5]struct{ asked, told *string } {
	return [...]struct{ asked, told *string }{
		{&asked.Currency, &spend.Currency},
		{&asked.Merchant, &spend.Merchant},
		{&asked.Reason, &spend.Reason},
		{&asked.Account, &spend.Account},
		{&asked.Team, &spend.Team},
	}
}

// packAsked adds which of the figures and texts are what the bank says, and
// then the others.
func packAsked(packed []byte, spend *Spend) []byte {
	same := uint64(0)
	if spend.Cents != nil && *spend.Cents == spend.Asked.Cents {
		same = 1
	}
	texts := askedTexts(spend.Asked, spend)
	for i, text := range texts {
		if *text.asked == *text.told {
			same |= 2 << i
		}
	}
	packed = binary.AppendUvarint(packed, same)
	if same&1 == 0 {
		packed = binary.AppendVarint(packed, spend.Asked.Cents)
	}
	for i, text := range texts {
		if same&(2<<i) == 0 {
			packed = packText(packed, *text.asked)
		}
	}
	return packed
}

func unpackAsked(packed string, spend *Spend) string {
	asked := new(SpendAsked)
	same, rest := unpackUint(packed)
	if same&1 != 0 {
		asked.Cents = *spend.Cents
	} else {
		asked.Cents, rest = unpackInt(rest)
	}
	for i, text := range askedTexts(asked, spend) {
		if same&(2<<i) != 0 {
			*text.asked = *text.told
		} else {
			*text.asked, rest = unpackText(rest)
		}
	}
	spend.Asked = asked
	return rest
}

// packJSON adds something that hardly any request has, in its plainest form.
func packJSON(packed []byte, value any) []byte {
	encoded, _ := json.Marshal(value)
	return packText(packed, string(encoded))
}

func unpackJSON[T any](packed string, value *T) string {
	encoded, rest := unpackText(packed)
	_ = json.Unmarshal([]byte(encoded), value)
	return rest
}
