//go:build !linux

package torture

import (
	"errors"
	"io"
	"testing"
)

func playMount(string, io.Reader, io.Writer) error { return errors.ErrUnsupported }

func mountSmall(*testing.T) (string, error) { return "", errors.ErrUnsupported }

func remount(string, bool) error { return errors.ErrUnsupported }
