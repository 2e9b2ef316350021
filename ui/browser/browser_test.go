package browser

import (
	"errors"
	"html"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestWhyNoBrowserStartsIsSaidPlainly(t *testing.T) {
	t.Parallel()
	status := exec.Command("sh", "-c", "exit 3").Run()
	for words, err := range map[string]error{
		"there is no program that opens pages, like xdg-open":      &exec.Error{Name: "xdg-open,x-www-browser", Err: exec.ErrNotFound},
		"the program that opens pages ended with status 3":         status,
		"no file that leads there can be written: file is missing": &fs.PathError{Op: "open", Path: "/somewhere", Err: errors.New("file is missing")},
		"something else": errors.New("something else"),
	} {
		open := opener(func(string) error { return err }, func(string) error { return err })
		got := open("https://app.dino.id/a?spendRequestId=req_1")
		if got == nil || got.Error() != words {
			t.Errorf("%v is said as %q", err, got)
		}
		if errors.Is(err, exec.ErrNotFound) && !errors.Is(got, exec.ErrNotFound) {
			t.Errorf("%q has lost its cause", got)
		}
	}
}

func TestATokenIsNeverOnACommandLine(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	var urls, files []string
	open := opener(
		func(address string) error { urls = append(urls, address); return nil },
		func(path string) error { files = append(files, path); return nil },
	)
	const plain = "https://app.dino.id/agents/approvals?spendRequestId=req_124"
	for _, address := range []string{
		plain, "http://127.0.0.1:1/agents/approvals?spendRequestId=req_1&token=s3cr3t", "https://u:s3cr3t@a.example/", "https://a.example/#s3cr3t", "https://a.example/?spendRequestId=req_1&sig=s3cr3t",
	} {
		if err := open(address); err != nil {
			t.Fatal(err)
		}
		if address == plain {
			continue
		}
		path := files[len(files)-1]
		text, err := os.ReadFile(path)
		if err != nil || !strings.Contains(string(text), `url=`+html.EscapeString(address)+`"`) || strings.Contains(path, "s3cr3t") {
			t.Errorf("%s holds %s, %v", path, text, err)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
	if len(urls) != 1 || urls[0] != plain || len(files) != 4 {
		t.Errorf("it opens %q and %q", urls, files)
	}
	Close()
	left := filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), "coffer-approval-1.html")
	if err := os.WriteFile(left, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(left, time.Time{}, time.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	if err := open("http://127.0.0.1:1/?token=another"); err != nil {
		t.Fatal(err)
	}
	there, _ := filepath.Glob(filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), "*"))
	if len(there) != 1 || there[0] == left {
		t.Errorf("there is %q", there)
	}
	Close()
	if there, _ := filepath.Glob(filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), "*")); len(there) != 0 {
		t.Errorf("left behind: %q", there)
	}
}
