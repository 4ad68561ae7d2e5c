package fakecognito

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Patterns of the API's member values, by the name used in `api` tags. The text
// of a pattern is part of the service's message.
var patterns = map[string]*regexp.Regexp{
	"username":  regexp.MustCompile(`[\p{L}\p{M}\p{S}\p{N}\p{P}]+`),
	"password":  regexp.MustCompile(`[\S]+.*[\S]+`),
	"code":      regexp.MustCompile(`[\S]+`),
	"clientId":  regexp.MustCompile(`[\w+]+`),
	"token":     regexp.MustCompile(`[A-Za-z0-9-_=.]+`),
	"deviceKey": regexp.MustCompile(`[\w-]+_[0-9a-f-]+`),
}

// decode reads the JSON object body into the struct that out points to, and is
// strict where encoding/json is lenient: names are case-sensitive, and unknown
// or repeated members and wrong types are refused. A null member counts as
// absent, as in the service; clients do send null.
//
// Members are named by `json` tags. An `api` tag declares what the service
// validates: required, min= and max= (characters), pattern= (see patterns),
// enum= (values separated by |).
func decode(body []byte, out any) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	v, err := readValue(d)
	if err == nil {
		if _, end := d.Token(); end != io.EOF {
			err = serializationError("text after the JSON value")
		}
	}
	if err != nil {
		return err
	}
	var violations []string
	if err := assign(reflect.ValueOf(out).Elem(), v, "", &violations); err != nil {
		return err
	}
	switch len(violations) {
	case 0:
		return nil
	case 1:
		return invalidParameter("1 validation error detected: " + violations[0])
	default:
		return invalidParameter(fmt.Sprintf("%d validation errors detected: %s", len(violations), strings.Join(violations, "; ")))
	}
}

// object is a JSON object with its members in the order sent.
type object struct {
	names  []string
	values map[string]any
}

// MarshalJSON implements json.Marshaler, for members that are whole objects.
func (o *object) MarshalJSON() ([]byte, error) { return json.Marshal(o.values) }

// readValue reads one JSON value: *object, []any, string, json.Number, bool or
// nil. encoding/json's own maps would let a repeated member pass unseen.
func readValue(d *json.Decoder) (any, error) {
	t, err := d.Token()
	if err != nil {
		return nil, serializationError("the body is not JSON")
	}
	switch t {
	case json.Delim('{'):
		o := &object{values: map[string]any{}}
		for d.More() {
			name, err := d.Token()
			if err != nil {
				return nil, serializationError("the body is not JSON")
			}
			text := name.(string) // the decoder lets nothing else be a name
			if _, repeated := o.values[text]; repeated {
				return nil, serializationError("repeated member " + strconv.Quote(text))
			}
			v, err := readValue(d)
			if err != nil {
				return nil, err
			}
			o.names = append(o.names, text)
			o.values[text] = v
		}
		_, err := d.Token()
		if err != nil {
			return nil, serializationError("the body is not JSON")
		}
		return o, nil
	case json.Delim('['):
		list := []any{}
		for d.More() {
			v, err := readValue(d)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		if _, err := d.Token(); err != nil {
			return nil, serializationError("the body is not JSON")
		}
		return list, nil
	}
	return t, nil
}

// assign puts the JSON value v, found at path, into dst. Violations of `api`
// tags are collected, because the service reports them together.
func assign(dst reflect.Value, v any, path string, violations *[]string) error {
	mismatch := func(want string) error {
		return serializationError(fmt.Sprintf("member %s: expected %s", strconv.Quote(path), want))
	}
	switch dst.Kind() {
	case reflect.Pointer:
		p := reflect.New(dst.Type().Elem())
		if err := assign(p.Elem(), v, path, violations); err != nil {
			return err
		}
		dst.Set(p)
	case reflect.Struct:
		o, ok := v.(*object)
		if !ok {
			return mismatch("an object")
		}
		return assignMembers(dst, o, path, violations)
	case reflect.Map:
		o, ok := v.(*object)
		if !ok {
			return mismatch("an object")
		}
		m := map[string]string{}
		for _, name := range o.names {
			switch text := o.values[name].(type) {
			case nil: // absent
			case string:
				m[name] = text
			default:
				path = joinPath(path, name)
				return mismatch("a string")
			}
		}
		dst.Set(reflect.ValueOf(m))
	case reflect.Slice:
		list, ok := v.([]any)
		if !ok {
			return mismatch("a list")
		}
		dst.Set(reflect.MakeSlice(dst.Type(), len(list), len(list)))
		for i, item := range list {
			if err := assign(dst.Index(i), item, fmt.Sprintf("%s.%d.member", path, i+1), violations); err != nil {
				return err
			}
		}
	case reflect.String:
		text, ok := v.(string)
		if !ok {
			return mismatch("a string")
		}
		dst.SetString(text)
	case reflect.Bool:
		b, ok := v.(bool)
		if !ok {
			return mismatch("true or false")
		}
		dst.SetBool(b)
	case reflect.Interface: // an object of any members
		if _, ok := v.(*object); !ok {
			return mismatch("an object")
		}
		dst.Set(reflect.ValueOf(v))
	case reflect.Int:
		n, ok := v.(json.Number)
		i, err := strconv.Atoi(string(n))
		if !ok || err != nil {
			return mismatch("an integer")
		}
		dst.SetInt(int64(i))
	default:
		panic("fakecognito: no rule for members of type " + dst.Type().String())
	}
	return nil
}

func assignMembers(dst reflect.Value, o *object, path string, violations *[]string) error {
	known := map[string]bool{}
	for i := range dst.NumField() {
		field := dst.Type().Field(i)
		name := field.Tag.Get("json")
		known[name] = true
		v := o.values[name]
		if v != nil {
			if err := assign(dst.Field(i), v, joinPath(path, name), violations); err != nil {
				return err
			}
		}
		*violations = append(*violations, validate(dst.Field(i), v != nil, joinPath(path, name), field.Tag.Get("api"))...)
	}
	for _, name := range o.names {
		if !known[name] {
			return unknownMember(joinPath(path, name))
		}
	}
	return nil
}

// validate checks one member against its `api` tag, and returns the service's message about
// what is wrong.
func validate(v reflect.Value, present bool, path, tag string) (violations []string) {
	at := "Value at '" + lowerFirst(path) + "' failed to satisfy constraint: Member must "
	for rule := range strings.SplitSeq(tag, ",") {
		rule, arg, _ := strings.Cut(rule, "=")
		if rule == "required" {
			if !present {
				violations = append(violations, at+"not be null")
			}
			continue
		}
		if rule == "" || !present {
			continue
		}
		switch rule {
		case "min", "max":
			limit, err := strconv.Atoi(arg)
			if err != nil {
				panic("fakecognito: bad api tag " + strconv.Quote(tag))
			}
			have, what := 0, "have length "
			if v.Kind() == reflect.Int {
				have, what = int(v.Int()), "have value "
			} else {
				have = utf8.RuneCountInString(v.String())
			}
			if rule == "min" && have < limit {
				violations = append(violations, at+what+"greater than or equal to "+arg)
			}
			if rule == "max" && have > limit {
				violations = append(violations, at+what+"less than or equal to "+arg)
			}
		case "pattern":
			p := patterns[arg]
			if loc := p.FindStringIndex(v.String()); loc == nil || loc[0] != 0 || loc[1] != len(v.String()) {
				violations = append(violations, at+"satisfy regular expression pattern: "+p.String())
			}
		case "enum":
			set := strings.Split(arg, "|")
			if !slices.Contains(set, v.String()) {
				violations = append(violations, at+"satisfy enum value set: ["+strings.Join(set, ", ")+"]")
			}
		default:
			panic("fakecognito: bad api tag " + strconv.Quote(tag))
		}
	}
	return violations
}

func joinPath(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// lowerFirst returns a member name as the service's messages write it.
func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
