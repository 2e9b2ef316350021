package browser

import (
	"html"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

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
