//go:build js && wasm

package jsbridge

import (
	"reflect"
	"strings"

	"github.com/cognitowasm/cognitowasm/core"
	"github.com/cognitowasm/cognitowasm/internal/protocol"
	"github.com/hack-pad/safejs"
)

// ToJS makes the JavaScript form of a JSON value; a nil one is undefined.
func ToJS(v core.Value) (safejs.Value, error) {
	switch v := v.(type) {
	case nil:
		return safejs.Undefined(), nil
	case core.Object:
		object, err := construct("Object")
		if err != nil {
			return safejs.Value{}, err
		}
		for _, m := range v {
			if m.Value == nil {
				continue
			}
			value, err := ToJS(m.Value)
			if err != nil {
				return safejs.Value{}, err
			}
			if err := object.Set(m.Name, value); err != nil {
				return safejs.Value{}, err
			}
		}
		return object, nil
	case []core.Value:
		array, err := construct("Array")
		if err != nil {
			return safejs.Value{}, err
		}
		for i, element := range v {
			value, err := ToJS(element)
			if err != nil {
				return safejs.Value{}, err
			}
			if err := array.SetIndex(i, value); err != nil {
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

// FromJS makes the Go form of a JSON value. Undefined is nil; what JSON does
// not know (functions, symbols) is nil too, as JSON.stringify leaves it out.
func FromJS(v safejs.Value) (core.Value, error) {
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
		return objectFromJS(v)
	}
	return nil, nil
}

func objectFromJS(v safejs.Value) (core.Value, error) {
	// As JSON.stringify does: an object may say itself what it is in JSON.
	if toJSON, err := v.Get("toJSON"); err == nil && toJSON.Type() == safejs.TypeFunction {
		if v, err = v.Call("toJSON"); err != nil || v.Type() != safejs.TypeObject {
			value, _ := FromJS(v)
			return value, err
		}
	}
	constructor, err := safejs.Global().Get("Array")
	if err != nil {
		return nil, err
	}
	isArray, err := constructor.Call("isArray", v)
	if err != nil {
		return nil, err
	}
	if truthy, _ := isArray.Truthy(); truthy {
		n, err := v.Length()
		if err != nil {
			return nil, err
		}
		list := make([]core.Value, 0, n)
		for i := range n {
			element, err := v.Index(i)
			if err != nil {
				return nil, err
			}
			value, err := FromJS(element)
			if err != nil {
				return nil, err
			}
			if value == nil {
				value = core.Null
			}
			list = append(list, value)
		}
		return list, nil
	}
	names, err := objectKeys(v)
	if err != nil {
		return nil, err
	}
	object := make(core.Object, 0, len(names))
	for _, name := range names {
		member, err := v.Get(name)
		if err != nil {
			return nil, err
		}
		value, err := FromJS(member)
		if err != nil {
			return nil, err
		}
		if value != nil {
			object = append(object, core.Member{Name: name, Value: value})
		}
	}
	return object, nil
}

func objectKeys(v safejs.Value) ([]string, error) {
	constructor, err := safejs.Global().Get("Object")
	if err != nil {
		return nil, err
	}
	keys, err := constructor.Call("keys", v)
	if err != nil {
		return nil, err
	}
	n, err := keys.Length()
	if err != nil {
		return nil, err
	}
	names := make([]string, n)
	for i := range names {
		key, err := keys.Index(i)
		if err != nil {
			return nil, err
		}
		if names[i], err = key.String(); err != nil {
			return nil, err
		}
	}
	return names, nil
}

func construct(class string) (safejs.Value, error) {
	constructor, err := safejs.Global().Get(class)
	if err != nil {
		return safejs.Value{}, err
	}
	return constructor.New()
}

// decode fills the struct behind into from a request object, by the js tags of
// package protocol. A member of the wrong type, or a missing one that is not
// optional, is an error that names it.
func decode(object safejs.Value, into any) error {
	if object.Type() != safejs.TypeObject {
		return &core.Error{Code: core.InvalidParameter, Message: "The argument must be an object."}
	}
	return decodeStruct(object, reflect.ValueOf(into).Elem())
}

func decodeStruct(object safejs.Value, into reflect.Value) error {
	for i := range into.NumField() {
		field := into.Type().Field(i)
		if field.Anonymous {
			if err := decodeStruct(object, into.Field(i)); err != nil {
				return err
			}
			continue
		}
		name, option, _ := strings.Cut(field.Tag.Get("js"), ",")
		value, err := object.Get(name)
		if err != nil {
			return err
		}
		absent := value.IsUndefined() || value.IsNull() && field.Type != reflect.TypeFor[protocol.JSON]()
		if absent {
			if option == "optional" {
				continue
			}
			return &core.Error{Code: core.InvalidParameter, Message: "The member " + name + " is required."}
		}
		if err := decodeField(value, into.Field(i)); err != nil {
			return &core.Error{Code: core.InvalidParameter, Err: err, Message: "The member " + name + " must be a " + field.Type.Name() + "."}
		}
	}
	return nil
}

func decodeField(value safejs.Value, into reflect.Value) error {
	switch target := into.Addr().Interface().(type) {
	case *protocol.JSON:
		v, err := FromJS(value)
		*target = v
		return err
	case *protocol.PageObject:
		*target = value
		return nil
	case *bool:
		v, err := value.Bool()
		*target = v
		return err
	case *string:
		// What is no string is taken as JSON would write it into a request: the
		// peer lets a number be a user name.
		if value.Type() == safejs.TypeNumber || value.Type() == safejs.TypeBoolean {
			constructor, err := safejs.Global().Get("String")
			if err != nil {
				return err
			}
			if value, err = constructor.Invoke(value); err != nil {
				return err
			}
		}
		v, err := value.String()
		*target = v
		return err
	}
	panic("jsbridge: no decoding for " + into.Type().String())
}

// encode makes the JavaScript form of a reply: a struct of package protocol, a
// pointer to one, or a JSON value. A nil reply is undefined; a nil pointer null.
func encode(reply any) (safejs.Value, error) {
	v := reflect.ValueOf(reply)
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return safejs.Null(), nil
		}
		v = v.Elem()
	case reflect.Invalid:
		return safejs.Undefined(), nil
	}
	if v.Kind() != reflect.Struct || v.Type() == reflect.TypeOf(core.Null) {
		return ToJS(reply)
	}
	object, err := construct("Object")
	if err != nil {
		return safejs.Value{}, err
	}
	for i := range v.NumField() {
		name, option, _ := strings.Cut(v.Type().Field(i).Tag.Get("js"), ",")
		if option == "optional" && v.Field(i).IsZero() {
			continue
		}
		value, err := encode(v.Field(i).Interface())
		if err != nil {
			return safejs.Value{}, err
		}
		if err := object.Set(name, value); err != nil {
			return safejs.Value{}, err
		}
	}
	return object, nil
}
