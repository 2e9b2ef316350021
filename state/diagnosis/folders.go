package diagnosis

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	access "coffer/api/private"
	"coffer/state"
	"coffer/state/logfile"
	"coffer/state/session"
)

const (
	// tightSpace and noSpace are when a journal that grows comes to its end.
	tightSpace = 500_000_000
	noSpace    = 20_000_000
)

// folders says whether what is kept is private, and has room to grow.
func (i Input) folders(context.Context) []Finding {
	folder, err := session.Folder(i.Settings)
	if err != nil {
		return []Finding{failed("folder", err)}
	}
	return append(i.log(), private(folder, i.LogFolder), room(folder))
}

// log says where no log is kept because another user has a hand in its place.
func (i Input) log() []Finding {
	if i.LogFolder == "" {
		return nil
	}
	foreign := state.ExplainAccess(logfile.Check(i.LogFolder))
	if foreign == nil {
		return nil
	}
	return []Finding{{Name: "log", Verdict: Warn, Detail: "none is kept: " + foreign.Happened, Advice: foreign.Advice}}
}

// private looks at who may read the folders and the files in them.
func private(folders ...string) Finding {
	found := Finding{Name: "folder", Verdict: OK, Detail: folders[0] + " is for you alone"}
	if !access.Looked() {
		found.Detail = folders[0] + "; who else may write it isn't looked at on this system"
	}
	for _, folder := range folders {
		if folder == "" {
			continue
		}
		info, err := os.Stat(folder)
		if errors.Is(err, fs.ErrNotExist) {
			if folder == folders[0] {
				found.Detail = folder + " is made by the first start"
			}
			continue
		}
		if err != nil {
			return failed(found.Name, err)
		}
		if err := access.CheckFolder(folder); errors.Is(err, access.ErrForeign) {
			return failed(found.Name, state.ExplainAccess(err))
		}
		if looseMode(info) != 0 {
			return exposed(folder, info, "chmod 700 ")
		}
		entries, err := os.ReadDir(folder)
		if err != nil {
			return failed(found.Name, err)
		}
		for _, entry := range entries {
			info, err := entry.Info()
			if err == nil && info.Mode().IsRegular() && looseMode(info) != 0 {
				return exposed(filepath.Join(folder, entry.Name()), info, "chmod 600 ")
			}
		}
	}
	return found
}

func exposed(path string, info fs.FileInfo, remedy string) Finding {
	advice := remedy + path
	if !access.MayChange(info) {
		advice = "Use a folder of your own: another --data-dir."
	}
	return Finding{
		Name: "folder", Verdict: Fail, Detail: fmt.Sprintf("others than you have access to %s (mode %o)", path, info.Mode().Perm()), Advice: advice,
	}
}

// room says how much the disk has left, and whether it takes a write.
func room(folder string) Finding {
	found := Finding{Name: "disk", Verdict: OK}
	there := folder
	for {
		if _, err := os.Stat(there); err == nil || filepath.Dir(there) == there {
			break
		}
		there = filepath.Dir(there)
	}
	if there == folder {
		if err := probe(folder); err != nil {
			return Finding{
				Name: "disk", Verdict: Fail, Detail: fmt.Sprintf("%s doesn't take a write: %v", folder, err),
				Advice: "Free space, or make the folder writable. Until then nothing can be recorded, so nothing is sent.",
			}
		}
	}
	free, err := freeBytes(there)
	switch {
	case err != nil:
		found.Verdict, found.Detail, found.Advice = Warn, "can't tell how much space is left: "+err.Error(), "Look at it by hand."
	case free < noSpace:
		found.Verdict, found.Advice = Fail, "Free space: an intent that can't be recorded is not sent."
	case free < tightSpace:
		found.Verdict, found.Advice = Warn, "Free some space before the journal needs it."
	}
	if err == nil {
		found.Detail = inBytes(free) + " free"
	}
	return found
}

// probe writes a file and removes it.
func probe(folder string) error {
	file, err := os.CreateTemp(folder, ".doctor-")
	if err != nil {
		return err
	}
	_, err = file.WriteString("x")
	return errors.Join(err, file.Sync(), file.Close(), os.Remove(file.Name()))
}
