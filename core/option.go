package core

import "github.com/cognitowasm/cognitowasm/internal/calloption"

// Option is an option of a call: [ClientMetadata] of any that has options, a [Device],
// [AuthParameters] or a [StepUp] of one that begins a sign-in, [Attributes] of a new password.
// Others are ignored.
type Option interface {
	// Apply is for this module's own packages.
	Apply(*calloption.Options)
}

// ClientMetadata is passed to the pool's Lambda triggers, sorted by name.
//
//	session, err := user.Session(ctx, core.ClientMetadata{"tenant": "a"})
//
// https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
type ClientMetadata map[string]string

// Apply implements [Option].
func (m ClientMetadata) Apply(o *calloption.Options) {
	if len(m) > 0 {
		o.ClientMetadata = objectOf(m)
	}
}

// AuthParameters are more parameters of [User.InitiateCustomAuth], which is the pool's own.
type AuthParameters map[string]string

// Apply implements [Option].
func (p AuthParameters) Apply(o *calloption.Options) { o.Parameters = objectOf(p) }

// Apply implements [Option]: the device is the one that signs in, if the caller knows it. Its
// Key is then sent from the first request on. A device in storage takes precedence, as soon as
// the user's own name is known.
func (d Device) Apply(o *calloption.Options) { o.Device = d }

// Attributes are a user's attributes by their names, such as "email" or "custom:team". They
// are sent sorted by name.
type Attributes map[string]string

// Apply implements [Option], for [NewPasswordRequired.SetPassword].
func (a Attributes) Apply(o *calloption.Options) { o.Parameters = objectOf(a) }

// optionsOf returns what the options of a call come to.
func optionsOf(options []Option) (o calloption.Options) {
	for _, option := range options {
		option.Apply(&o)
	}
	return o
}

// metadataOf returns the ClientMetadata among the options of a call.
func metadataOf(options []Option) Value { return optionsOf(options).ClientMetadata }

// objectOf returns texts as an object, sorted by name. Package sort would bring more than it
// is worth.
func objectOf(texts map[string]string) Object {
	o := make(Object, 0, len(texts))
	for name, text := range texts {
		i := len(o)
		o = append(o, Member{})
		for ; i > 0 && o[i-1].Name > name; i-- {
			o[i] = o[i-1]
		}
		o[i] = Member{name, text}
	}
	return o
}

// list returns attributes as the API has them: a list of objects {Name, Value}, or nothing.
func (a Attributes) list() Value {
	if len(a) == 0 {
		return nil
	}
	list := make([]Value, 0, len(a))
	for _, m := range objectOf(a) {
		list = append(list, Object{{"Name", m.Name}, {"Value", m.Value}})
	}
	return list
}

// attributesOf reads such a list.
func attributesOf(list Value) Attributes {
	attributes := Attributes{}
	for _, o := range objectsOf(list) {
		attributes[o.Text("Name")] = o.Text("Value")
	}
	return attributes
}

// objectsOf returns the objects of a list, and ignores everything else.
func objectsOf(list Value) []Object {
	var objects []Object
	elements, _ := list.([]Value)
	for _, e := range elements {
		if o, ok := e.(Object); ok {
			objects = append(objects, o)
		}
	}
	return objects
}

// textsOf returns the texts of a list, and ignores everything else.
func textsOf[Text ~string](list Value) []Text {
	var texts []Text
	elements, _ := list.([]Value)
	for _, e := range elements {
		if text, ok := e.(string); ok {
			texts = append(texts, Text(text))
		}
	}
	return texts
}
