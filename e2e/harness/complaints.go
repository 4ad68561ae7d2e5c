package harness

import (
	"strings"
	"sync"
)

// complaints are what a page says in its console, and what it does not catch.
type complaints struct {
	mu       sync.Mutex
	over     bool
	expected []string
	seen     []string
}

// Complain fails the test, unless it expects the page to say that.
func (p *Page) Complain(text string) {
	p.complaints.mu.Lock()
	defer p.complaints.mu.Unlock()
	p.complaints.seen = append(p.complaints.seen, text)
	for _, part := range p.complaints.expected {
		if strings.Contains(text, part) {
			return
		}
	}
	if !p.complaints.over {
		p.T.Errorf("the page said: %s", text)
	}
}

// Expect lets the page complain in words that contain part, and returns a
// function that returns how often it has.
func (p *Page) Expect(part string) (times func() int) {
	p.complaints.mu.Lock()
	defer p.complaints.mu.Unlock()
	p.complaints.expected = append(p.complaints.expected, part)
	return func() int {
		p.complaints.mu.Lock()
		defer p.complaints.mu.Unlock()
		n := 0
		for _, text := range p.complaints.seen {
			if strings.Contains(text, part) {
				n++
			}
		}
		return n
	}
}

// Closing makes what the page says from now on nobody's failure: its window is being closed.
func (p *Page) Closing() {
	p.complaints.mu.Lock()
	defer p.complaints.mu.Unlock()
	p.complaints.over = true
}
