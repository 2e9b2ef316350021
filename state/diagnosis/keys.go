package diagnosis

import (
	"context"
	"fmt"

	"coffer/api"
)

// keys says which keys there are, and whether they fit the profile and the bank.
func (i Input) keys(context.Context) []Finding {
	if len(i.Keys) == 0 {
		return []Finding{{Name: "key", Verdict: OK, Detail: "none: the dashboard opens a sandbox bank of its own, with test money"}}
	}
	var found []Finding
	for _, key := range i.Keys {
		found = append(found, i.key(key))
	}
	return found
}

func (i Input) key(key Key) Finding {
	found := Finding{Name: key.name("key"), Verdict: Fail}
	if key.Problem != nil {
		found.Detail = key.Problem.Error()
		found.Advice = "Set DINO_SPEND_KEY, or keep the key with `coffer login`."
		return found
	}
	client, err := api.New(api.Config{BaseURL: i.BaseURL, Key: key.Key, TeamID: i.TeamID})
	if err != nil {
		found.Detail = err.Error()
		found.Advice = "Correct the key or the bank's address."
		return found
	}
	defer client.Close()
	environment := client.Environment()
	found.Detail = fmt.Sprintf("%s key from %s", environment, key.Source)
	switch {
	case i.Expected == api.Live && environment != api.Live:
		found.Detail += ", but the profile is for real money"
		found.Advice = "Use the profile that the key belongs to, or a din_live_ key."
	case i.Expected != "" && i.Expected != api.Live && environment == api.Live:
		found.Detail += ", but the profile is for test money"
		found.Advice = "Use the profile that the key belongs to, or a din_test_ key."
	case environment == api.Live && client.Loopback():
		found.Verdict = Warn
		found.Detail += ", for a bank on this machine, which isn't where real money is"
		found.Advice = "Check the bank's address."
	default:
		found.Verdict = OK
	}
	return found
}

func (k Key) name(part string) string {
	if k.Account == "" {
		return part
	}
	return part + " " + k.Account
}
