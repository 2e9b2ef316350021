package state

import (
	"encoding/binary"
	"slices"
)

// packStamps adds the stamps of a record whose fields were told by several
// facts: each that differs once, then which field has which.
func packStamps(packed []byte, stamps *[spendFieldCount]Stamp, born, seen Moment) []byte {
	var kinds [spendFieldCount]Stamp
	var kindOf [spendFieldCount]int
	count := 0
	for field, stamp := range stamps {
		kind := slices.Index(kinds[:count], stamp)
		if kind < 0 {
			kind = count
			kinds[count] = stamp
			count++
		}
		kindOf[field] = kind
	}
	packed = append(packed, byte(count))
	for _, stamp := range kinds[:count] {
		packed = packStamp(packed, stamp, born, seen)
	}
	for field := 0; field < len(kindOf) && count > 1; field += 2 {
		packed = append(packed, byte(kindOf[field]|kindOf[field+1]<<4))
	}
	return packed
}

// The kinds of one stamp fit into half a byte, and the fields into whole bytes.
const (
	_ = uint(1<<4 - spendFieldCount)
	_ = uint(-(spendFieldCount % 2))
)

func unpackStamps(packed string, stamps *[spendFieldCount]Stamp, born, seen Moment) {
	var kinds [spendFieldCount]Stamp
	count := int(packed[0])
	packed = packed[1:]
	for i := range count {
		kinds[i], packed = unpackStamp(packed, born, seen)
	}
	for field := range stamps {
		kind := 0
		if count > 1 {
			kind = int(packed[field/2]>>(4*(field%2))) & 15
		}
		stamps[field] = kinds[kind]
	}
}

// packStamp adds a stamp as its distance from the record's own times; finality,
// which is beyond all times, takes a byte.
func packStamp(packed []byte, stamp Stamp, born, seen Moment) []byte {
	final := byte(0)
	if stamp.AsOf >= finality {
		final = 1
		stamp.AsOf -= finality
	}
	packed = append(packed, final)
	packed = binary.AppendVarint(packed, int64(stamp.AsOf-born))
	return binary.AppendVarint(packed, int64(stamp.Seen-seen))
}

func unpackStamp(packed string, born, seen Moment) (Stamp, string) {
	final := packed[0] == 1
	asOf, packed := unpackInt(packed[1:])
	seenAt, packed := unpackInt(packed)
	stamp := Stamp{AsOf: born + Moment(asOf), Seen: seen + Moment(seenAt)}
	if final {
		stamp.AsOf += finality
	}
	return stamp, packed
}

func packText(packed []byte, text string) []byte {
	return append(binary.AppendUvarint(packed, uint64(len(text))), text...)
}

// unpackText shares the memory of what it is unpacked from.
func unpackText(packed string) (text, rest string) {
	length, rest := unpackUint(packed)
	return rest[:length], rest[length:]
}

func unpackUint(packed string) (uint64, string) {
	var value uint64
	for i := range len(packed) {
		part := packed[i]
		value |= uint64(part&0x7f) << (7 * i)
		if part < 0x80 {
			return value, packed[i+1:]
		}
	}
	return value, ""
}

func unpackInt(packed string) (int64, string) {
	value, rest := unpackUint(packed)
	return int64(value>>1) ^ -int64(value&1), rest
}
