//go:build !unix

package rescue

// silence does nothing where standard error can't be moved.
func silence() (undo func() error, err error) {
	return func() error { return nil }, nil
}
