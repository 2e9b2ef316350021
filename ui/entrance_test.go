package ui

import (
	"errors"
	"testing"

	tea "charm.land/bubbletea/v2"
)

func TestTheEntranceHandsOverWhatCameTooEarly(t *testing.T) {
	t.Parallel()
	entrance := Enter(func() (Options, error) { return Options{Treasury: normalTreasury()}, nil }, nil)
	waiting := entrance.Init()
	var model tea.Model = entrance
	for _, message := range []tea.Msg{tea.WindowSizeMsg{Width: 100, Height: 30}, tea.KeyPressMsg{Code: '4', Text: "4"}} {
		model, _ = model.Update(message)
	}
	if shown := model.View(); shown.AltScreen || shown.Content != "" {
		t.Errorf("it draws %q before there is anything to show", shown.Content)
	}
	model, command := model.Update(waiting())
	dashboard, handedOver := model.(*Model)
	if !handedOver || command == nil {
		t.Fatalf("it went on as %T", model)
	}
	if !dashboard.View().AltScreen || dashboard.current != activityScreen || dashboard.layout.width != 100 {
		t.Errorf("the dashboard shows screen %d of %d columns", dashboard.current, dashboard.layout.width)
	}
}

func TestWhatCannotBeOpenedLeavesTheTerminalAlone(t *testing.T) {
	t.Parallel()
	locked := errors.New("the data folder is in use")
	entrance := Enter(func() (Options, error) { return Options{}, locked }, nil)
	model, command := entrance.Update(entrance.Init()())
	if _, quits := command().(tea.QuitMsg); !quits || model.View().AltScreen || !errors.Is(entrance.Err(), locked) {
		t.Errorf("it ends with %v", entrance.Err())
	}
}

func TestOneMayLeaveBeforeThereIsADashboard(t *testing.T) {
	t.Parallel()
	entrance := Enter(func() (Options, error) { return Options{}, nil }, nil)
	_, command := entrance.Update(tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl})
	if _, quits := command().(tea.QuitMsg); !quits || entrance.Err() != nil {
		t.Errorf("it goes on (%v)", entrance.Err())
	}
}

func TestTheEntranceSaysWhatItWaitsFor(t *testing.T) {
	t.Parallel()
	entrance := Enter(func() (Options, error) { return Options{}, errors.New("still in use") }, nil)
	entrance.Update(waited{"Another Coffer is using it."})
	if shown := entrance.View().Content; shown != "Another Coffer is using it." {
		t.Errorf("it shows %q", shown)
	}
	entrance.Update(opened{err: errors.New("still in use")})
	if shown := entrance.View().Content; shown != "" {
		t.Errorf("in the end it shows %q", shown)
	}
}
