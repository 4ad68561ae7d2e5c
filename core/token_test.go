package core

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"time"
)

// decodeAny is a JSONDecoder for tests that run in every build. It loses the
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
	// Both alphabets differ in this text's base64: it has + and /.
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

// FuzzUnverifiedClaims: tokens come from storage that others may write to.
func FuzzUnverifiedClaims(f *testing.F) {
	for _, seed := range []string{"", "h.e30.s", "..", "h.eyJleHAiOjF9", "h.=.s", "h.\x00.s", "h.bnVsbA.s"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, token string) {
		claims := unverifiedClaims(token, decodeAny)
		if claims != nil && !strings.Contains(token, ".") {
			t.Errorf("%q has claims", token)
		}
		s := &Session{accessClaims: claims, idClaims: claims}
		if exp := numericClaim(claims, "exp"); math.IsNaN(exp) && s.Valid(time.Unix(0, 0)) {
			t.Errorf("%q is valid and never ends", token)
		}
	})
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

// The peer writes the drift as JavaScript prints a number and reads it with
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

// FuzzDrift: what is written is read back, and any other text gives a whole
// number.
func FuzzDrift(f *testing.F) {
	for _, seed := range []string{"", "-5", "0x10", "0x", "9999999999999999999", "-0", "\u00a05", "1_0"} {
		f.Add(seed, int64(len(seed)))
	}
	f.Fuzz(func(t *testing.T, text string, drift int64) {
		if got := parseDrift(text); math.IsNaN(got) || math.IsInf(got, 0) || got != math.Trunc(got) {
			t.Errorf("parseDrift(%q) = %v", text, got)
		}
		whole := float64(drift % (1 << 53))
		if got := parseDrift(formatDrift(whole)); got != whole {
			t.Errorf("%v is read back as %v", whole, got)
		}
	})
}

func TestFormatDriftNaN(t *testing.T) {
	if got := formatDrift(math.NaN()); got != "NaN" || parseDrift(got) != 0 {
		t.Errorf("NaN is written as %q and read as %v", got, parseDrift(got))
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
		s := &Session{accessClaims: tt.access, idClaims: tt.id, ClockDrift: tt.drift}
		// Seconds are cut off, not rounded.
		if got := s.Valid(time.Unix(100, 999e6)); got != tt.want {
			t.Errorf("%s: valid %t, want %t", tt.name, got, tt.want)
		}
	}
}
