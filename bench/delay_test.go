//go:build bench

package bench

import (
	"io"
	"net"
	"sync"
	"testing"
	"time"
)

// distance is a network between a browser and servers: each connection takes a round trip
// to open, each byte half of one to arrive.
type distance struct {
	roundTrip time.Duration
	bandwidth float64 // towards the browser, of all connections together, in bytes a second; 0 is no limit

	mu   sync.Mutex
	free time.Time // when the line has sent all that it was given
}

// to returns the address behind which a server is so far away.
func (d *distance) to(t *testing.T, server string) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			opened := time.Now()
			far, err := net.Dial("tcp", server)
			if err != nil {
				_ = near.Close()
				continue
			}
			go carry(far, near, func(int) time.Time {
				// What is sent first waits for the connection.
				return latest(time.Now(), opened.Add(d.roundTrip)).Add(d.roundTrip / 2)
			})
			go carry(near, far, d.arrival)
		}
	}()
	return listener.Addr().String()
}

// arrival returns when so many bytes that are sent now have arrived at the browser.
func (d *distance) arrival(size int) time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.free = latest(d.free, time.Now())
	if d.bandwidth > 0 {
		d.free = d.free.Add(time.Duration(float64(size) / d.bandwidth * float64(time.Second)))
	}
	return d.free.Add(d.roundTrip / 2)
}

func latest(one, other time.Time) time.Time {
	if one.After(other) {
		return one
	}
	return other
}

// carry copies what one side sends to the other, where each piece arrives in its time.
func carry(to, from net.Conn, arrival func(size int) time.Time) {
	type piece struct {
		bytes []byte
		at    time.Time
	}
	pieces := make(chan piece, 1<<12)
	go func() {
		defer close(pieces)
		for {
			bytes := make([]byte, 16<<10)
			n, err := from.Read(bytes)
			if n > 0 {
				pieces <- piece{bytes[:n], arrival(n)}
			}
			if err != nil {
				return
			}
		}
	}()
	for p := range pieces {
		time.Sleep(time.Until(p.at)) // the delay itself
		if _, err := to.Write(p.bytes); err != nil {
			_ = from.Close()
		}
	}
	_ = to.Close()
}

// TestDistance: opening a connection takes a round trip, a question another one, and bytes
// take the line's time.
func TestDistance(t *testing.T) {
	server, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	const size = 100_000
	go func() {
		connection, err := server.Accept()
		if err != nil {
			return
		}
		_, _ = io.ReadFull(connection, make([]byte, 1))
		_, _ = connection.Write(make([]byte, size))
		_ = connection.Close()
	}()
	d := &distance{roundTrip: 40 * time.Millisecond, bandwidth: 1e6}
	start := time.Now()
	connection, err := net.Dial("tcp", d.to(t, server.Addr().String()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := connection.Write([]byte{1}); err != nil {
		t.Fatal(err)
	}
	if n, err := io.Copy(io.Discard, connection); n != size || err != nil {
		t.Fatal(n, err)
	}
	if took, least := time.Since(start), 2*d.roundTrip+size*time.Second/1e6; took < least {
		t.Errorf("%v, at least %v are right", took, least)
	}
}
