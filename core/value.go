package core

// Value is a JSON value: string, bool, float64, []Value, [Object], or [Null].
// A nil Value is no value at all: as a member of an Object it is omitted, as
// JavaScript omits undefined.
type Value = any

// Null is the JSON null.
var Null Value = null{}

type null struct{}

// Object is a JSON object whose members keep their order, so that requests are sent,
// and replies are returned, as they were written.
type Object []Member

// Member is one name and value of an Object.
type Member struct {
	Name  string
	Value Value
}

// Get returns the member of that name, or nil.
func (o Object) Get(name string) Value {
	for _, m := range o {
		if m.Name == name {
			return m.Value
		}
	}
	return nil
}

// Text returns the member of that name if it is a string, else "".
func (o Object) Text(name string) string {
	s, _ := o.Get(name).(string)
	return s
}

// Object returns the member of that name if it is an object, else nil.
func (o Object) Object(name string) Object {
	v, _ := o.Get(name).(Object)
	return v
}

// textOrNothing returns s as a member's value, which is omitted if s is empty.
func textOrNothing(s string) Value {
	if s == "" {
		return nil
	}
	return s
}
