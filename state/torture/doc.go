// Package torture breaks the road that money takes, for real, and counts what
// became of it: processes die, disks fill up, networks fail. It holds tests
// only, and nothing imports it.
//
// A plain go test ./... runs all of it at the scale of a CI machine. At full
// scale, with its table of faults tried × outcomes:
//
//	go test ./state/torture -run Crash -full -v -timeout 2h
//	go test ./state/torture -run Network -full -v -timeout 30m
//	go test ./state/torture -run Soak -full -v -timeout 60m
//
// -kills N kills N times instead, and -seed N repeats the chances of a run: what
// is done, to whom, and when, though not the machine's own timing. The disk tests
// have one scale; they mount a small tmpfs where they may, and limit the size of
// a process's files where not.
package torture
