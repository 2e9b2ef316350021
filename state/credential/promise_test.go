package credential

import "testing"

const loopback = "http://127.0.0.1:8787"

func TestKeysThatFitThePromise(t *testing.T) {
	t.Parallel()
	test, live, team := mustKey(t, testKey), mustKey(t, liveKey), mustKey(t, "din_"+marker)
	for name, err := range map[string]error{
		"nothing":                                    CheckEnvironment("", "", "", nil),
		"a live key, no promise":                     CheckEnvironment("", "", "", []Account{{Key: live}}),
		"a test key, no promise":                     CheckEnvironment("", "", "", []Account{{Key: test}}),
		"a test key on this machine":                 CheckEnvironment("", "", loopback, []Account{{Key: test}}),
		"live as promised":                           CheckEnvironment("prod", PromisedLive, "", []Account{{"a", live}, {"b", mustKey(t, liveKey+"2")}}),
		"an unknown kind counts live":                CheckEnvironment("prod", PromisedLive, "", []Account{{"a", live}, {"b", team}}),
		"test as promised":                           CheckEnvironment("try", PromisedTest, "https://api.dino.id", []Account{{Key: test}}),
		"test money at another bank on this machine": CheckEnvironment("try", PromisedTest, loopback, []Account{{Key: test}}),
		"a sandbox elsewhere says so itself":         CheckEnvironment("box", PromisedSandbox, "https://bank.example", []Account{{Key: test}}),
		"the sandbox as promised":                    CheckEnvironment("box", PromisedSandbox, loopback, []Account{{"a", test}, {"b", mustKey(t, testKey+"2")}}),
		"the sandbox by name":                        CheckEnvironment("box", PromisedSandbox, "http://localhost:1", []Account{{Key: test}}),
		"a live key over TLS at a host":              CheckEnvironment("prod", PromisedLive, "https://127.0.0.1:1", []Account{{Key: live}}),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestKeysThatDontFitAreRefusedWithWhichIsWhich(t *testing.T) {
	t.Parallel()
	test, live, team := mustKey(t, testKey), mustKey(t, liveKey), mustKey(t, "din_"+marker)
	for name, refused := range map[string]struct {
		err   error
		words []string
	}{
		"a test key in a live profile": {
			CheckEnvironment("prod", PromisedLive, "", []Account{{Key: test}}),
			[]string{"The spending key is a din_test_ key", "profile prod promises to be live"},
		},
		"a live key in a test profile": {
			CheckEnvironment("try", PromisedTest, "", []Account{{"research", live}}),
			[]string{"account research is not a din_test_ key", "real money", "profile try promises to be test"},
		},
		"a live key in a sandbox": {
			CheckEnvironment("box", PromisedSandbox, "https://127.0.0.1:1", []Account{{Key: live}}),
			[]string{"real money", "promises to be sandbox"},
		},
		"an unknown kind in a test profile": {
			CheckEnvironment("try", PromisedTest, "", []Account{{Key: team}}),
			[]string{"it moves real money"},
		},
		"a live key in the clear": {
			CheckEnvironment("prod", "", "http://api.dino.id", []Account{{Key: live}}),
			[]string{"real money", "api.dino.id is not encrypted", "https://"},
		},
		"a live key in the clear on this machine": {
			CheckEnvironment("", "", loopback, []Account{{Key: live}}),
			[]string{"127.0.0.1:8787 is not encrypted"},
		},
		"test beside live": {
			CheckEnvironment("", "", "", []Account{{"a", test}, {"b", test}, {"c", live}}),
			[]string{"account c moves real money", "account a test money", "a profile for each"},
		},
		"live beside test": {
			CheckEnvironment("", "", "", []Account{{"a", live}, {"b", test}}),
			[]string{"account a moves real money", "account b test money"},
		},
		"the same key twice": {
			CheckEnvironment("", "", "", []Account{{"a", live}, {"b", mustKey(t, liveKey)}}),
			[]string{"account b is that of account a too", "counted twice"},
		},
		"an address that is none": {
			CheckEnvironment("", "", "http://%zz", []Account{{Key: test}}), []string{"can't be read"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			isRefusal(t, refused.err, ErrMismatch, refused.words...)
		})
	}
}
