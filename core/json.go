//go:build !js || awssdk

package core

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// ParseJSON is the default [JSONDecoder]. It keeps the order of members, which
// a map would lose.
func ParseJSON(text string) (Value, error) {
	d := json.NewDecoder(strings.NewReader(text))
	v, err := decodeValue(d, 0)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("text after the JSON value")
	}
	return v, nil
}

// maxJSONDepth is how deeply lists and objects may be nested, the same as for
// json.Unmarshal: a stack overflow would end the program.
const maxJSONDepth = 10_000

func decodeValue(d *json.Decoder, depth int) (Value, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	if _, nested := token.(json.Delim); nested && depth == maxJSONDepth {
		return nil, errors.New("the JSON value is nested too deeply")
	}
	switch token {
	case json.Delim('['):
		list := []Value{}
		for d.More() {
			v, err := decodeValue(d, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		_, err := d.Token()
		return list, err
	case json.Delim('{'):
		object, places := Object{}, map[string]int{}
		for d.More() {
			name, err := d.Token()
			if err != nil {
				return nil, err
			}
			v, err := decodeValue(d, depth+1)
			if err != nil {
				return nil, err
			}
			// Of two members with one name the later counts, as in JavaScript.
			place, again := places[name.(string)]
			if again {
				object[place].Value = v
				continue
			}
			places[name.(string)] = len(object)
			object = append(object, Member{name.(string), v})
		}
		_, err := d.Token()
		return object, err
	case nil:
		return Null, nil
	}
	return token, nil
}
