//go:build !unix

package torture

import "errors"

const canLimit = false

// limitFiles has no way to make writes fail here.
func limitFiles(int64) error { return errors.ErrUnsupported }
