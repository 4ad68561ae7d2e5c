//go:build !js

package core_test

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
)

// ports returns the configuration unchanged: the defaults are the machine's randomness and
// core's JSON decoder.
func ports(config core.PoolConfig) core.PoolConfig { return config }

func TestParseJSON(t *testing.T) {
	tests := []struct {
		text string
		want core.Value // nil where the text is no JSON
	}{
		{`null`, core.Null},
		{` true `, true},
		{`1.5e2`, 150.0},
		{`"a\u00e9"`, "aé"},
		{`[]`, []core.Value{}},
		{`[null,[1],{}]`, []core.Value{core.Null, []core.Value{1.0}, core.Object{}}},
		{`{"z":1,"a":{"y":null,"b":2}}`, core.Object{{Name: "z", Value: 1.0},
			{Name: "a", Value: core.Object{{Name: "y", Value: core.Null}, {Name: "b", Value: 2.0}}}}},
		{`{"a":1,"b":2,"a":3}`, core.Object{{Name: "a", Value: 3.0}, {Name: "b", Value: 2.0}}},
		{``, nil},
		{`{`, nil},
		{`[1,`, nil},
		{`{"a"`, nil},
		{`{"a":`, nil},
		{`{1:2}`, nil},
		{`]`, nil},
		{`1 2`, nil},
		{`{} x`, nil},
		{`nul`, nil},
	}
	for _, tt := range tests {
		got, err := core.ParseJSON(tt.text)
		if (err != nil) != (tt.want == nil) || err == nil && !reflect.DeepEqual(got, tt.want) {
			t.Errorf("ParseJSON(%s) = %#v, %v; want %#v", tt.text, got, err, tt.want)
		}
	}
}

// A token of seven megabytes of brackets used to overflow the stack, which ends a program.
func TestParseJSONDepth(t *testing.T) {
	const deepest, deep = 10_000, 10_000_000
	nested := strings.Repeat("[", deepest) + strings.Repeat("]", deepest)
	if _, err := core.ParseJSON(nested); err != nil {
		t.Error(err)
	}
	for _, text := range []string{"[" + nested + "]", strings.Repeat("[", deep), strings.Repeat(`{"":`, deep)} {
		if _, err := core.ParseJSON(text); err == nil {
			t.Errorf("%d bytes that begin with %.8s are read", len(text), text)
		}
	}
}

// The sender of a text, for instance of a token, must not determine how long decoding takes: an
// object with ten times the members used to take a hundred times as long.
func TestParseJSONIsLinear(t *testing.T) {
	took := func(members int) time.Duration {
		text := new(strings.Builder)
		for i := range members {
			fmt.Fprintf(text, `,"%d":0`, i)
		}
		best := time.Duration(math.MaxInt64)
		for range 5 {
			start := time.Now()
			if _, err := core.ParseJSON("{" + text.String()[1:] + "}"); err != nil {
				t.Fatal(err)
			}
			best = min(best, time.Since(start))
		}
		return best
	}
	if few, many := took(3_000), took(30_000); many > 40*few {
		t.Errorf("3,000 members take %v, and 30,000 members %v", few, many)
	}
}
