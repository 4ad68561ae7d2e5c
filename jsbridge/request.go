//go:build js && wasm

package jsbridge

import (
	"errors"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/hack-pad/safejs"
)

// request reads the members of a request object, whose names and types
// operations_gen.go has from package protocol. The first member that is
// missing or of the wrong type becomes err, which the operation looks at once,
// before it does anything.
//
// Members are read one by one and not into protocol's structs, since decoding
// by reflection cost 20 kB of the compressed program.
type request struct {
	object safejs.Value
	err    error
}

// A member's name has a type for the method that reads it, so that none is read in
// another way than it is declared.
type (
	textMember         string
	optionalTextMember string
	flagMember         string
	millisecondsMember string
	jsonMember         string
	pageMember         string
)

// text gives a member that must be there. What is no string is taken as it is
// written: the peer lets a number be a user name.
func (r *request) text(name textMember) string {
	value, there := r.get(string(name))
	if !there {
		r.fail("The member " + string(name) + " is required.")
		return ""
	}
	return r.stringOf(string(name), value)
}

// optionalText gives a member, or "" when it is left out.
func (r *request) optionalText(name optionalTextMember) string {
	value, there := r.get(string(name))
	if !there {
		return ""
	}
	return r.stringOf(string(name), value)
}

// flag gives whether a member is there and true.
func (r *request) flag(name flagMember) bool {
	value, _ := r.get(string(name))
	truthy, _ := value.Truthy()
	return truthy
}

// milliseconds gives how long something may take: 0 when it is left out, negative
// for no end, which the member says by 0.
func (r *request) milliseconds(name millisecondsMember) time.Duration {
	value, there := r.get(string(name))
	if !there {
		return 0
	}
	milliseconds, err := value.Float()
	switch {
	case err != nil || !(milliseconds >= 0):
		r.fail("The member " + string(name) + " must be a number of milliseconds, or 0 for no end.")
		return 0
	case milliseconds == 0 || milliseconds > 1e9: // nobody waits for a fortnight
		return -1
	}
	return time.Duration(milliseconds * float64(time.Millisecond))
}

// json gives a member that is passed on as it is.
func (r *request) json(name jsonMember) core.Value {
	value, err := r.copied(string(name))
	if err != nil {
		r.fail("The member " + string(name) + " cannot be read.")
	}
	return value
}

// copied takes the member's JSON text and not its objects, which may contain
// themselves.
func (r *request) copied(name string) (core.Value, error) {
	member, err := Get(r.object, name)
	if err != nil || member.IsUndefined() {
		return nil, err
	}
	text, err := CallOn("JSON", "stringify", member)
	if err != nil || text.IsUndefined() {
		return nil, err
	}
	copied, err := CallOn("JSON", "parse", text)
	if err != nil {
		return nil, err
	}
	return FromJS(copied)
}

// page gives a member that is an object of the page, or undefined.
func (r *request) page(name pageMember) safejs.Value {
	value, _ := r.get(string(name))
	return value
}

func (r *request) get(name string) (value safejs.Value, there bool) {
	value, err := Get(r.object, name)
	if err != nil {
		r.fail("The member " + name + " cannot be read.")
	}
	if err != nil || value.IsUndefined() || value.IsNull() {
		return safejs.Undefined(), false
	}
	return value, true
}

func (r *request) stringOf(name string, value safejs.Value) string {
	text, err := textOf(value)
	if err != nil {
		r.fail("The member " + name + " must be a string.")
	}
	return text
}

func (r *request) fail(message string) {
	if r.err == nil {
		r.err = &core.Error{Code: core.InvalidParameter, Message: message}
	}
}

// textOf gives a string, or the text of a number or boolean.
func textOf(value safejs.Value) (string, error) {
	switch value.Type() {
	case safejs.TypeNumber, safejs.TypeBoolean:
		converted, err := Call("String", value)
		if err != nil {
			return "", err
		}
		return converted.String()
	case safejs.TypeString:
		return value.String()
	}
	return "", errors.New("not a string")
}
