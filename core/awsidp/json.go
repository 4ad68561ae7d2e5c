//go:build !js || awssdk

package awsidp

import (
	"bytes"
	"encoding/json"

	"github.com/cognitowasm/cognitowasm/core"
)

// encode returns a value as JSON. Absent members and nulls are omitted, since they mean the
// same to the service.
func encode(v core.Value) ([]byte, error) {
	var out bytes.Buffer
	switch v := v.(type) {
	case core.Object:
		out.WriteByte('{')
		for _, m := range v {
			if m.Value == nil || m.Value == core.Null {
				continue
			}
			if out.Len() > 1 {
				out.WriteByte(',')
			}
			name, err := json.Marshal(m.Name)
			if err != nil {
				return nil, err
			}
			value, err := encode(m.Value)
			if err != nil {
				return nil, err
			}
			out.Write(name)
			out.WriteByte(':')
			out.Write(value)
		}
		out.WriteByte('}')
		return out.Bytes(), nil
	case []core.Value:
		out.WriteByte('[')
		for i, element := range v {
			if i > 0 {
				out.WriteByte(',')
			}
			value, err := encode(element)
			if err != nil {
				return nil, err
			}
			out.Write(value)
		}
		out.WriteByte(']')
		return out.Bytes(), nil
	}
	if v == core.Null {
		return []byte("null"), nil
	}
	return json.Marshal(v)
}

// members decodes a reply's body. An empty body has no members.
func members(body []byte) (core.Object, error) {
	if len(body) == 0 {
		return core.Object{}, nil
	}
	value, err := core.ParseJSON(string(body))
	if err != nil {
		return nil, err
	}
	object, ok := value.(core.Object)
	if !ok {
		return nil, errUnreadable
	}
	return object, nil
}

// Members returns the members of an output of the SDK. With it, a program that has called
// AdminInitiateAuth or AdminRespondToAuthChallenge itself, with its own credentials, passes
// the output to [core.User.ContinueSignIn]:
//
//	output, err := sdk.AdminInitiateAuth(ctx, input)
//	...
//	reply, err := awsidp.Members(output)
//	...
//	step, err := pool.User("ada").ContinueSignIn(ctx, reply, core.Device{})
//
// Its error means that the output cannot be encoded as JSON.
func Members(output any) (core.Object, error) {
	text, err := json.Marshal(output)
	if err != nil {
		return nil, err
	}
	value, err := core.ParseJSON(string(text))
	if err != nil {
		return nil, err
	}
	object, _ := present(value).(core.Object)
	reply := make(core.Object, 0, len(object))
	for _, m := range object {
		if m.Name != "ResultMetadata" { // the SDK's own
			reply = append(reply, m)
		}
	}
	return reply, nil
}

// present removes members that the SDK's types have but the reply did not have.
func present(v core.Value) core.Value {
	switch v := v.(type) {
	case core.Object:
		kept := make(core.Object, 0, len(v))
		for _, m := range v {
			if m.Value != core.Null && m.Value != "" {
				kept = append(kept, core.Member{Name: m.Name, Value: present(m.Value)})
			}
		}
		return kept
	case []core.Value:
		for i := range v {
			v[i] = present(v[i])
		}
	}
	return v
}
