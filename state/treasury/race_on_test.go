//go:build race

package treasury

const raceEnabled = true
