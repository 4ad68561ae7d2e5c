//go:build js && wasm

package jsbridge

import (
	"errors"
	"time"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/hack-pad/safejs"
)

// request reads the members of a request object. Their names and types are those of package
// protocol (a test compares them). The first member that is missing or has the wrong type
// sets err, which an operation checks once, before it does anything.
//
// Members are read one by one and not into protocol's structs, since decoding by reflection
// added 20 kB to the compressed Wasm module.
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

// text returns a required member. A number or boolean is converted to a string, since
// upstream accepts a number as a user name.
func (r *request) text(name textMember) string {
	value, there := r.get(string(name))
	if !there {
		r.fail("The member " + string(name) + " is required.")
		return ""
	}
	return r.stringOf(string(name), value)
}

// optionalText returns a member, or "" if it is omitted.
func (r *request) optionalText(name optionalTextMember) string {
	value, there := r.get(string(name))
	if !there {
		return ""
	}
	return r.stringOf(string(name), value)
}

// flag reports whether a member is present and true.
func (r *request) flag(name flagMember) bool {
	value, _ := r.get(string(name))
	truthy, _ := value.Truthy()
	return truthy
}

// milliseconds returns a duration: 0 if the member is omitted, and a negative one for no
// limit, if the member is 0.
func (r *request) milliseconds(name millisecondsMember) time.Duration {
	value, there := r.get(string(name))
	if !there {
		return 0
	}
	milliseconds, err := value.Float()
	switch {
	case err != nil || !(milliseconds >= 0):
		r.fail("The member " + string(name) + " must be a number of milliseconds, or 0 for no limit.")
		return 0
	case milliseconds == 0 || milliseconds > 1e9: // eleven days and more are no limit
		return -1
	}
	return time.Duration(milliseconds * float64(time.Millisecond))
}

// json returns a member that is passed on unchanged.
func (r *request) json(name jsonMember) core.Value {
	value, err := r.copied(string(name))
	if err != nil {
		r.fail("The member " + string(name) + " cannot be read.")
	}
	return value
}

// copied returns a copy that is made from the member's JSON text, since objects may contain
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

// page returns a member that is an object of the page, or undefined.
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
		r.err = &core.Error{Reason: core.InvalidParameter, Message: message}
	}
}

// textOf returns a string, or the text of a number or boolean.
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
