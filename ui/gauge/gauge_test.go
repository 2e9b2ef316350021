package gauge

import "testing"

func TestFilled(t *testing.T) {
	for _, c := range []struct {
		part, whole int64
		want        int
	}{
		{0, 100, 0},
		{1, 1_000_000, 1},
		{50, 100, 10},
		{999_999, 1_000_000, 19},
		{100, 100, 20},
		{300, 100, 20},
		{5, 0, 0},
		{1 << 61, 1 << 62, 10},
	} {
		if got := Filled(c.part, c.whole, 20); got != c.want {
			t.Errorf("Filled(%d, %d) = %d, want %d", c.part, c.whole, got, c.want)
		}
	}
}

func TestPercent(t *testing.T) {
	for want, parts := range map[int][2]int64{62: {620, 1000}, 0: {1, 1000}, 112: {112, 100}, 50: {1 << 61, 1 << 62}, 999: {1<<63 - 1, 1_000_000}, 998: {9_980, 1_000}} {
		if got := Percent(parts[0], parts[1]); got != want {
			t.Errorf("Percent(%v) = %d, want %d", parts, got, want)
		}
	}
}

func TestSpark(t *testing.T) {
	if got := Spark([]int64{0, 50, 100}); got != "▁▄█" {
		t.Errorf("got %s", got)
	}
	if got := Spark([]int64{7, 7}); got != "▅▅" {
		t.Errorf("a level line is %s", got)
	}
}
