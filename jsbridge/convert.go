//go:build js && wasm

package jsbridge

import (
	"github.com/cognitowasm/cognitowasm/core"
	"github.com/hack-pad/safejs"
)

// ToJS converts a JSON value to JavaScript. A nil value becomes undefined, and a
// safejs.Value is kept as it is.
func ToJS(v core.Value) (safejs.Value, error) {
	switch v := v.(type) {
	case nil:
		return safejs.Undefined(), nil
	case safejs.Value:
		return v, nil
	case core.Object:
		object, err := Call("Object")
		if err != nil {
			return safejs.Value{}, err
		}
		for _, m := range v {
			if m.Value == nil {
				continue
			}
			value, err := ToJS(m.Value)
			if err == nil {
				err = object.Set(m.Name, value)
			}
			if err != nil {
				return safejs.Value{}, err
			}
		}
		return object, nil
	case []core.Value:
		array, err := Call("Array")
		if err != nil {
			return safejs.Value{}, err
		}
		for i, element := range v {
			value, err := ToJS(element)
			if err == nil {
				err = array.SetIndex(i, value)
			}
			if err != nil {
				return safejs.Value{}, err
			}
		}
		return array, nil
	}
	if v == core.Null {
		return safejs.Null(), nil
	}
	return safejs.ValueOf(v)
}

// FromJS converts a JSON value to Go. Undefined becomes nil, and so do functions and
// symbols, which JSON.stringify omits.
func FromJS(v safejs.Value) (core.Value, error) { return fromJS(v, 0) }

// maxDepth is how deeply lists and objects may be nested. Go's frames are on the page's own
// stack, which overflows at a few thousand; that would end the Wasm module.
const maxDepth = 1000

func fromJS(v safejs.Value, depth int) (core.Value, error) {
	switch v.Type() {
	case safejs.TypeNull:
		return core.Null, nil
	case safejs.TypeBoolean:
		return v.Bool()
	case safejs.TypeNumber:
		return v.Float()
	case safejs.TypeString:
		return v.String()
	case safejs.TypeObject:
		if depth == maxDepth {
			return nil, &core.Error{Reason: core.InvalidParameter, Message: "The value is nested too deeply."}
		}
		return objectFromJS(v, depth+1)
	}
	return nil, nil
}

func objectFromJS(v safejs.Value, depth int) (core.Value, error) {
	// As JSON.stringify does: an object may convert itself.
	if toJSON, err := Get(v, "toJSON"); err == nil && toJSON.Type() == safejs.TypeFunction {
		if v, err = v.Call("toJSON"); err != nil {
			return nil, err
		}
		if v.Type() != safejs.TypeObject {
			return fromJS(v, depth)
		}
	}
	isArray, err := CallOn("Array", "isArray", v)
	if err != nil {
		return nil, err
	}
	if truthy, _ := isArray.Truthy(); truthy {
		return arrayFromJS(v, depth)
	}
	entries, err := CallOn("Object", "entries", v)
	if err != nil {
		return nil, err
	}
	n, err := entries.Length()
	if err != nil {
		return nil, err
	}
	object := make(core.Object, 0, n)
	for i := range n {
		m, err := member(entries, i, depth)
		if err != nil {
			return nil, err
		}
		if m.Value != nil {
			object = append(object, m)
		}
	}
	return object, nil
}

// arrayFromJS converts an array. Holes, and elements that are not JSON, become null.
func arrayFromJS(v safejs.Value, depth int) (core.Value, error) {
	n, err := v.Length()
	if err != nil {
		return nil, err
	}
	list := make([]core.Value, n)
	for i := range list {
		element, err := v.Index(i)
		if err != nil {
			return nil, err
		}
		if list[i], err = fromJS(element, depth); err != nil {
			return nil, err
		}
		if list[i] == nil {
			list[i] = core.Null
		}
	}
	return list, nil
}

// member returns the i-th pair of name and value.
func member(entries safejs.Value, i, depth int) (m core.Member, err error) {
	entry, err := entries.Index(i)
	if err != nil {
		return m, err
	}
	name, err := entry.Index(0)
	if err != nil {
		return m, err
	}
	value, err := entry.Index(1)
	if err != nil {
		return m, err
	}
	if m.Name, err = name.String(); err != nil {
		return m, err
	}
	m.Value, err = fromJS(value, depth)
	return m, err
}
