package diagnosis

import (
	"context"
	"fmt"
	"os"

	"coffer/state/credential"
)

// config says whether the settings can be used, and who else could change them.
func (i Input) config(context.Context) []Finding {
	if i.Settings == nil {
		found := failed("config", i.Problem)
		if found.Advice == "" {
			found.Advice = "Mend the file; coffer config show tells where each value comes from."
		}
		return []Finding{found}
	}
	path := i.Settings.Path
	found := Finding{Name: "config", Verdict: OK, Detail: path}
	_, err := os.Stat(path)
	switch {
	case path == "":
		found.Detail = "no file: flags, environment and defaults are used"
		found.Advice = "coffer config init writes one."
	case err != nil:
		found = failed("config", err)
	case i.Settings.Name != "":
		found.Detail += ", profile " + i.Settings.Name
	}
	all := []Finding{found}
	for _, finding := range i.Settings.Findings {
		all = append(all, Finding{Name: "config", Verdict: Warn, Detail: finding.Message, Advice: finding.Advice})
	}
	return all
}

// keys asks for the keys, and says whether they fit the profile, the bank and
// each other. One that doesn't fit the bank is never sent there.
func (i Input) keys(ctx context.Context) ([]credential.Account, []Finding) {
	if i.Settings.Embedded() {
		return nil, []Finding{{Name: "key", Verdict: OK, Detail: "none set: the dashboard opens a sandbox bank of its own, with test money"}}
	}
	var held []credential.Account
	var found []Finding
	for _, account := range i.Settings.AccountsInUse() {
		name := named("key", account.Name)
		key, err := i.Resolver.SpendKey(ctx, account.Key)
		if err != nil {
			found = append(found, failed(name, err))
			continue
		}
		one := credential.Account{Name: account.Name, Key: key}
		if err := credential.CheckEnvironment(i.Settings.Name, i.Settings.Environment, i.Settings.APIURL, []credential.Account{one}); err != nil {
			found = append(found, failed(name, err))
			continue
		}
		held = append(held, one)
		money := "real money"
		if key.IsTest() {
			money = "test money"
		}
		found = append(found, Finding{Name: name, Verdict: OK, Detail: fmt.Sprintf("a key for %s, from %s", money, account.Key)})
	}
	if err := credential.CheckEnvironment(i.Settings.Name, i.Settings.Environment, i.Settings.APIURL, held); err != nil {
		found = append(found, failed("keys", err))
	}
	return held, found
}

// named tells the parts of several accounts apart.
func named(part, account string) string {
	if account == "" {
		return part
	}
	return part + " " + account
}
