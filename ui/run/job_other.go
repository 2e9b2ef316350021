//go:build !unix

package run

import (
	"context"

	tea "charm.land/bubbletea/v2"
)

// job is nothing where shells don't stop programs.
type job struct{}

func followJob(context.Context) *job                      { return &job{} }
func (*job) tell(context.Context, *tea.Program)           {}
func (*job) suspend(_ tea.Model, message tea.Msg) tea.Msg { return message }
