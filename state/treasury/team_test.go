package treasury

import (
	"net/http"
	"testing"
	"time"

	"coffer/state"
)

// TestATeamThatIsNotTheBanksIsSaidAndItsEventsAreTakenInOnceItIsCorrected sets
// a team that isn't the bank's, receives events, corrects it in the same folder,
// and in a folder of its own, as the data folder is named after the team.
func TestATeamThatIsNotTheBanksIsSaidAndItsEventsAreTakenInOnceItIsCorrected(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{webhooks: true})
	right := r.client.TeamID()
	key := r.bank.Credentials().Accounts[0].SpendKey
	r.client = r.clientOf(key, "team_wrong")
	r.keys[0].Client = r.client
	engine, stop := r.start()
	for _, id := range []string{"a", "b"} {
		if status := r.deliver(delivery(t, id, right, nil), time.Now()); status != http.StatusOK {
			t.Errorf("answered %d", status)
		}
	}
	view := eventually(t, engine, "both kept", func(v *state.View) bool { return v.Feed.NotTakenIn == 2 && v.Feed.Team.Found() })
	if team := view.Feed.Team; team.Setting != "team_wrong" || team.Bank != right {
		t.Errorf("the team is said to be %+v", team)
	}
	if view.Spends.Len() != 0 {
		t.Error("they are taken in under a team that isn't theirs")
	}
	stop()
	old := r.folder

	// The folder is named after the team, so the corrected one begins anew.
	r.folder, r.siblings = t.TempDir(), []string{old}
	r.client = r.clientOf(key, right)
	r.keys[0].Client = r.client
	for range 2 {
		engine, stop = r.start()
		eventually(t, engine, "both", func(v *state.View) bool { return v.Spend("req_a") != nil && v.Spend("req_b") != nil })
		if trail, err := engine.Trail(t.Context(), "req_a"); err != nil || len(trail) != 1 {
			t.Errorf("the trail is %+v, %v", trail, err)
		}
		stop()
	}

	// Where the folder is given, it is the same one.
	r.folder, r.siblings = old, nil
	for range 2 {
		engine, stop = r.start()
		view = eventually(t, engine, "both", func(v *state.View) bool {
			return v.Spend("req_a") != nil && v.Spend("req_b") != nil && v.Feed.NotTakenIn == 0 && v.Bank.Team == right
		})
		if view.Feed.Team.Found() {
			t.Errorf("the team is still called wrong: %+v", view.Feed.Team)
		}
		if trail, err := engine.Trail(t.Context(), "req_a"); err != nil || len(trail) != 1 {
			t.Errorf("the trail is %+v, %v", trail, err)
		}
		stop()
	}

	// With facts of the right team in it, the journal is no other team's.
	r.client = r.clientOf(key, "team_wrong")
	r.keys[0].Client = r.client
	folder, err := OpenFolder(r.folder)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	if _, err := Open(t.Context(), Options{Folder: folder, Accounts: r.keys, Location: time.UTC}); err == nil {
		t.Error("a journal that holds one team's facts opens for another")
	}
}

// TestTheBalanceSaysThatTheTeamIsWrong needs no event.
func TestTheBalanceSaysThatTheTeamIsWrong(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	right := r.client.TeamID()
	r.client = r.clientOf(r.bank.Credentials().Accounts[0].SpendKey, "team_wrong")
	r.keys[0].Client = r.client
	engine, _ := r.start()
	view := eventually(t, engine, "that the team is wrong", func(v *state.View) bool { return v.Feed.Team.Found() })
	if team := view.Feed.Team; team != (state.TeamMismatch{Setting: "team_wrong", Bank: right, ByKey: true}) {
		t.Errorf("it says %+v", team)
	}
}

// TestEventsOfAnotherTeamBesideOursAreNoWrongSetting has a bank that delivers
// two teams' events to one endpoint.
func TestEventsOfAnotherTeamBesideOursAreNoWrongSetting(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{webhooks: true})
	engine, _ := r.start()
	for _, body := range [][]byte{delivery(t, "a", r.client.TeamID(), nil), delivery(t, "b", "team_other", nil)} {
		if status := r.deliver(body, time.Now()); status != http.StatusOK {
			t.Errorf("answered %d", status)
		}
	}
	view := eventually(t, engine, "both", func(v *state.View) bool { return v.Feed.NotTakenIn == 1 && v.Spend("req_a") != nil })
	if view.Feed.Team.Found() {
		t.Errorf("the setting is called wrong: %+v", view.Feed.Team)
	}
}
