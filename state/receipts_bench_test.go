package state

import (
	"fmt"
	"testing"
	"time"
)

// BenchmarkReceiptMonths sums 10,000 receipts of two years.
func BenchmarkReceiptMonths(b *testing.B) {
	begun := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	var swaps []*Swap
	for n := range 10_000 {
		swaps = append(swaps, receipt(fmt.Sprintf("swap_%06d", n), fmt.Sprintf("SW-2026-%06d", n+1), begun.Add(time.Duration(n)*time.Hour),
			"USDC", "1000.123456", "ETH", "0.341234567", "3.15"))
	}
	book := NewBook(Bank{}, time.UTC)
	book.Put(Changes{Swaps: swaps}, begun)
	view := book.View()
	b.ReportAllocs()
	for b.Loop() {
		view.ReceiptMonths()
	}
}
