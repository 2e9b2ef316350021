// Package diagnosis finds out what stands between a person and a working
// dashboard, and says of each part whether it is in order and what to do.
//
// It only looks: it sends nothing that moves money, writes nothing to the
// journal, and its findings hold no secret. How they are shown is not its
// business.
package diagnosis

import (
	"context"
	"os"
	"sync"
	"time"

	"coffer/api"
	"coffer/api/webhook"
	"coffer/state"
)

// Verdict is how a part does.
type Verdict string

// The verdicts. What can't be told is a warning that says so.
const (
	OK   Verdict = "ok"
	Warn Verdict = "warn"
	Fail Verdict = "fail"
)

// Finding is what was found out about one part. Its texts are safe to draw.
type Finding struct {
	// Name is the part, in a few lower-case words, stable from version to version.
	Name    string  `json:"name"`
	Verdict Verdict `json:"verdict"`
	// Detail is what was found, in one line.
	Detail string `json:"detail"`
	// Advice is what to do; "" where nothing is to be done.
	Advice string `json:"advice,omitempty"`
}

// Check looks at one part, or at some that hang together, within the
// context's deadline.
type Check func(ctx context.Context) []Finding

// Input is what is looked at.
type Input struct {
	Config ConfigFile
	// Keys are the spending keys, one an account. None stands for the sandbox
	// that the program opens by itself.
	Keys []Key
	// BaseURL is the bank's address; "" for Dino's own.
	BaseURL string
	TeamID  string
	// Expected is whose money the profile is for; "" when it doesn't say.
	Expected api.Environment
	Webhook  Webhook
	// DataFolder has the journal; LogFolder has the log, or is "".
	DataFolder, LogFolder string
	// More are checks of what this package can't know, such as the terminal.
	More []Check
	// Now is the time.
	Now func() time.Time
}

// ConfigFile is the configuration file.
type ConfigFile struct {
	// Path is where it is, or would be.
	Path string
	// Problem is why it can't be used; nil when it can, or isn't there.
	Problem error
	// Profile is the one that is used; "" for none.
	Profile string
}

// Key is a spending key and where it is from.
type Key struct {
	// Account is what the profile calls it; "" with a single one.
	Account string
	// Source says where it comes from, as "the keyring" or "DINO_SPEND_KEY".
	Source string
	Key    api.SpendKey
	// Problem is why there is none.
	Problem error
}

// Webhook is how deliveries come in.
type Webhook struct {
	// Listen is the address, host:port; "" when none are received.
	Listen  string
	Secrets []webhook.Secret
	// Problem is why there is no secret.
	Problem error
}

// patience bounds every check.
const patience = 10 * time.Second

// Run makes all checks at once and returns their findings in a fixed order. It
// takes no longer than the slowest, which is cut off after 10 s.
func Run(ctx context.Context, input Input) []Finding {
	if input.Now == nil {
		input.Now = time.Now
	}
	checks := []Check{input.config, input.keys}
	checks = append(checks, input.More...)
	found := make([][]Finding, len(checks))
	var running sync.WaitGroup
	for i, check := range checks {
		running.Go(func() {
			ctx, cancel := context.WithTimeout(ctx, patience)
			defer cancel()
			found[i] = check(ctx)
		})
	}
	running.Wait()
	var all []Finding
	for _, findings := range found {
		for _, finding := range findings {
			finding.Detail, finding.Advice = state.SafeText(finding.Detail), state.SafeText(finding.Advice)
			all = append(all, finding)
		}
	}
	return all
}

// Worst is the verdict over all: what is warned of is no failure.
func Worst(findings []Finding) Verdict {
	worst := OK
	for _, finding := range findings {
		if finding.Verdict == Fail {
			return Fail
		}
		if finding.Verdict == Warn {
			worst = Warn
		}
	}
	return worst
}

// config says whether the configuration file can be used.
func (i Input) config(context.Context) []Finding {
	found := Finding{Name: "config", Verdict: OK}
	switch info, err := os.Stat(i.Config.Path); {
	case i.Config.Problem != nil:
		found.Verdict, found.Detail = Fail, i.Config.Problem.Error()
		found.Advice = "Mend the file; `coffer config show` tells what is read from it."
	case i.Config.Path == "":
		found.Detail = "none"
	case os.IsNotExist(err):
		found.Detail = "none at " + i.Config.Path + "; flags, environment and defaults are used"
		found.Advice = "`coffer config init` writes one."
	case err != nil:
		found.Verdict, found.Detail = Fail, "can't be read: "+err.Error()
		found.Advice = "Make it readable for you."
	case looseMode(info)&0o022 != 0:
		found.Verdict, found.Detail = Fail, i.Config.Path+" can be written by others, and may name programs to run"
		found.Advice = "chmod go-w " + i.Config.Path
	default:
		found.Detail = i.Config.Path
		if i.Config.Profile != "" {
			found.Detail += ", profile " + i.Config.Profile
		}
	}
	return []Finding{found}
}
