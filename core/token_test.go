package core

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"
)

// decodeAny returns a JSONDecoder for tests that run in every build. It loses the
// order of members.
func decodeAny(text string) (Value, error) {
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		return nil, err
	}
	members, ok := v.(map[string]any)
	if !ok {
		return v, nil
	}
	object := Object{}
	for name, value := range members {
		object = append(object, Member{name, value})
	}
	return object, nil
}

func TestUnverifiedClaims(t *testing.T) {
	// The alphabets differ in this text's base64, which has + and /.
	const claims = `{"exp":17,"s":"~~~???>>>"}`
	plain, url := base64.StdEncoding.EncodeToString([]byte(claims)), base64.RawURLEncoding.EncodeToString([]byte(claims))
	if !strings.ContainsAny(plain, "+/") || !strings.ContainsAny(url, "-_") {
		t.Fatal("the claims do not tell the two alphabets of base64 apart")
	}
	tests := []struct {
		name, token string
		ok          bool
	}{
		{"base64url", "h." + url + ".s", true},
		{"base64", "h." + plain + ".s", true},
		{"padded base64url", "h." + url + strings.Repeat("=", -len(url)&3) + ".s", true},
		{"two pieces", "h." + url, true},
		{"four pieces", "h." + url + ".s.t", true},
		{"white space inside", "h." + url[:5] + " \n\t\r\f" + url[5:] + ".s", true},
		{"empty", "", false},
		{"no dot", url, false},
		{"empty middle", "h..s", false},
		{"no base64", "h.!!!.s", false},
		{"no JSON", "h." + base64.RawURLEncoding.EncodeToString([]byte("exp")) + ".s", false},
		{"null", "h.bnVsbA.s", false},
		{"a number", "h.NQ.s", false},
		{"a list", "h.W10.s", false},
		{"only padding", "h.====.s", false},
	}
	for _, tt := range tests {
		got := unverifiedClaims(tt.token, decodeAny)
		if ok := got != nil; ok != tt.ok || ok && numericClaim(got, "exp") != 17 {
			t.Errorf("%s: claims %v, want some: %t", tt.name, got, tt.ok)
		}
	}
	if got := unverifiedClaims("h."+url+".s", func(string) (Value, error) { return nil, errors.New("no") }); got != nil {
		t.Errorf("where the decoder fails: %v", got)
	}
}

// FuzzUnverifiedClaims: tokens come from storage that others may write to. Each has the claims
// that another decoder finds, or none, and is valid for exactly as long as they say.
func FuzzUnverifiedClaims(f *testing.F) {
	for _, seed := range []string{
		"", "h.e30.s", "..", "h.eyJleHAiOjF9", "h.=.s", "h.\x00.s", "h.bnVsbA.s",
		"h.eyJleHAiOjE3LCJzIjoifn5-Pz8_Pj4-In0.s", "h.eyJleHAiOiIxNyJ9", "h.eyJleHAiOi0xfQ==.s", "h.e yJ9\n.", "h.W10.s",
		"h.eyJfX3Byb3RvX18iOnsiZXhwIjo5OTk5OTk5OTk5OX19.s", "h.eyJleHAiOjFlOTk5fQ.s", "h.eyJleHAiOiIweDEwIn0.s",
	} {
		f.Add(seed, int64(16), -5.0)
	}
	f.Fuzz(func(t *testing.T, token string, now int64, drift float64) {
		claims := unverifiedClaims(token, decodeAny)
		reference := claimsByBits(token)
		if (claims == nil) != (reference == nil) || len(claims) != len(reference) {
			t.Fatalf("%q has the claims %v, want %v", token, claims, reference)
		}
		for name, want := range reference {
			got := claims.Get(name)
			if nested, ok := got.(map[string]any); ok {
				got, want = len(nested), len(want.(map[string]any))
			} else if list, ok := got.([]any); ok {
				got, want = len(list), len(want.([]any))
			}
			if got != want {
				t.Errorf("%q has the claim %q = %v, want %v", token, name, got, want)
			}
		}
		s := &Session{accessClaims: claims, idClaims: claims, clockDrift: drift}
		want := false
		switch exp := reference["exp"].(type) {
		case float64:
			want = float64(now)-drift < exp
		case string: // of digits, as JavaScript's arithmetic takes it
			n, err := strconv.ParseFloat(exp, 64)
			want = err == nil && strings.Trim(strings.TrimLeft(exp, "+-"), "0123456789") == "" && float64(now)-drift < n
		}
		if got := s.Valid(time.Unix(now, 0)); got != want {
			t.Errorf("%q at %d, drift %v: valid %t, want %t", token, now, drift, got, want)
		}
	})
}

// claimsByBits decodes like unverifiedClaims, but six bits at a time.
func claimsByBits(token string) map[string]any {
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	pieces := strings.Split(token, ".")
	if len(pieces) < 2 {
		return nil
	}
	var text []byte
	bits, count := 0, 0
	for i := range len(pieces[1]) {
		c := pieces[1][i]
		if c == '=' {
			break
		}
		value := strings.IndexByte(digits, c)
		switch {
		case c == '+' || c == '-':
			value = 62
		case c == '/' || c == '_':
			value = 63
		case value < 0:
			continue
		}
		bits, count = (bits<<6|value)&0xffff, count+6
		if count >= 8 {
			count -= 8
			text = append(text, byte(bits>>count))
		}
	}
	var claims map[string]any
	if json.Unmarshal(text, &claims) != nil {
		return nil
	}
	return claims
}

func TestNumericClaim(t *testing.T) {
	for _, tt := range []struct {
		value Value
		want  float64
	}{
		{17.0, 17}, {"17", 17}, {17.5, 17.5}, {"x", math.NaN()}, {"", math.NaN()},
		{nil, math.NaN()}, {Null, math.NaN()}, {true, math.NaN()}, {Object{}, math.NaN()},
	} {
		got := numericClaim(Object{{"exp", tt.value}}, "exp")
		if got != tt.want && !(math.IsNaN(got) && math.IsNaN(tt.want)) {
			t.Errorf("numericClaim(%#v) = %v, want %v", tt.value, got, tt.want)
		}
	}
}

// Upstream writes the drift as JavaScript prints a number and reads it with
// parseInt(text) || 0.
func TestParseDrift(t *testing.T) {
	tests := []struct {
		text string
		want float64
	}{
		{"0", 0}, {"5", 5}, {"-5", -5}, {"+5", 5}, {"12.7", 12}, {"-12.7", -12}, {"12abc", 12},
		{"0x10", 16}, {"0X1f", 31}, {"-0x10", -16}, {"0x", 0}, {"0xg", 0}, {"010", 10},
		{"1e3", 1}, {" 7", 7}, {"\t\n\v\f\r 7", 7}, {"7 ", 7},
		{"", 0}, {"NaN", 0}, {"abc", 0}, {"-", 0}, {"+", 0}, {"--5", 0}, {"-+5", 0}, {"+-5", 0}, {"- 5", 0}, {".5", 0},
		{"Infinity", 0}, {"null", 0}, {"undefined", 0}, {"-1700000000", -1700000000},
	}
	for _, tt := range tests {
		if got := parseDrift(tt.text); got != tt.want {
			t.Errorf("parseDrift(%q) = %v, want %v", tt.text, got, tt.want)
		}
	}
}

// FuzzDrift: a formatted drift is parsed to the same value, and any other text is parsed to an
// integer, or to infinity if there are too many digits, as in JavaScript.
func FuzzDrift(f *testing.F) {
	for _, seed := range []string{"", "-5", "0x10", "0x", "9999999999999999999", "-0", "\u00a05", "1_0"} {
		f.Add(seed, int64(len(seed)))
	}
	f.Fuzz(func(t *testing.T, text string, drift int64) {
		if got := parseDrift(text); math.IsNaN(got) || got != math.Trunc(got) {
			t.Errorf("parseDrift(%q) = %v", text, got)
		}
		whole := float64(drift % (1 << 53))
		if got := parseDrift(formatDrift(whole)); got != whole {
			t.Errorf("%v is read back as %v", whole, got)
		}
	})
}

func TestFormatDriftNaN(t *testing.T) {
	for _, drift := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e300, -1e300, 1 << 63, 1 << 53} {
		if got := formatDrift(drift); got != "NaN" || parseDrift(got) != 0 {
			t.Errorf("%v is written as %q and read as %v", drift, got, parseDrift(got))
		}
	}
}

func TestSessionValid(t *testing.T) {
	claims := func(v Value) Object { return Object{{"exp", v}} }
	tests := []struct {
		name       string
		access, id Object
		drift      float64
		want       bool
	}{
		{"both later", claims(101.0), claims(101.0), 0, true},
		{"access ends now", claims(100.0), claims(101.0), 0, false},
		{"id ends now", claims(101.0), claims(100.0), 0, false},
		{"a slow clock", claims(90.0), claims(90.0), 11, true},
		{"a fast clock", claims(110.0), claims(110.0), -10, false},
		{"numeric text", claims("101"), claims("101"), 0, true},
		{"no exp", claims(101.0), Object{}, 0, false},
		{"no claims", nil, nil, 0, false},
		{"drift NaN", claims(101.0), claims(101.0), math.NaN(), false},
	}
	for _, tt := range tests {
		s := &Session{accessClaims: tt.access, idClaims: tt.id, clockDrift: tt.drift}
		// Seconds are cut off, not rounded.
		if got := s.Valid(time.Unix(100, 999e6)); got != tt.want {
			t.Errorf("%s: valid %t, want %t", tt.name, got, tt.want)
		}
	}
}
