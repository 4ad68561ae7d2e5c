// Program does what reads the table of functions: its output must be the same when
// it is slim. What it prints of itself names no function, file or line.
package main

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"time"
)

// alone is how many goroutines there are beside the system's when nothing goes on: main
// and, on js, the one that waits for events.
const alone = 2

func main() {
	if len(os.Args) > 1 {
		end(os.Args[1])
	}
	panics()
	deferred()
	wrapped()
	goroutines()
	collect()
	reflected()
	finalized()
	timers()
	stacks()
	fmt.Println("goroutines at the end:", settled(alone))
}

// end ends the program in a way that prints a stack.
func end(how string) {
	switch how {
	case "panic":
		boom(3)
	case "throw":
		var mu sync.Mutex
		mu.Unlock()
	case "deadlock":
		select {}
	case "goroutine deadlock":
		var group sync.WaitGroup
		group.Add(1)
		go func() { select {} }()
		group.Wait()
	}
}

//go:noinline
func boom(n int) {
	if n == 0 {
		panic("boom")
	}
	boom(n - 1)
}

func try(f func()) (err any) {
	defer func() { err = recover() }()
	f()
	return nil
}

func panics() {
	var (
		none  []int
		where *struct{ n int }
		what  any = "text"
		zero  int
	)
	fmt.Println(try(func() { _ = none[len(os.Args)+4] }))
	fmt.Println(try(func() { _ = none[1:len(os.Args)] }))
	fmt.Println(try(func() { fmt.Println(where.n) }))
	fmt.Println(try(func() { _ = what.(int) }))
	fmt.Println(try(func() { _ = what.(fmt.Stringer) }))
	fmt.Println(try(func() { fmt.Println(1 / zero) }))
	fmt.Println(try(func() { boom(100) }))
	fmt.Println(try(func() {
		defer func() { panic(fmt.Sprint("again: ", recover())) }()
		panic("first")
	}))
	fmt.Println(try(func() { panic(errors.New("an error")) }))
	done := make(chan bool)
	go func() {
		defer close(done)
		defer func() { fmt.Println("Goexit, and not", recover()) }()
		runtime.Goexit()
	}()
	<-done
}

// deferred has defers in loops and open-coded ones, with pointers that only they hold,
// in frames that move when the stack grows.
func deferred() {
	sum := 0
	var descend func(n int, held *int)
	descend = func(n int, held *int) {
		mine := new(int)
		*mine = n
		defer func() { sum += *mine + *held }()
		for i := range 3 {
			defer func() { sum += i }()
		}
		if n%100 == 0 {
			runtime.GC()
		}
		if n > 0 {
			descend(n-1, mine)
			return
		}
		panic("at the bottom")
	}
	fmt.Println(try(func() { descend(1000, new(int)) }), sum)
}

type value struct{ n int }

func (v value) Number() int { return v.n }

// wrapped calls a method for values by a nil pointer.
func wrapped() {
	err := try(func() { number((*value)(nil)) })
	_, ok := err.(runtime.Error)
	fmt.Println(number(value{1}), "a runtime.Error:", ok, strings.HasSuffix(fmt.Sprint(err), " pointer"))
}

// number is called, so that the compiler does not see which method it calls.
//
//go:noinline
func number(of interface{ Number() int }) int { return of.Number() }

func goroutines() {
	fmt.Println("goroutines:", runtime.NumGoroutine())
	stop := make(chan bool)
	results := make(chan int)
	var group sync.WaitGroup
	for i := range 100 {
		group.Add(1)
		go func() {
			defer group.Done()
			select {
			case results <- i * i:
			case <-stop:
			}
		}()
	}
	fmt.Println("goroutines:", runtime.NumGoroutine())
	sum := 0
	for range 50 {
		sum += <-results
	}
	fmt.Println(sum > 0)
	close(stop)
	group.Wait()
	fmt.Println("goroutines:", settled(alone))
}

// settled waits for goroutines that have done their work to be gone.
func settled(want int) int {
	for range 1000 {
		if runtime.NumGoroutine() == want {
			break
		}
		runtime.Gosched()
	}
	return runtime.NumGoroutine()
}

type tree struct {
	left, right *tree
	tag         string
	more        map[string][]byte
}

//go:noinline
func grow(depth int) *tree {
	if depth == 0 {
		return &tree{tag: "leaf", more: map[string][]byte{"a": make([]byte, 100)}}
	}
	t := &tree{tag: fmt.Sprint(depth)}
	t.left, t.right = grow(depth-1), grow(depth-1)
	return t
}

func (t *tree) count() (n int) {
	if t == nil {
		return 0
	}
	return 1 + len(t.more) + t.left.count() + t.right.count()
}

// collect allocates under a collector that runs all the time, in goroutines that stand
// anywhere.
func collect() {
	defer debug.SetGCPercent(debug.SetGCPercent(5))
	var group sync.WaitGroup
	counts := make([]int, 4)
	for i := range counts {
		group.Add(1)
		go func() {
			defer group.Done()
			for range 3 {
				t := grow(9)
				runtime.Gosched()
				counts[i] += t.count()
			}
		}()
	}
	group.Wait()
	fmt.Println(counts)
	m := map[string]*tree{}
	for i := range 5000 {
		m[fmt.Sprint(i)] = &tree{tag: fmt.Sprint("tag ", i)}
		delete(m, fmt.Sprint(i-1000))
	}
	runtime.GC()
	sum := 0
	for key, t := range m {
		sum += len(key) + len(t.tag)
	}
	fmt.Println(len(m), sum)
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	fmt.Println("collected:", before.NumGC > 10)
}

// reflected has the collector look at the frames of functions that reflect makes, at
// times when nothing else holds their arguments yet.
func reflected() {
	defer debug.SetGCPercent(debug.SetGCPercent(1))
	type function = func(a *[4]string, b string, c any) (*[4]string, string)
	made := reflect.MakeFunc(reflect.TypeFor[function](), func(args []reflect.Value) []reflect.Value {
		return args[:2]
	}).Interface().(function)
	method := reflect.ValueOf(&tree{tag: "root"}).MethodByName("Held").Interface().(func(*[2]string) string)
	wrong := 0
	for i := range 20_000 {
		want := fmt.Sprint(i)
		a, b := made(&[4]string{fmt.Sprint(i), "b", "c", want}, fmt.Sprint(i), &tree{})
		if a[0] != want || a[1] != "b" || a[3] != want || b != want {
			wrong++
		}
		if method(&[2]string{fmt.Sprint(i), "two"}) != "root"+want+"two" {
			wrong++
		}
	}
	fmt.Println(wrong, "wrong")
	fmt.Println(try(func() { reflect.ValueOf(1).Len() }) != nil)
}

func (t *tree) Held(texts *[2]string) string { return t.tag + texts[0] + texts[1] }

func finalized() {
	ran := make(chan string, 2)
	func() {
		t := &tree{tag: "finalizer"}
		runtime.SetFinalizer(t, func(t *tree) { ran <- t.tag })
		runtime.AddCleanup(&tree{tag: "x"}, func(text string) { ran <- text }, "cleanup")
	}()
	got := map[string]bool{}
	for len(got) < 2 {
		runtime.GC()
		select {
		case text := <-ran:
			got[text] = true
		case <-time.After(time.Millisecond):
		}
	}
	fmt.Println(len(got), "have run")
	fmt.Println("goroutines:", settled(alone))
}

func timers() {
	fired := make(chan string)
	stopped := time.AfterFunc(time.Hour, func() { fired <- "never" })
	time.AfterFunc(time.Millisecond, func() { fired <- "first" })
	// The second begins when the first has run: two that are due run in any order.
	fmt.Println(stopped.Stop(), <-fired)
	time.AfterFunc(time.Millisecond, func() { fired <- "second" })
	fmt.Println(<-fired)
	ticker := time.NewTicker(time.Millisecond)
	<-ticker.C
	<-ticker.C
	ticker.Stop()
}

// stacks asks for stacks in all ways; what they say is not compared.
func stacks() {
	pcs := make([]uintptr, 100)
	pcs = pcs[:runtime.Callers(0, pcs)]
	frames := runtime.CallersFrames(pcs)
	n := 0
	for more := true; more; n++ {
		var frame runtime.Frame
		frame, more = frames.Next()
		_ = runtime.FuncForPC(frame.PC).Name() + frame.Function + frame.File
		_, _ = runtime.FuncForPC(frame.PC).FileLine(frame.PC)
	}
	_, _, _, ok := runtime.Caller(0)
	buffer := make([]byte, 1<<16)
	fmt.Println(len(pcs) > 2, n > 2, ok, strings.HasPrefix(string(buffer[:runtime.Stack(buffer, true)]), "goroutine 1 [running]:"), len(debug.Stack()) > 0)
	debug.SetTraceback("all")
	records := make([]runtime.StackRecord, 100)
	n, ok = runtime.GoroutineProfile(records)
	fmt.Println(n, ok)
}
