package torture

import (
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
)

var (
	full  = flag.Bool("full", false, "run at full scale instead of the scale of a CI machine")
	kills = flag.Int("kills", 0, "how many times to kill, in place of what the scale says")
)

// ending is what became of one thing that money was meant to do.
type ending int

const (
	endedDone ending = iota
	endedRefused
	endedNotSent
	// endedResolved was unknown for a while, and then known.
	endedResolved
	// endedLost was shown as done, and is missing or different.
	endedLost
	// endedDouble is more than once at the bank.
	endedDouble
	endingCount
)

var endingWords = [endingCount]string{"done", "refused", "not sent", "unknown→resolved", "lost", "double"}

// tally counts faults tried × endings. It is safe for concurrent use.
type tally struct {
	mu     sync.Mutex
	faults []string
	tried  map[string]int
	ended  map[string]*[endingCount]int
	// hits is how many faults came at each instant, where that is told.
	hits map[string]int
}

// newTally makes a tally that is printed when the test ends, and that fails
// the test when anything was lost or done twice.
func newTally(t *testing.T) *tally {
	counts := &tally{tried: make(map[string]int), ended: make(map[string]*[endingCount]int), hits: make(map[string]int)}
	t.Cleanup(func() {
		t.Log("faults tried × outcomes\n" + counts.String())
		if bad := counts.total(endedLost) + counts.total(endedDouble); bad > 0 {
			t.Errorf("%d lost or double", bad)
		}
	})
	return counts
}

// try notes that a fault was tried.
func (c *tally) try(fault string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.row(fault)
	c.tried[fault]++
}

// end notes what became of one thing under a fault.
func (c *tally) end(fault string, how ending) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.row(fault)[how]++
}

// hit notes at which instant a fault came.
func (c *tally) hit(instant string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hits[instant]++
}

func (c *tally) total(how ending) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	sum := 0
	for _, row := range c.ended {
		sum += row[how]
	}
	return sum
}

// row is the counts of a fault; faults are listed in the order of their first.
func (c *tally) row(fault string) *[endingCount]int {
	row := c.ended[fault]
	if row == nil {
		row = new([endingCount]int)
		c.ended[fault] = row
		c.faults = append(c.faults, fault)
	}
	return row
}

// String is the plain, aligned table.
func (c *tally) String() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var text strings.Builder
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "fault\ttried\t"+strings.Join(endingWords[:], "\t"))
	sumTried, sums := 0, [endingCount]int{}
	for _, fault := range c.faults {
		writeRow(table, fault, c.tried[fault], *c.ended[fault])
		sumTried += c.tried[fault]
		for how, count := range c.ended[fault] {
			sums[how] += count
		}
	}
	writeRow(table, "all", sumTried, sums)
	table.Flush()
	for _, instant := range slices.Sorted(maps.Keys(c.hits)) {
		fmt.Fprintf(&text, "%d × %s\n", c.hits[instant], instant)
	}
	return text.String()
}

func writeRow(table *tabwriter.Writer, name string, tried int, counts [endingCount]int) {
	fmt.Fprintf(table, "%s\t%d", name, tried)
	for _, count := range counts {
		fmt.Fprintf(table, "\t%d", count)
	}
	fmt.Fprintln(table)
}
