//go:build !js

package core

import (
	"bytes"
	"encoding/json"
)

// MarshalJSON encodes the object for package encoding/json, with its members in their order.
// Those whose Value is nil are omitted.
func (o Object) MarshalJSON() ([]byte, error) {
	if o == nil {
		return []byte("null"), nil
	}
	var text bytes.Buffer
	text.WriteByte('{')
	for _, m := range o {
		if m.Value == nil {
			continue
		}
		if text.Len() > 1 {
			text.WriteByte(',')
		}
		name, err := json.Marshal(m.Name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(m.Value)
		if err != nil {
			return nil, err
		}
		text.Write(name)
		text.WriteByte(':')
		text.Write(value)
	}
	text.WriteByte('}')
	return text.Bytes(), nil
}

// UnmarshalJSON decodes a JSON object for package encoding/json, as [ParseJSON] does. The JSON
// null changes nothing.
func (o *Object) UnmarshalJSON(text []byte) error {
	value, err := ParseJSON(string(text))
	if err != nil {
		return err
	}
	switch value := value.(type) {
	case Object:
		*o = value
	case null:
	default:
		return &Error{Reason: InvalidParameter, Message: "The JSON value is not an object."}
	}
	return nil
}

// MarshalJSON encodes Null for package encoding/json.
func (null) MarshalJSON() ([]byte, error) { return []byte("null"), nil }
