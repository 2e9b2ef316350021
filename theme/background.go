package theme

import (
	"strconv"
	"strings"
)

// LightBackground reads COLORFGBG, as terminals set it that don't tell their
// colours when asked, or are asked from behind a multiplexer: "15;0", or
// "0;default;15". Its last number is the background's, of 16. What can't be
// read counts as dark, as most terminals are.
func LightBackground(colorFGBG string) bool {
	parts := strings.Split(colorFGBG, ";")
	background, err := strconv.Atoi(parts[len(parts)-1])
	if err != nil || len(parts) == 1 {
		return false
	}
	const white, grey, colours = 7, 8, 16
	return background == white || (background > grey && background < colours)
}
