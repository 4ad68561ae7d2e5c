package srp

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"
)

func TestRandomSource(t *testing.T) {
	broken := errors.New("no entropy")
	for _, c := range []struct {
		name           string
		random         func(size int) io.Reader
		client, device error
	}{
		{"fails", func(int) io.Reader { return iotest.ErrReader(broken) }, broken, broken},
		{"is empty", func(int) io.Reader { return strings.NewReader("") }, io.EOF, io.EOF},
		{"ends early", func(size int) io.Reader { return bytes.NewReader(make([]byte, size-1)) },
			io.ErrUnexpectedEOF, io.ErrUnexpectedEOF},
		// A salt of zeros is valid, if unlikely; an exponent of zero is not.
		{"is all zeros", func(size int) io.Reader { return bytes.NewReader(make([]byte, size)) }, ErrRandom, nil},
		{"gives a byte at a time", func(size int) io.Reader {
			return iotest.OneByteReader(bytes.NewReader(bytes.Repeat([]byte{1}, size)))
		}, nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, err := NewClient(c.random(ephemeralSize))
			if !errors.Is(err, c.client) || (client == nil) != (err != nil) {
				t.Errorf("NewClient = %v, error %v, want %v", client, err, c.client)
			}
			device, err := NewDevice("group", "key", c.random(devicePasswordSize+deviceSaltSize))
			if !errors.Is(err, c.device) || (device == nil) != (err != nil) {
				t.Errorf("NewDevice = %v, error %v, want %v", device, err, c.device)
			}
		})
	}
}

func TestNewClientReads32Bytes(t *testing.T) {
	random := bytes.NewReader(append(bytes.Repeat([]byte{0}, 31), 5, 99))
	c, err := NewClient(random)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "A for a = 5", c.A(), "20")
	if random.Len() != 1 {
		t.Errorf("%d bytes left, want 1", random.Len())
	}
}

// No input leads to A = 0 in Cognito's group; a generator of zero does.
func TestZeroA(t *testing.T) {
	_, err := newClient(newGroup([]byte{227}, 0), []byte{1})
	if !errors.Is(err, ErrZeroA) {
		t.Fatalf("error %v, want %v", err, ErrZeroA)
	}
	equal(t, "message", err.Error(), "Illegal paramater. A mod N cannot be 0.")
}

// No known input hashes to u = 0.
func TestZeroU(t *testing.T) {
	c := mustClient(t, cognitoGroup(), []byte{1})
	_, err := c.premaster([]byte{1}, make([]byte, 32), []byte{2})
	if !errors.Is(err, ErrZeroU) {
		t.Fatalf("error %v, want %v", err, ErrZeroU)
	}
	equal(t, "message", err.Error(), "U cannot be zero.")
}

func TestMalformedChallenge(t *testing.T) {
	c := mustClient(t, cognitoGroup(), []byte{1})
	for _, v := range []struct {
		Challenge
		member string
	}{
		{Challenge{"", "2", "AA=="}, "SALT"},
		{Challenge{"xyz", "2", "AA=="}, "SALT"},
		{Challenge{"-1", "2", "AA=="}, "SALT"},
		{Challenge{"0x1", "2", "AA=="}, "SALT"},
		{Challenge{"1 ", "2", "AA=="}, "SALT"},
		{Challenge{"1", "", "AA=="}, "SRP_B"},
		{Challenge{"1", "2g", "AA=="}, "SRP_B"},
		{Challenge{"1", "2é", "AA=="}, "SRP_B"},
		{Challenge{"1", "2", ""}, "SECRET_BLOCK"},
		{Challenge{"1", "2", "A"}, "SECRET_BLOCK"},
		{Challenge{}, "SALT"},
	} {
		got, err := c.Proof(Credentials{"pool", "user", "password"}, v.Challenge, "now")
		var p *ParameterError
		if got != "" || !errors.As(err, &p) || p.Member != v.member {
			t.Errorf("Proof(%+v) = %q, error %v; want a ParameterError of %s", v.Challenge, got, err, v.member)
			continue
		}
		equal(t, "message", err.Error(), "srp: server sent a malformed "+v.member)
	}
}

func TestClientIsImmutable(t *testing.T) {
	v := loadVectors(t).SRP[0]
	c := mustClient(t, cognitoGroup(), unhex(t, v.SmallA))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			got, err := c.Proof(Credentials{v.PoolName, v.UserIDForSRP, v.Password},
				Challenge{v.Salt, v.B, v.SecretBlock}, v.Timestamp)
			if err != nil || got != v.Signature || c.A() != v.A {
				t.Errorf("Proof = %s, error %v, want %s", got, err, v.Signature)
			}
		})
	}
	wg.Wait()
}

// A pause comes once in a proof, and does not change it.
func TestPause(t *testing.T) {
	c := mustClient(t, cognitoGroup(), []byte{7})
	who, challenge := Credentials{"p", "u", "secret"}, Challenge{"ab", "cd", "AA=="}
	want, err := c.Proof(who, challenge, "t")
	if err != nil {
		t.Fatal(err)
	}
	pauses := 0
	c.Pause = func() { pauses++ }
	if got, err := c.Proof(who, challenge, "t"); got != want || err != nil || pauses != 1 {
		t.Errorf("%d pauses; the same proof: %t; %v", pauses, got == want, err)
	}
}

// Every hour of every day of a common year, of a leap year, and of 2000, a turn of a century
// that is a leap year, with the date counted here by hand.
func TestTimestamp(t *testing.T) {
	days := []string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"}
	months := []struct {
		name string
		days int
	}{
		{"Jan", 31}, {"Feb", 28}, {"Mar", 31}, {"Apr", 30}, {"May", 31}, {"Jun", 30},
		{"Jul", 31}, {"Aug", 31}, {"Sep", 30}, {"Oct", 31}, {"Nov", 30}, {"Dec", 31},
	}
	zones := []*time.Location{
		time.UTC,
		time.FixedZone("east", 14*60*60),
		time.FixedZone("west", -11*60*60-30*60),
		time.FixedZone("", 5*60*60+45*60),
	}
	two := func(n int) string { return strconv.Itoa(n/10) + strconv.Itoa(n%10) }
	tested := 0
	for _, y := range []struct {
		year    int
		leap    bool
		start   int64 // of the year, Unix seconds
		weekday int
	}{
		{2000, true, 946684800, 6},
		{2026, false, 1767225600, 4},
		{2028, true, 1830297600, 6},
	} {
		now, weekday := y.start, y.weekday
		for _, m := range months {
			last := m.days
			if y.leap && m.name == "Feb" {
				last++
			}
			for day := 1; day <= last; day++ {
				for hour := range 24 {
					minute, second := (hour*7+day)%60, (hour*13+day*5)%60
					at := time.Unix(now+int64(minute*60+second), 999_999_999).In(zones[tested%len(zones)])
					want := days[weekday] + " " + m.name + " " + strconv.Itoa(day) + " " +
						two(hour) + ":" + two(minute) + ":" + two(second) + " UTC " + strconv.Itoa(y.year)
					if got := Timestamp(at); got != want {
						t.Fatalf("Timestamp(%d in %v) = %q, want %q", at.Unix(), at.Location(), got, want)
					}
					now += 60 * 60
					tested++
				}
				weekday = (weekday + 1) % 7
			}
		}
	}
	if want := 24 * (366 + 365 + 366); tested != want {
		t.Errorf("tested %d hours, want %d", tested, want)
	}
}

func BenchmarkNewClient(b *testing.B) {
	random := bytes.Repeat([]byte{0xa5}, ephemeralSize)
	for b.Loop() {
		if _, err := NewClient(bytes.NewReader(random)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkProof(b *testing.B) {
	v := loadVectors(b).SRP[0]
	who := Credentials{v.PoolName, v.UserIDForSRP, v.Password}
	c, err := NewClient(bytes.NewReader(bytes.Repeat([]byte{0xa5}, ephemeralSize)))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := c.Proof(who, Challenge{v.Salt, v.B, v.SecretBlock}, v.Timestamp); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNewDevice(b *testing.B) {
	random := bytes.Repeat([]byte{0xa5}, devicePasswordSize+deviceSaltSize)
	for b.Loop() {
		if _, err := NewDevice("group", "key", bytes.NewReader(random)); err != nil {
			b.Fatal(err)
		}
	}
}
