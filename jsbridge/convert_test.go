//go:build js && wasm

package jsbridge

import (
	"math/rand/v2"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/hack-pad/safejs"
)

// randomJSON returns a random JSON text in the form of JSON.stringify.
func randomJSON(r *rand.Rand, depth int) string {
	kinds := 6
	if depth > 0 {
		kinds = 8
	}
	switch r.IntN(kinds) {
	case 0:
		return "null"
	case 1:
		return strconv.FormatBool(r.IntN(2) == 0)
	case 2:
		return strconv.Itoa(r.IntN(2e9) - 1e9)
	case 3:
		return text(r.Float64())
	case 4, 5:
		return randomText(r)
	case 6:
		var elements []string
		for range r.IntN(4) {
			elements = append(elements, randomJSON(r, depth-1))
		}
		return "[" + strings.Join(elements, ",") + "]"
	default:
		var members []string
		for i := range r.IntN(4) {
			// Unlike numbers, these names keep their order in JavaScript.
			name := randomText(r)
			members = append(members, name[:len(name)-1]+"k"+strconv.Itoa(i)+`":`+randomJSON(r, depth-1))
		}
		return "{" + strings.Join(members, ",") + "}"
	}
}

func randomText(r *rand.Rand) string {
	pieces := []string{"a", "", `"`, `\`, "\n", "é", "用", "😀", "\x00", "</script>", "\u2028", "toString"}
	s := ""
	for range r.IntN(4) {
		s += pieces[r.IntN(len(pieces))]
	}
	return text(s)
}

// Any JSON is the same after a conversion to Go and back, with members in the same order.
func TestJSONRoundTrip(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	for range 500 {
		want := randomJSON(r, 4)
		value, err := FromJS(must(CallOn("JSON", "parse", want)))
		if err != nil {
			t.Fatalf("FromJS(%s): %v", want, err)
		}
		back, err := ToJS(value)
		if err != nil {
			t.Fatalf("ToJS(%s): %v", want, err)
		}
		if got := text(back); got != want {
			t.Fatalf("got  %s\nwant %s", got, want)
		}
	}
}

// FromJS sees what JSON.stringify sees.
func TestFromJS(t *testing.T) {
	nothing := function(t, func([]safejs.Value) any { return nil })
	array := must(New("Array"))
	_ = array.SetIndex(0, nothing)
	_ = array.SetIndex(2, "c") // 1 stays a hole
	converting := func(result any) safejs.Value {
		return object(core.Object{{Name: "a", Value: 1}, {Name: "toJSON", Value: function(t, func([]safejs.Value) any { return result })}})
	}
	date := must(New("Date", 0))
	for _, tt := range []struct {
		name string
		in   safejs.Value
		want core.Value
	}{
		{"nothing", safejs.Undefined(), nil},
		{"null", safejs.Null(), core.Null},
		{"a function", nothing, nil},
		{"a symbol", must(Call("Symbol", "s")), nil},
		{"omitted members", object(core.Object{{Name: "u", Value: safejs.Undefined()}, {Name: "f", Value: nothing}, {Name: "n", Value: core.Null}}),
			core.Object{{Name: "n", Value: core.Null}}},
		{"an array's holes", array, []core.Value{core.Null, core.Null, "c"}},
		{"a date", date, "1970-01-01T00:00:00.000Z"},
		{"toJSON gives text", converting("text"), "text"},
		{"toJSON gives nothing", converting(nil), core.Null}, // Go's nil is null
		{"toJSON gives an object", converting(object(core.Object{{Name: "b", Value: 2}})), core.Object{{Name: "b", Value: 2.0}}},
		{"toJSON is no function", object(core.Object{{Name: "toJSON", Value: "x"}}), core.Object{{Name: "toJSON", Value: "x"}}},
		{"an empty object", object(nil), core.Object{}},
		{"an empty array", must(New("Array")), []core.Value{}},
	} {
		got, err := FromJS(tt.in)
		if err != nil || !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: got %#v, %v; want %#v", tt.name, got, err, tt.want)
		}
	}
}

// An object that throws when it is read causes an error, not a panic.
func TestFromJSOfWhatThrows(t *testing.T) {
	signal := must(CallOn("AbortSignal", "abort", "no"))
	throwing := must(must(signal.Get("throwIfAborted")).Call("bind", signal))
	getter := must(CallOn("Object", "defineProperty", object(nil), "a", object(core.Object{{Name: "get", Value: throwing}, {Name: "enumerable", Value: true}})))
	for name, v := range map[string]safejs.Value{
		"a getter":           getter,
		"toJSON":             object(core.Object{{Name: "toJSON", Value: throwing}}),
		"a getter inside":    object(core.Object{{Name: "x", Value: []core.Value{getter}}}),
		"a getter of toJSON": must(New("Proxy", object(nil), object(core.Object{{Name: "ownKeys", Value: throwing}}))),
	} {
		if got, err := FromJS(v); err == nil {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

func TestToJS(t *testing.T) {
	for _, tt := range []struct {
		in   core.Value
		want string
	}{
		{nil, "undefined"},
		{core.Null, "null"},
		{core.Object{}, "{}"},
		{[]core.Value{}, "[]"},
		{[]core.Value{nil, core.Null, 1, "a"}, `[null,null,1,"a"]`},
		{core.Object{{Name: "z", Value: nil}, {Name: "b", Value: core.Null}, {Name: "a", Value: true}}, `{"b":null,"a":true}`},
	} {
		got, err := ToJS(tt.in)
		if err != nil || text(got) != tt.want {
			t.Errorf("ToJS(%#v) = %s, %v; want %s", tt.in, text(got), err, tt.want)
		}
	}
	// An omitted member is not the same as undefined.
	if keys := text(must(CallOn("Object", "keys", object(core.Object{{Name: "a", Value: nil}})))); keys != "[]" {
		t.Errorf("an absent member is there: %s", keys)
	}
	for _, v := range []core.Value{make(chan int), core.Object{{Name: "a", Value: make(chan int)}}, []core.Value{make(chan int)}} {
		if _, err := ToJS(v); err == nil {
			t.Errorf("ToJS(%T) returns no error", v)
		}
	}
}

// A reply, or a token's claims, with ten thousand brackets used to end the Wasm module.
func TestFromJSDepth(t *testing.T) {
	nested := func(open, inner, end string, depth int) safejs.Value {
		return must(CallOn("JSON", "parse", strings.Repeat(open, depth)+inner+strings.Repeat(end, depth)))
	}
	for _, text := range [][3]string{{"[", "1", "]"}, {`{"a":`, "1", "}"}} {
		if _, err := FromJS(nested(text[0], text[1], text[2], maxDepth)); err != nil {
			t.Errorf("%s: %v", text[0], err)
		}
		for _, depth := range []int{maxDepth + 1, 10_000} {
			if _, err := FromJS(nested(text[0], text[1], text[2], depth)); err == nil {
				t.Errorf("%s is read %d times", text[0], depth)
			}
		}
	}
}
