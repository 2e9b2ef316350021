package state

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"coffer/api"
)

func TestAVerdictListsItsRulesFailuresFirst(t *testing.T) {
	t.Parallel()
	got := rulesOf(api.PolicyCheck{
		Status: api.PolicyFail, Reasons: []string{"too much"},
		Checks: []api.PolicyRule{
			{Status: "pass", Text: "on the list"},
			{Status: "warn", Text: "close to the limit"},
			{Status: "fail", Text: "too\x1b[31m much"},
			{Status: "skipped", Text: "sanctions could not be asked"},
			{Status: "fail", Text: "too wide"},
		},
	})
	want := []PolicyRule{
		{"fail", "too[31m much"},
		{"fail", "too wide"},
		{"fail", "too much"},
		{"skipped", "sanctions could not be asked"},
		{"warn", "close to the limit"},
		{"pass", "on the list"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestABankThatTellsItsReasonsAloneIsReadAsItSpeaks(t *testing.T) {
	t.Parallel()
	got := rulesOf(api.PolicyCheck{Status: api.PolicyWarn, Reasons: []string{"close to the limit", "a new token"}})
	want := []PolicyRule{{"warn", "close to the limit"}, {"warn", "a new token"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
