//go:build unix

package websession_test

import (
	"context"
	"database/sql"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"
)

// postgres is one server for all tests of the package, which TestMain stops.
var (
	postgres     = sync.OnceValues(startPostgres)
	stopPostgres = func() {}
)

func TestMain(m *testing.M) {
	if work := os.Getenv("WEBSESSION_TEST_SERVER"); work != "" {
		serveAsProcess()
		return
	}
	code := m.Run()
	stopPostgres()
	os.Exit(code)
}

// postgresProgram returns the path of one of PostgreSQL's programs: Debian keeps most of them
// out of PATH.
func postgresProgram(name string) (string, error) {
	if path, err := exec.LookPath(name); err == nil {
		return filepath.EvalSymlinks(path)
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if len(found) == 0 {
		return "", fmt.Errorf("these tests need PostgreSQL: install it (Debian: apt install postgresql); %s was not found", name)
	}
	return found[len(found)-1], nil
}

// startPostgres starts a server in a folder of its own, and returns its address. It refuses to
// run as root, so it runs as nobody then.
func startPostgres() (address string, err error) {
	folder, err := os.MkdirTemp("", "websession-")
	if err != nil {
		return "", err
	}
	stopPostgres = func() { _ = os.RemoveAll(folder) }
	run := func(name string, args ...string) (*exec.Cmd, error) {
		path, err := postgresProgram(name)
		if err != nil {
			return nil, err
		}
		cmd := exec.Command(path, args...)
		cmd.Dir, cmd.Env = folder, append(os.Environ(), "LC_ALL=C")
		if os.Geteuid() == 0 {
			nobody, err := user.Lookup("nobody")
			if err != nil {
				return nil, err
			}
			uid, _ := strconv.Atoi(nobody.Uid)
			gid, _ := strconv.Atoi(nobody.Gid)
			if err := os.Chown(folder, uid, gid); err != nil {
				return nil, err
			}
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
		}
		return cmd, nil
	}
	initdb, err := run("initdb", "-D", folder+"/data", "-U", "tests", "--auth=trust", "--no-sync", "-E", "UTF8")
	if err != nil {
		return "", err
	}
	if out, err := initdb.CombinedOutput(); err != nil {
		return "", fmt.Errorf("initdb: %w\n%s", err, out)
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	port := free.Addr().(*net.TCPAddr).Port
	_ = free.Close()
	start, err := run("pg_ctl", "-D", folder+"/data", "-w", "-l", folder+"/log", "-o",
		fmt.Sprintf("-p %d -k %s -c listen_addresses=127.0.0.1 -c fsync=off", port, folder), "start")
	if err != nil {
		return "", err
	}
	if err := start.Run(); err != nil {
		log, _ := os.ReadFile(folder + "/log")
		return "", fmt.Errorf("pg_ctl: %w\n%s", err, log)
	}
	stopPostgres = func() {
		if stop, err := run("pg_ctl", "-D", folder+"/data", "-m", "immediate", "stop"); err == nil {
			_ = stop.Run()
		}
		_ = os.RemoveAll(folder)
	}
	return fmt.Sprintf("postgres://tests@127.0.0.1:%d/", port), nil
}

var databases struct {
	sync.Mutex
	count int
}

// newDatabase creates an empty database, and returns its address.
func newDatabase(t testing.TB) string {
	t.Helper()
	address, err := postgres()
	if err != nil {
		t.Fatal(err)
	}
	databases.Lock()
	defer databases.Unlock()
	databases.count++
	name := "test" + strconv.Itoa(databases.count)
	db := open(t, "pgx", address+"postgres")
	if _, err := db.ExecContext(context.Background(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	return address + name
}

func open(t testing.TB, driver, address string) *sql.DB {
	t.Helper()
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}
