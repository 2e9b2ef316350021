package credential

import (
	"context"
	"errors"
)

func (r Resolver) readCommand(_ context.Context, _ Source) (string, error) {
	return "", errors.New("not yet")
}
