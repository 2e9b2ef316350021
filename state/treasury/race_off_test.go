//go:build !race

package treasury

const raceEnabled = false
