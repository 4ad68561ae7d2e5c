//go:build !js

package jwtverify_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/core/jwtverify"
	"github.com/cognitowasm/cognitowasm/internal/conformance"
)

const issuerName = "https://cognito-idp.us-east-1.amazonaws.com/" + conformance.TokensPoolID

// hostile returns unsigned tokens that name a key and the pool, and are as expensive to decode
// as possible: with about this many bytes, and this many values.
func hostile(bytes, values int) map[string]string {
	token := func(header, claims string) string {
		encode := base64.RawURLEncoding.EncodeToString
		return encode([]byte(header)) + "." + encode([]byte(claims)) + "." + encode(make([]byte, 256))
	}
	header, claims := `{"alg":"RS256","kid":"the id key"`, `{"iss":"`+issuerName+`"`
	room := bytes*3/4 - len(header) - len(claims) - 300
	values -= 8
	// many repeats a text as often as both limits allow.
	many := func(text func(i int) string) string {
		b := new(strings.Builder)
		for i := 0; i < values && b.Len() < room; i++ {
			b.WriteString(text(i))
		}
		return b.String()
	}
	always := func(text string) string { return many(func(int) string { return text }) }
	nested := func(begin, end string) string {
		n := min(values, room/len(begin+end))
		return strings.Repeat(begin, n) + strings.Repeat(end, n)
	}
	return map[string]string{
		"members":          token(header+"}", claims+many(func(i int) string { return fmt.Sprintf(`,"%x":0`, i) })+"}"),
		"header members":   token(header+many(func(i int) string { return fmt.Sprintf(`,"%x":0`, i) })+"}", claims+"}"),
		"duplicates":       token(header+"}", claims+always(`,"":0`)+"}"),
		"elements":         token(header+"}", claims+`,"a":[0`+always(",0")+"]}"),
		"lists":            token(header+"}", claims+`,"a":`+nested("[", "]")+"}"),
		"objects":          token(header+"}", claims+`,"a":`+nested(`{"":`, "}")+"}"),
		"a long claim":     token(header+"}", claims+`,"a":"`+strings.Repeat(`\u0000`, room/6)+`"}`),
		"a long kid":       token(`{"alg":"RS256","kid":"`+strings.Repeat("k", room)+`"}`, claims+"}"),
		"a long signature": token(header+"}", claims+"}") + strings.Repeat("A", room),
		"dots":             strings.Repeat(".", bytes),
		"brackets":         token(header+"}", strings.Repeat("[", min(values, room))),
	}
}

// Decoding a token of 64 kB, which anybody can send, used to take 117 ms.
func TestHostileTokens(t *testing.T) {
	v := newVerifier(t, jwtverify.Config{HTTPClient: &http.Client{Transport: transport(new(conformance.KeyServer).Get)}, Clock: then{}})
	for name, token := range hostile(1<<16, math.MaxInt) {
		best := time.Duration(math.MaxInt64)
		for range 20 {
			start := time.Now()
			if _, err := v.Verify(t.Context(), token, core.IDToken); !errors.Is(err, core.TokenUnverified) {
				t.Fatalf("%s: %v", name, err)
			}
			best = min(best, time.Since(start))
		}
		if best > time.Millisecond {
			t.Errorf("%s: %d bytes take %v", name, len(token), best)
		}
	}
}

// BenchmarkHostile refuses the worst tokens that are decoded, and those that are refused
// without being decoded.
func BenchmarkHostile(b *testing.B) {
	for _, size := range []struct {
		name          string
		bytes, values int
	}{{"read", 1 << 15, 1000}, {"unread", 1 << 16, math.MaxInt}} {
		tokens := hostile(size.bytes, size.values)
		for _, name := range slices.Sorted(maps.Keys(tokens)) {
			v := newVerifier(b, jwtverify.Config{HTTPClient: &http.Client{Transport: transport(new(conformance.KeyServer).Get)}, Clock: then{}})
			b.Run(size.name+"/"+name, func(b *testing.B) {
				for b.Loop() {
					if _, err := v.Verify(b.Context(), tokens[name], core.IDToken); !errors.Is(err, core.TokenUnverified) {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
