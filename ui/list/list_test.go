package list

import (
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

type names []string

func (n names) Len() int            { return len(n) }
func (n names) ID(index int) string { return n[index] }
func (n names) Rank(id string) (int, bool) {
	index := slices.Index(n, id)
	return index, index >= 0
}

func numbered(newest, count int) names {
	rows := make(names, count)
	for i := range rows {
		rows[i] = strconv.Itoa(newest - i)
	}
	return rows
}

func TestItFollowsTheNewestFromTheFirstRow(t *testing.T) {
	l := List{Follows: true}
	l.Resize(5)
	l.Install(numbered(10, 10))
	l.Install(numbered(12, 12))
	if l.ID() != "12" || l.Cursor() != 0 {
		t.Errorf("the cursor is on %s at %d", l.ID(), l.Cursor())
	}
	if l.Arrived() != 0 {
		t.Errorf("%d arrivals are announced", l.Arrived())
	}
}

func TestArrivalsMoveNothingOnceTheCursorMoved(t *testing.T) {
	l := List{Follows: true}
	l.Resize(5)
	l.Install(numbered(10, 10))
	l.Move(1)
	l.Install(numbered(13, 13))
	from, to := l.Window()
	if l.ID() != "9" || from != 3 || to != 8 {
		t.Errorf("cursor on %s, window %d to %d", l.ID(), from, to)
	}
	if l.Arrived() != 3 {
		t.Errorf("%d arrivals, want 3", l.Arrived())
	}
	l.First()
	if l.ID() != "13" || l.Arrived() != 0 {
		t.Errorf("g leads to %s with %d new", l.ID(), l.Arrived())
	}
}

func TestARowThatLeavesHandsOverToItsNeighbour(t *testing.T) {
	var l List
	l.Resize(5)
	l.Install(names{"a", "b", "c"})
	l.Move(1)
	l.Install(names{"a", "c"})
	if l.ID() != "c" {
		t.Errorf("the cursor is on %s", l.ID())
	}
	l.Install(names{})
	if l.ID() != "" || l.Cursor() != -1 {
		t.Errorf("an empty list has its cursor on %q at %d", l.ID(), l.Cursor())
	}
}

// TestSelectionAndScrollNeverMoveByThemselves plays random arrivals, departures
// and moves: what is under the cursor, and where on the screen it is, changes
// only by a move.
func TestSelectionAndScrollNeverMoveByThemselves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := List{Follows: true}
		height := rapid.IntRange(1, 10).Draw(t, "height")
		l.Resize(height)
		rows := numbered(30, 30)
		l.Install(rows)
		l.To(rapid.IntRange(1, 29).Draw(t, "start"))
		for newest := 31; newest < 60; newest++ {
			id := l.ID()
			from, _ := l.Window()
			offset := l.Cursor() - from
			if rapid.Bool().Draw(t, "arrives") {
				rows = append(names{strconv.Itoa(newest)}, rows...)
				l.Install(rows)
				from, _ = l.Window()
				if l.ID() != id || l.Cursor()-from != offset {
					t.Fatalf("an arrival moved %s at line %d to %s at line %d", id, offset, l.ID(), l.Cursor()-from)
				}
				continue
			}
			l.Move(rapid.IntRange(-3, 3).Draw(t, "move"))
			if l.Cursor() == 0 {
				l.Move(1)
			}
			from, to := l.Window()
			if l.Cursor() < from || l.Cursor() >= to {
				t.Fatalf("the cursor %d is outside the window %d to %d", l.Cursor(), from, to)
			}
		}
	})
}
