package engines

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"time"
)

// process is a running program of a browser.
type process struct {
	command *exec.Cmd
	done    chan struct{}

	mu     sync.Mutex
	output strings.Builder
	lines  chan string // until nobody awaits one any more
}

// startProcess starts a program, with variables beside those of the environment. Its home and
// what it writes is in the folder.
func startProcess(folder string, variables []string, path string, arguments ...string) (*process, error) {
	p := &process{command: exec.Command(path, arguments...), done: make(chan struct{}), lines: make(chan string, 100)}
	p.command.Dir = folder
	p.command.Env = append(os.Environ(), append([]string{"HOME=" + folder, "XDG_RUNTIME_DIR=" + folder}, variables...)...)
	diesWithTests(p.command)
	reader, writer, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	p.command.Stdout, p.command.Stderr = writer, writer
	err = p.command.Start()
	_ = writer.Close()
	if err != nil {
		return nil, err
	}
	go p.read(reader)
	go func() {
		_ = p.command.Wait()
		close(p.done)
	}()
	return p, nil
}

// read keeps what the program says; nothing else would empty the pipe.
func (p *process) read(from *os.File) {
	defer func() { _ = from.Close() }()
	scanner := bufio.NewScanner(from)
	for scanner.Scan() {
		p.mu.Lock()
		p.output.WriteString(scanner.Text() + "\n")
		p.mu.Unlock()
		select {
		case p.lines <- scanner.Text():
		default:
		}
	}
}

// says waits for a line that matches, and returns what its group does.
func (p *process) says(ctx context.Context, line *regexp.Regexp) (string, error) {
	for {
		select {
		case got := <-p.lines:
			if match := line.FindStringSubmatch(got); match != nil {
				return match[1], nil
			}
		case <-p.done:
			return "", fmt.Errorf("%s has ended: %s", p.command.Path, p.said())
		case <-ctx.Done():
			return "", fmt.Errorf("%s: %w: %s", p.command.Path, ctx.Err(), p.said())
		}
	}
}

// until tries until it succeeds.
func (p *process) until(ctx context.Context, try func() error) error {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		err := try()
		if err == nil {
			return nil
		}
		select {
		case <-tick.C:
		case <-p.done:
			return fmt.Errorf("%s has ended: %s", p.command.Path, p.said())
		case <-ctx.Done():
			return fmt.Errorf("%s: %w: %s", p.command.Path, err, p.said())
		}
	}
}

func (p *process) said() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.output.String()
}

// kill ends the program, and waits until it has.
func (p *process) kill() {
	_ = p.command.Process.Kill()
	<-p.done
}
