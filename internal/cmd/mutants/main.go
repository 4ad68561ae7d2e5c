// Mutants switches off, one after the other, each mechanism that ensures a property of the
// project, and runs that property's tests: if a mutant survives, no test checks the property.
// The mutants are in the folder list, beside this file.
//
// Usage, from the module's root (make mutants does it):
//
//	go run ./internal/cmd/mutants [-fast] [-run regexp]
//
// It works in a copy of the files that Git tracks, as they are now. It fails if a mutant
// survives, if a patch no longer applies, and if something does not compile.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"time"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("mutants: ")
	fast := flag.Bool("fast", false, "omit the mutants that need a browser")
	only := flag.String("run", "", "run only the mutants whose names match this regular expression")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *fast, *only); err != nil {
		stop()
		log.Fatal(err)
	}
}

func run(ctx context.Context, fast bool, only string) error {
	name, err := regexp.Compile(only)
	if err != nil {
		return err
	}
	mutants, err := readList(filepath.Join("internal", "cmd", "mutants", "list"))
	if err != nil {
		return err
	}
	mutants = slices.DeleteFunc(mutants, func(m mutant) bool {
		return !name.MatchString(m.name) || fast && m.test.needsBrowser()
	})
	if len(mutants) == 0 {
		return errors.New("there is no such mutant")
	}
	for _, m := range mutants {
		if _, err := m.apply("."); err != nil {
			return err
		}
	}
	tree, err := newTree(ctx)
	if err != nil {
		return err
	}
	defer tree.remove()
	if err := tree.passes(ctx, mutants); err != nil {
		return err
	}
	living, failed := 0, 0
	fmt.Printf("%-64s  %-8s  %-70s  %-8s  %s\n", "mutant", "property", "test", "", "seconds")
	for _, m := range mutants {
		start := time.Now()
		outcome, err := tree.try(ctx, m)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		switch {
		case err != nil:
			failed++
			outcome = "ERROR"
		case outcome != killed:
			living++
		}
		fmt.Printf("%-64s  %-8s  %-70s  %-8s  %.0f\n", m.name, m.property, m.test, outcome, time.Since(start).Seconds())
		if err != nil {
			fmt.Println(err)
		}
	}
	fmt.Printf("%d mutants, %d survived, %d errors\n", len(mutants), living, failed)
	if living+failed > 0 {
		return errors.New("not all mutants were killed")
	}
	return nil
}
