package credential

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"coffer/api/private"
)

// readFile is the first line of a file that nobody else has access to. What is
// checked is the file that was opened, not its name.
func readFile(path string) (string, error) {
	file, err := openWithoutWaiting(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("%w: there is no such file", ErrMissing)
	}
	if err != nil {
		return "", reasonOf(err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return "", reasonOf(err)
	}
	if !info.Mode().IsRegular() {
		return "", errors.New("it is no plain file")
	}
	if err := checkAccess(info); err != nil {
		return "", err
	}
	if err := private.CheckParents(path); err != nil {
		return "", fmt.Errorf("%w: %w", ErrExposed, err)
	}
	text, err := io.ReadAll(io.LimitReader(file, maxSecretBytes))
	if err != nil {
		return "", reasonOf(err)
	}
	return firstLine(text), nil
}

// reasonOf leaves out the path, which the sentence around it names already.
func reasonOf(err error) error {
	var pathError *os.PathError
	if errors.As(err, &pathError) {
		return pathError.Err
	}
	return err
}
