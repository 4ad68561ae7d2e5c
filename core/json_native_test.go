//go:build !js

package core_test

import (
	"encoding/json"
	"testing"

	"github.com/cognitowasm/cognitowasm/core"
)

// Package encoding/json encodes and decodes Objects, inside other values too, with their order.
func TestObjectIsJSON(t *testing.T) {
	t.Parallel()
	type message struct{ Options core.Object }
	const text = `{"Options":{"z":"<\"\u003e","a":[1,true,null,{"n":1.5}],"empty":{},"list":[]}}`
	var m message
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		t.Fatal(err)
	}
	if m.Options.Text("z") != `<">` || m.Options.Get("a").([]core.Value)[2] != core.Null || m.Options[3].Name != "list" {
		t.Errorf("decoded %v", m.Options)
	}
	m.Options = append(m.Options, core.Member{Name: "omitted"}, core.Member{Name: "null", Value: core.Null})
	want := `{"Options":{"z":"\u003c\"\u003e","a":[1,true,null,{"n":1.5}],"empty":{},"list":[],"null":null}}`
	if got, err := json.Marshal(m); err != nil || string(got) != want {
		t.Errorf("%s, %v; want %s", got, err, want)
	}
	if got, err := json.Marshal(message{}); err != nil || string(got) != `{"Options":null}` {
		t.Errorf("%s, %v", got, err)
	}
	kept := message{core.Object{{Name: "a", Value: "b"}}}
	if err := json.Unmarshal([]byte(`{"Options":null}`), &kept); err != nil || kept.Options.Text("a") != "b" {
		t.Errorf("null changes the object: %v, %v", kept, err)
	}
	if err := json.Unmarshal([]byte(`{"Options":[]}`), &kept); core.ReasonOf(err) != core.InvalidParameter {
		t.Errorf("a list: %v", err)
	}
	if _, err := json.Marshal(core.Object{{Name: "f", Value: func() {}}}); err == nil {
		t.Error("a function was encoded")
	}
}
