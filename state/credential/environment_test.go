package credential

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestSecretsLeaveTheEnvironmentOfTheProcess(t *testing.T) {
	for name, value := range map[string]string{
		"DINO_SPEND_KEY": "shapeless " + marker, "DINO_WEBHOOK_SECRET": secret, "ELSEWHERE": liveKey,
		"IN_CONFIG": marker, "DINO_TEAM_ID": "team_1",
	} {
		t.Setenv(name, value)
	}
	environ := TakeEnvironment()
	environ.Lock("IN_CONFIG", "NOT_SET")
	holdsNoSecret(t, strings.Join(os.Environ(), "\n"))
	holdsNoSecret(t, strings.Join(environ.Plain(), "\n"))
	holdsNoSecret(t, fmt.Sprintf("%v %+v %#v", environ, environ, environ))
	if os.Getenv("DINO_TEAM_ID") != "team_1" || environ.Get("DINO_TEAM_ID") != "team_1" || !slices.Contains(environ.Plain(), "DINO_TEAM_ID=team_1") {
		t.Error("what is no secret was taken away")
	}
	for _, name := range []string{"DINO_SPEND_KEY", "DINO_WEBHOOK_SECRET", "ELSEWHERE", "IN_CONFIG"} {
		if !environ.Has(name) || environ.Get(name) != "" || environ.secret(name) == "" {
			t.Errorf("%s is not locked away", name)
		}
	}
}

func TestAnEmptyVariableIsNotSet(t *testing.T) {
	t.Parallel()
	environ := EnvironmentOf([]string{"DINO_SPEND_KEY=", "DINO_TEAM_ID=", "=C:=C:\\", "nothing"})
	for _, name := range []string{"DINO_SPEND_KEY", "DINO_TEAM_ID", "nothing", "other"} {
		if environ.Has(name) {
			t.Errorf("%q counts as set", name)
		}
	}
}

func TestNoEnvironmentIsAnEmptyOne(t *testing.T) {
	t.Parallel()
	var environ *Environment
	environ.Lock("A")
	if environ.Has("A") || environ.Get("A") != "" || environ.secret("A") != "" || len(environ.Plain()) != 0 {
		t.Error("it holds something")
	}
}
