package words

// LeftOutOfText says what was taken out of a typed text, as state.ReadText
// names it.
func LeftOutOfText(leftOut string) string {
	return "Left out, since it isn't sent: " + leftOut + "."
}
