// Command devserver runs the demo page of www/ with an in-memory Cognito.
//
//	devserver [-addr localhost:8080] [-cognito 127.0.0.1:0] [-domain 127.0.0.1:0] [-lifetime 10m] [-latency 0] [-seed] [-open]
//
// Start it in the project's folder, after "make build". The last line that it prints is
// the page's address.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"github.com/cognitowasm/cognitowasm/internal/devserver"
	"github.com/cognitowasm/cognitowasm/internal/fakecognito"
)

// The user that -seed makes.
const (
	seedName     = "ada"
	seedPassword = "Engine-1843"
	seedEmail    = "ada@example.com"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("devserver: ")
	o := options{}
	flag.StringVar(&o.root, "root", ".", "the project's `folder`")
	flag.StringVar(&o.addr, "addr", "localhost:8080", "the page's `address`; another port is taken if this one is in use")
	flag.StringVar(&o.cognito, "cognito", "127.0.0.1:0", "the `address` of the in-memory Cognito; port 0 means any")
	flag.StringVar(&o.domain, "domain", "127.0.0.1:0", "the `address` of the pool's domain; port 0 means any")
	// Long enough for a reload to show that a stored session needs no WebAssembly: the
	// library loads it five minutes before the session expires.
	flag.DurationVar(&o.lifetime, "lifetime", 10*time.Minute, "how long ID and access tokens are valid")
	flag.DurationVar(&o.latency, "latency", 0, "how long Cognito lets each request wait")
	flag.BoolVar(&o.seed, "seed", false, "make a confirmed user to sign in with")
	flag.BoolVar(&o.open, "open", false, "open the page in a browser")
	flag.Parse()
	if flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Stdout, o); err != nil {
		log.Fatal(err)
	}
}

type options struct {
	root, addr, cognito, domain string
	lifetime, latency           time.Duration
	seed, open                  bool
}

// run serves until ctx ends.
func run(ctx context.Context, out io.Writer, o options) error {
	if err := checkDist(o.root); err != nil {
		return err
	}
	cognitoListener, err := net.Listen("tcp", o.cognito)
	if err != nil {
		return err
	}
	defer cognitoListener.Close()
	domainListener, err := net.Listen("tcp", o.domain)
	if err != nil {
		return err
	}
	defer domainListener.Close()
	pageListener, err := listen(o.addr)
	if err != nil {
		return err
	}
	defer pageListener.Close()
	origin, err := originOf(o.addr, pageListener)
	if err != nil {
		return err
	}

	cognito := &fakecognito.Server{
		IDTokenLifetime:     o.lifetime,
		AccessTokenLifetime: o.lifetime,
		Latency:             o.latency,
	}
	if o.seed {
		if _, err := cognito.CreateUser(fakecognito.NewUser{
			Username: seedName, Password: seedPassword, Email: seedEmail,
		}); err != nil {
			return err
		}
		fmt.Fprintf(out, "A user to sign in with: %s, password %s\n", seedName, seedPassword)
	}
	demo := devserver.New(devserver.Config{
		Root:     o.root,
		Cognito:  cognito,
		Endpoint: "http://" + cognitoListener.Addr().String(),
		Domain:   "http://" + domainListener.Addr().String(),
		Origin:   origin,
	})

	url := origin + "/"
	fmt.Fprintf(out, "Cognito, in memory: http://%s/\n", cognitoListener.Addr())
	fmt.Fprintf(out, "The pool's domain: http://%s/\n", domainListener.Addr())
	fmt.Fprintf(out, "Demo: %s (Ctrl-C stops it)\n", url)
	if o.open {
		openBrowser(url)
	}

	api := &http.Server{Handler: cognito, ReadHeaderTimeout: 10 * time.Second}
	domain := &http.Server{Handler: cognito.Domain(), ReadHeaderTimeout: 10 * time.Second}
	page := &http.Server{Handler: demo, ReadHeaderTimeout: 10 * time.Second}
	failed := make(chan error, 3)
	go func() { failed <- api.Serve(cognitoListener) }()
	go func() { failed <- domain.Serve(domainListener) }()
	go func() { failed <- page.Serve(pageListener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	demo.Close() // otherwise Shutdown would wait for open event streams
	grace, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	err = errors.Join(page.Shutdown(grace), api.Shutdown(grace), domain.Shutdown(grace))
	if errors.Is(err, context.DeadlineExceeded) {
		// Do not wait for requests that are still running.
		return nil
	}
	return err
}

// checkDist prints what to do if the library has not been built.
func checkDist(root string) error {
	for _, name := range []string{"amazon-cognito-identity.min.js", "cognitowasm.wasm"} {
		if _, err := os.Stat(filepath.Join(root, "dist", name)); err != nil {
			return fmt.Errorf("dist/%s is missing: run `make build` first, in the project's folder", name)
		}
	}
	return nil
}

// listen listens on addr, or on another port of the same host if that one is in use.
func listen(addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if !errors.Is(err, syscall.EADDRINUSE) {
		return l, err
	}
	host, _, splitErr := net.SplitHostPort(addr)
	if splitErr != nil {
		return nil, err
	}
	return net.Listen("tcp", net.JoinHostPort(host, "0"))
}

// originOf returns the origin of the page for browsers on this machine: with the host of addr,
// but with localhost for what is only another name of it, because passkeys belong to a domain
// and an IP address is none.
func originOf(addr string, l net.Listener) (string, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return "", err
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return "", err
	}
	if ip := net.ParseIP(host); host == "" || ip.IsLoopback() || ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port), nil
}

// openBrowser tries to open the page. It reports no error, since the address has been
// printed.
func openBrowser(url string) {
	command := "xdg-open"
	if runtime.GOOS == "darwin" {
		command = "open"
	}
	cmd := exec.Command(command, url)
	if cmd.Start() == nil {
		go cmd.Wait()
	}
}
