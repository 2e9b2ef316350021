package cells

import (
	"testing"

	"pgregory.net/rapid"

	"coffer/theme"
)

func TestAmountsStandOnTheirDecimalPoint(t *testing.T) {
	for amount, want := range map[string]string{
		"$600.00":   "      $600.00",
		"¥1,200":    "    ¥1,200   ",
		"KWD 1.234": "    KWD 1.234",
		"$1.00":     "        $1.00",
		"12.00 XTS": "    12.00 XTS",
	} {
		pen := NewPen(40)
		pen.Amount(theme.Style{}, []byte(amount), 13, 2)
		if got := pen.String(); got != want {
			t.Errorf("%q is drawn %q, want %q", amount, got, want)
		}
	}
}

func TestMiddleKeepsBothEnds(t *testing.T) {
	pen := NewPen(40)
	pen.Middle(theme.Style{}, "req_01jwxabcdefgh9f2", 13)
	if got := pen.String(); got != "req_01jwx…9f2" {
		t.Errorf("got %q", got)
	}
	pen.Reset(40)
	pen.Middle(theme.Style{}, "req_1", 8)
	if got := pen.String(); got != "   req_1" {
		t.Errorf("got %q", got)
	}
}

// TestNothingGetsPastTheBound writes random texts every way that a pen has.
func TestNothingGetsPastTheBound(t *testing.T) {
	style := theme.Scheme{}.Build(true, theme.DepthFull).Accent
	rapid.Check(t, func(t *rapid.T) {
		bound := rapid.IntRange(0, 40).Draw(t, "bound")
		pen := NewPen(bound)
		for range rapid.IntRange(1, 8).Draw(t, "pieces") {
			text := rapid.SampledFrom([]string{"", "plain", "日本語の店", "e\u0301a\u0301", "한글 카페", "a much longer piece of plain text", "…"}).Draw(t, "text")
			width := rapid.IntRange(-2, 30).Draw(t, "width")
			before := pen.Column()
			switch rapid.IntRange(0, 6).Draw(t, "way") {
			case 0:
				pen.Text(style, text)
			case 1:
				left := pen.Left()
				pen.Cell(style, text, width)
				if got, want := pen.Column()-before, max(min(width, left), 0); got != want {
					t.Fatalf("a cell of %d took %d", want, got)
				}
			case 2:
				pen.Right(style, text, width)
			case 3:
				pen.Amount(style, []byte("$1,234.50"), width, 2)
			case 4:
				pen.Middle(style, "req_01jwxabcdefgh9f2", width)
			case 5:
				pen.Repeat(style, "─", width)
			case 6:
				pen.Skip(width)
			}
			if pen.Column() > bound {
				t.Fatalf("column %d is past %d", pen.Column(), bound)
			}
		}
		if got := Width(pen.String()); got != pen.Column() || got > bound {
			t.Fatalf("drawn %d cells, counted %d, bound %d", got, pen.Column(), bound)
		}
	})
}
