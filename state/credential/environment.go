package credential

import (
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// The variables that have always held the secrets.
const (
	KeyVariable    = "DINO_SPEND_KEY"
	SecretVariable = "DINO_WEBHOOK_SECRET"
)

// Environment is the environment of a process with its secrets locked away:
// it says that they are set, never what they are. It is safe for concurrent
// use; nil is an empty one.
type Environment struct {
	mu    sync.RWMutex
	plain map[string]string
	// locked holds pointers, so that printing an Environment prints addresses.
	locked map[string]*string
	unset  func(name string)
}

// TakeEnvironment reads this process's environment and takes every secret out
// of it, so that no program started from here, such as a browser, inherits
// one: the two variables above, and whatever has the look of a key or secret.
// Call it before anything else is started.
func TakeEnvironment() *Environment {
	return newEnvironment(os.Environ(), func(name string) { _ = os.Unsetenv(name) })
}

// EnvironmentOf is the same of a list like os.Environ, and touches nothing
// outside of it.
func EnvironmentOf(list []string) *Environment {
	return newEnvironment(list, func(string) {})
}

func newEnvironment(list []string, unset func(string)) *Environment {
	e := &Environment{plain: map[string]string{}, locked: map[string]*string{}, unset: unset}
	for _, pair := range list {
		// Windows has variables whose name begins with =.
		at := strings.IndexByte(pair, '=')
		if at <= 0 {
			continue
		}
		name, value := folded(pair[:at]), pair[at+1:]
		e.plain[name] = value
		if name == KeyVariable || name == SecretVariable || LooksSecret(value) {
			e.Lock(name)
		}
	}
	return e
}

// Lock takes more variables out of the process's environment: those that the
// config names as holding a secret.
func (e *Environment) Lock(names ...string) {
	if e == nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, name := range names {
		name = folded(name)
		if value, isPlain := e.plain[name]; isPlain {
			e.locked[name] = &value
			delete(e.plain, name)
			e.unset(name)
		}
	}
}

// Get is the value of a variable that holds no secret; "" when it is not set
// or locked away.
func (e *Environment) Get(name string) string {
	if e == nil {
		return ""
	}
	e.mu.RLock()
	defer e.mu.RUnlock()
	return e.plain[folded(name)]
}

// Has reports whether a variable is set to anything, a secret included.
func (e *Environment) Has(name string) bool {
	if e == nil {
		return false
	}
	e.mu.RLock()
	defer e.mu.RUnlock()
	secret, isLocked := e.locked[folded(name)]
	return e.plain[folded(name)] != "" || isLocked && *secret != ""
}

// Names lists the variables that are set to anything, secrets included.
func (e *Environment) Names() []string {
	if e == nil {
		return nil
	}
	e.mu.RLock()
	defer e.mu.RUnlock()
	var names []string
	for name, value := range e.plain {
		if value != "" {
			names = append(names, name)
		}
	}
	for name, value := range e.locked {
		if *value != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Plain is what a program that is started from here may inherit, in the form
// of os.Environ.
func (e *Environment) Plain() []string {
	if e == nil {
		return nil
	}
	e.mu.RLock()
	defer e.mu.RUnlock()
	list := make([]string, 0, len(e.plain))
	for name, value := range e.plain {
		list = append(list, name+"="+value)
	}
	slices.Sort(list)
	return list
}

func (e *Environment) secret(name string) string {
	if e == nil {
		return ""
	}
	e.mu.RLock()
	defer e.mu.RUnlock()
	if secret, isLocked := e.locked[folded(name)]; isLocked {
		return *secret
	}
	return e.plain[folded(name)]
}

// folded is the name by which Windows knows a variable in whatever case.
func folded(name string) string {
	if runtime.GOOS == "windows" {
		return strings.ToUpper(name)
	}
	return name
}
