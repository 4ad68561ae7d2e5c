//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd || windows

package core_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
)

func init() { roles["write"] = writeUntilKilled }

// long returns a value for a number that is larger than a page of the disk.
func long(n int) string { return strings.Repeat(strconv.Itoa(n)+" ", 2000) }

// writeUntilKilled writes one value after another, and prints which it has written.
func writeUntilKilled() {
	f := &core.FileStorage{Path: os.Getenv("FILE")}
	first, _ := strconv.Atoi(os.Getenv("FIRST"))
	for n := first; ; n++ {
		if err := f.Set(context.Background(), "key", long(n)); err != nil {
			panic(err)
		}
		fmt.Println(n)
	}
}

// A program may be killed at any moment. The file is then as before a write or after it, never
// older than the last completed write, and the next program does not wait.
func TestKilledAtRandom(t *testing.T) {
	kills := 1000
	if testing.Short() {
		kills = 50
	}
	const lanes = 4 // each with a file of its own
	var between atomic.Int32
	var wg sync.WaitGroup
	for lane := range lanes {
		wg.Go(func() {
			f, next := &core.FileStorage{Path: filepath.Join(t.TempDir(), strconv.Itoa(lane)+".json")}, 1
			for range kills / lanes {
				written, err := killed(t, f.Path, next)
				if err != nil {
					t.Error(err)
					return
				}
				if _, err := os.Stat(f.Path + ".new"); err == nil {
					between.Add(1)
				}
				var values map[string]string
				if err := json.Unmarshal(must(os.ReadFile(f.Path)), &values); err != nil {
					t.Errorf("the file is broken: %v", err)
					return
				}
				number, _, _ := strings.Cut(values["key"], " ")
				n, _ := strconv.Atoi(number)
				// The interrupted write may be there or not.
				if values["key"] != long(n) || n < written || n > written+1 {
					t.Errorf("after %d was written there is %.40q", written, values["key"])
				}
				next = n + 1
			}
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			if err := f.Set(ctx, "key", "v"); err != nil {
				t.Error(err)
			}
			for _, entry := range must(os.ReadDir(filepath.Dir(f.Path))) {
				if name := entry.Name(); name != filepath.Base(f.Path) && name != filepath.Base(f.Path)+".lock" {
					t.Errorf("left over: %s", name)
				}
			}
		})
	}
	wg.Wait()
	t.Logf("%d kills, %d of them while a new file was written", kills, between.Load())
}

// killed starts a program that writes, kills it some time after its first write, and
// returns the last number that it has written for certain.
func killed(t *testing.T, path string, first int) (written int, err error) {
	cmd := runAgain(t, "write", "FILE="+path, "FIRST="+strconv.Itoa(first))
	said, err := cmd.StdoutPipe()
	if err != nil {
		return 0, err
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	lines := bufio.NewScanner(said)
	for more := rand.IntN(2); lines.Scan(); more-- {
		written, err = strconv.Atoi(lines.Text())
		if more == 0 {
			<-time.After(time.Duration(rand.IntN(3000)) * time.Microsecond)
			_ = cmd.Process.Kill()
		}
	}
	_ = cmd.Wait()
	if written == 0 {
		err = fmt.Errorf("the program has written nothing")
	}
	return written, err
}
