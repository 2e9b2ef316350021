package theme

import "testing"

func TestLightBackground(t *testing.T) {
	for value, want := range map[string]bool{
		"": false, "15;0": false, "0;15": true, "0;7": true, "0;default;15": true, "12;8": false, "7;6": false,
		"0;default": false, "15": false, "0;231": false, "0;-1": false, ";;": false,
	} {
		if got := LightBackground(value); got != want {
			t.Errorf("LightBackground(%q) = %v, want %v", value, got, want)
		}
	}
}
