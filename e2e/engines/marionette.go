package engines

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"
)

// marionette is a connection to Firefox's own protocol: a command after the other, each an array
// behind its length in bytes.
type marionette struct {
	mu         sync.Mutex
	connection net.Conn
	reader     *bufio.Reader
	last       int
}

// dialMarionette connects to a Firefox.
func dialMarionette(ctx context.Context, port string) (*marionette, error) {
	connection, err := new(net.Dialer).DialContext(ctx, "tcp", net.JoinHostPort("127.0.0.1", port))
	if err != nil {
		return nil, err
	}
	m := &marionette{connection: connection, reader: bufio.NewReader(connection)}
	_, err = m.read() // which protocol it is
	return m, err
}

// read returns the next packet.
func (m *marionette) read() ([]byte, error) {
	length, err := m.reader.ReadString(':')
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(strings.TrimSuffix(length, ":"))
	if err != nil {
		return nil, err
	}
	packet := make([]byte, n)
	_, err = io.ReadFull(m.reader, packet)
	return packet, err
}

// call gives Firefox a command, and decodes its result unless that is nil.
func (m *marionette) call(ctx context.Context, command string, parameters object, result any) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	deadline, _ := ctx.Deadline()
	if err := m.connection.SetDeadline(deadline); err != nil {
		return err
	}
	defer func() { _ = m.connection.SetDeadline(time.Time{}) }()
	m.last++
	packet, err := json.Marshal([]any{0, m.last, command, parameters})
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(m.connection, "%d:%s", len(packet), packet); err != nil {
		return err
	}
	if packet, err = m.read(); err != nil {
		return fmt.Errorf("%s: %w", command, err)
	}
	var failure *struct{ Error, Message string }
	var value json.RawMessage
	reply := []any{new(int), new(int), &failure, &value}
	if err := json.Unmarshal(packet, &reply); err != nil {
		return err
	}
	if failure != nil {
		return fmt.Errorf("%s: %s: %s", command, failure.Error, failure.Message)
	}
	if result == nil {
		return nil
	}
	return json.Unmarshal(value, result)
}

// inBrowser runs a script with the browser's own privileges.
func (m *marionette) inBrowser(ctx context.Context, script string, arguments ...any) error {
	if err := m.call(ctx, "Marionette:SetContext", object{"value": "chrome"}, nil); err != nil {
		return err
	}
	if err := m.call(ctx, "WebDriver:ExecuteScript", object{"script": script, "args": arguments}, nil); err != nil {
		return err
	}
	return m.call(ctx, "Marionette:SetContext", object{"value": "content"}, nil)
}
