package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// terminal asks whoever runs the program.
type terminal struct {
	file    *os.File
	lines   *bufio.Reader
	prompts io.Writer
}

func newTerminal(file *os.File, prompts io.Writer) *terminal {
	return &terminal{file, bufio.NewReader(file), prompts}
}

// ask returns the answer to a question.
func (t *terminal) ask(ctx context.Context, question string) (string, error) {
	fmt.Fprint(t.prompts, question, ": ")
	return answerOf(ctx, func() (string, error) { return t.lines.ReadString('\n') })
}

// askSecret is ask without showing what is typed.
func (t *terminal) askSecret(ctx context.Context, question string) (string, error) {
	fd := int(t.file.Fd())
	if !term.IsTerminal(fd) {
		return t.ask(ctx, question)
	}
	state, err := term.GetState(fd)
	if err != nil {
		return "", err
	}
	fmt.Fprint(t.prompts, question, ": ")
	text, err := answerOf(ctx, func() (string, error) {
		text, err := term.ReadPassword(fd)
		return string(text), err
	})
	fmt.Fprintln(t.prompts)
	if ctx.Err() != nil {
		_ = term.Restore(fd, state) // ReadPassword still waits, with the echo off
	}
	return text, err
}

// answerOf reads a line, unless ctx ends before it is there.
func answerOf(ctx context.Context, read func() (string, error)) (string, error) {
	type line struct {
		text string
		err  error
	}
	lines := make(chan line, 1)
	go func() {
		text, err := read()
		lines <- line{text, err}
	}()
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case l := <-lines:
		text := strings.TrimRight(l.text, "\r\n")
		if errors.Is(l.err, io.EOF) && text != "" {
			return text, nil // the last line of a file
		}
		return text, l.err
	}
}
