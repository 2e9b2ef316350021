package treasury

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"sync"
)

const (
	// maxConnections is how many connections the receiver holds at once, and
	// maxPerAddress how many of them from one address.
	maxConnections = 1024
	maxPerAddress  = 512
)

// connections bounds what those who connect can take up. Where there are too
// many, one gives way to each new one: the oldest of those that never sent
// anything that the bank signed, else the one that idles longest. On this
// machine, and behind a proxy, the bank and everyone else come from one
// address, so what a connection sent decides, not where it is from.
type connections struct {
	net.Listener

	mu   sync.Mutex
	open map[*connection]struct{}
	// order numbers connections and what happens on them.
	order int64
	shed  int
}

func limited(listener net.Listener) *connections {
	return &connections{Listener: listener, open: make(map[*connection]struct{})}
}

// connection is one that the receiver holds. Its fields belong to the mutex of
// its connections.
type connection struct {
	net.Conn
	of      *connections
	address netip.Prefix
	// since is when it was accepted or began to idle.
	since int64
	// believed is set once it brought something that was signed.
	believed bool
	idle     bool
}

// Accept never waits for room: it makes some.
func (c *connections) Accept() (net.Conn, error) {
	accepted, err := c.Listener.Accept()
	if err != nil {
		return nil, err
	}
	made := &connection{Conn: accepted, of: c, address: addressOf(accepted)}
	if victim := c.add(made); victim != nil {
		_ = victim.Conn.Close()
	}
	return made, nil
}

// add takes a connection in and returns the one that has to go for it.
func (c *connections) add(made *connection) (victim *connection) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.order++
	made.since = c.order
	switch {
	case c.from(made.address) >= maxPerAddress:
		victim = c.dispensable(func(other *connection) bool { return other.address == made.address })
	case len(c.open) >= maxConnections:
		victim = c.dispensable(func(*connection) bool { return true })
	default:
		c.open[made] = struct{}{}
		return nil
	}
	c.shed++
	if victim == nil {
		// All the others are busy with what the bank signed.
		return made
	}
	delete(c.open, victim)
	c.open[made] = struct{}{}
	return victim
}

// dispensable is the connection that is missed least; nil when all carry
// something that the bank signed.
func (c *connections) dispensable(may func(*connection) bool) (least *connection) {
	for other := range c.open {
		if !may(other) || (other.believed && !other.idle) {
			continue
		}
		if least == nil || (least.believed && !other.believed) || (least.believed == other.believed && other.since < least.since) {
			least = other
		}
	}
	return least
}

func (c *connections) from(address netip.Prefix) int {
	count := 0
	for other := range c.open {
		if other.address == address {
			count++
		}
	}
	return count
}

// Close ends the connection and makes room.
func (c *connection) Close() error {
	c.of.mu.Lock()
	delete(c.of.open, c)
	c.of.mu.Unlock()
	return c.Conn.Close()
}

// changed follows what net/http does with the connection.
func (c *connections) changed(conn net.Conn, state http.ConnState) {
	held, ours := conn.(*connection)
	if !ours {
		return
	}
	c.setIdle(held, state == http.StateIdle)
}

// setIdle notes whether a connection waits for its next request.
func (c *connections) setIdle(held *connection, idle bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if held.idle = idle; idle {
		c.order++
		held.since = c.order
	}
}

// connectionKey is where a request's context has its connection.
type connectionKey struct{}

func withConnection(ctx context.Context, conn net.Conn) context.Context {
	return context.WithValue(ctx, connectionKey{}, conn)
}

// Believe notes that the connection of a request brought something that the
// bank signed.
func Believe(ctx context.Context) {
	if held, ours := ctx.Value(connectionKey{}).(*connection); ours {
		held.of.mu.Lock()
		held.believed = true
		held.of.mu.Unlock()
	}
}

func (c *connection) isBelieved() bool {
	c.of.mu.Lock()
	defer c.of.mu.Unlock()
	return c.believed
}

// addressOf is whom a connection is counted for: an IPv4 address, or the /64
// network that one subscriber has in IPv6.
func addressOf(conn net.Conn) netip.Prefix {
	remote, err := netip.ParseAddrPort(conn.RemoteAddr().String())
	if err != nil {
		return netip.Prefix{}
	}
	address, bits := remote.Addr().Unmap().WithZone(""), 32
	if address.Is6() {
		bits = 64
	}
	prefix, _ := address.Prefix(bits)
	return prefix
}
