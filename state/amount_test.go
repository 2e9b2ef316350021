package state

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"
)

func TestReadAmount(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"1234":                      "1234",
		" 1,234.50 ":                "1234.50",
		"1 234 567.5":               "1234567.5",
		".5":                        "0.5",
		"5.":                        "5",
		"0.01":                      "0.01",
		"1'234.50":                  "1234.50",
		"1’234’567.50":              "1234567.50",
		"1_000":                     "1000",
		"1\u00a0234.5":              "1234.5",
		"12\u202f345.5":             "12345.5",
		"99999999999999999999999.9": "99999999999999999999999.9",
	} {
		got, problem := ReadAmount(typed, 2)
		if problem != nil || !got.Equal(decimal.RequireFromString(want)) {
			t.Errorf("ReadAmount(%q) = %v, %v, want %s", typed, got, problem, want)
		}
	}
}

func TestReadAmountExplainsWhatItRefuses(t *testing.T) {
	t.Parallel()
	for typed, part := range map[string]string{
		"":          "missing",
		"  ":        "missing",
		"0":         "above zero",
		"0.00":      "above zero",
		"-5":        "above zero",
		".":         "not an amount",
		"1e9":       "short for an amount",
		"10k":       "short for an amount",
		"1,5":       "decimals or for thousands",
		"1,23,456":  "not of three digits",
		"1.234,50":  "decimals or for thousands",
		"1.000,50":  "decimals or for thousands",
		"1 000,50":  "decimals or for thousands",
		"1.234.567": "group thousands",
		"1,0000":    "decimals or for thousands",
		"١٢٣":       "not an amount",
		"$5":        "not an amount",
		"12.345":    "2 decimals",
		"12.340":    "2 decimals",
	} {
		if got, problem := ReadAmount(typed, 2); problem == nil || !strings.Contains(problem.Happened, part) {
			t.Errorf("ReadAmount(%q) = %v, %v, want a sentence with %q", typed, got, problem, part)
		}
	}
	if _, problem := ReadAmount("5.0", 0); problem == nil || !strings.Contains(problem.Happened, "whole") {
		t.Errorf("decimals of a currency without any: %v", problem)
	}
}
