package main

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/cognitowasm/cognitowasm/internal/protocol"
)

// member is a member of a request.
type member struct {
	name string
	// reader is the method of jsbridge's request that reads it.
	reader   string
	optional bool
}

// field describes a field of a request that is no common part.
func field(f reflect.StructField) (member, error) {
	name, option, _ := strings.Cut(f.Tag.Get("js"), ",")
	m := member{name: name, optional: option == "optional"}
	switch f.Type {
	case reflect.TypeFor[protocol.PageObject](), reflect.TypeFor[protocol.PageRequest](), reflect.TypeFor[protocol.PageFetch](), reflect.TypeFor[protocol.PageSignal]():
		m.reader = "page"
	case reflect.TypeFor[protocol.JSON]():
		m.reader = "json"
	default:
		switch {
		case f.Type.Kind() == reflect.Float64 && m.optional:
			m.reader = "milliseconds"
		case f.Type.Kind() == reflect.Bool:
			m.reader = "flag"
		case f.Type.Kind() == reflect.String && option != "":
			m.reader = "optionalText"
		case f.Type.Kind() == reflect.String:
			m.reader = "text"
		default:
			return m, fmt.Errorf("%s: there is no way to read a %s", f.Name, f.Type)
		}
	}
	return m, nil
}

var poolRequest, challengeRequest = reflect.TypeFor[protocol.PoolRequest](), reflect.TypeFor[protocol.ChallengeRequest]()

// members lists the members of a request in their order, without those of a common part.
func members(request, without reflect.Type) (all []member, err error) {
	for f := range request.Fields() {
		if f.Anonymous {
			if f.Type == without || f.Type == poolRequest {
				continue
			}
			inner, err := members(f.Type, without)
			if err != nil {
				return nil, err
			}
			all = append(all, inner...)
			continue
		}
		m, err := field(f)
		if err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	return all, nil
}

// embeds reports whether a request has another one as a part, or is it.
func embeds(request, part reflect.Type) bool {
	if request == part {
		return true
	}
	for f := range request.Fields() {
		if f.Anonymous && embeds(f.Type, part) {
			return true
		}
	}
	return false
}

// bridgeGo renders what jsbridge has of the operations.
func bridgeGo() (string, error) {
	b := &bridge{seen: map[reflect.Type]bool{}}
	var bound, passed strings.Builder
	for _, op := range protocol.Operations {
		request := reflect.TypeOf(op.Request)
		var err error
		if op.Passes != "" {
			var all []member
			all, err = members(request, nil)
			call := op.Passes
			for _, m := range all {
				call += " " + m.name
				if m.optional {
					call += "?"
				}
			}
			fmt.Fprintf(&passed, "\t{%q, %q},\n", op.Name, call)
		} else {
			keeps := "keepsNothing"
			if op.Keeps {
				keeps = "keeps"
			}
			fmt.Fprintf(&bound, "\t{%q, %s, %s},\n", op.Name, function(op.Name), keeps)
			if op.Does != "" {
				err = b.does(op)
			} else {
				err = b.readers(request)
			}
			if err == nil && op.Reply != nil {
				b.reply(reflect.TypeOf(op.Reply))
			}
		}
		if err != nil {
			return "", fmt.Errorf("%s: %w", op.Name, err)
		}
	}
	if err := b.readers(poolRequest); err != nil {
		return "", err
	}
	return `
import (
	"context"

	"github.com/cognitowasm/cognitowasm/core"
)

// operations binds each operation to a function, which reads the members of its request
// and makes those of its reply. A list is built by the linker, where a map would be
// built by 6 kB of code.
var operations = [...]operation{
` + bound.String() + `}

// passedOn are the operations that do nothing but pass their members on to the
// API: its operation, then the members in the order in which they go out, those
// that may be omitted with a question mark.
var passedOn = [...][2]string{
` + passed.String() + "}\n" + b.functions.String() + b.types.String(), nil
}

// function is the name of an operation's function.
func function(operation string) string {
	if operation == "request" { // which is a type
		return "anyRequest"
	}
	return operation
}

type bridge struct {
	functions, types strings.Builder
	seen             map[reflect.Type]bool
}

// does renders the function of an operation that calls a method of package core.
func (b *bridge) does(op protocol.Operation) error {
	receiver, method, _ := strings.Cut(op.Does, ".")
	request := reflect.TypeOf(op.Request)
	without := poolRequest
	i := slices.IndexFunc(protocol.Challenges, func(c protocol.ChallengeType) bool { return c.Go == receiver })
	if i >= 0 {
		without = challengeRequest
		if !embeds(request, challengeRequest) {
			return fmt.Errorf("its request is no ChallengeRequest")
		}
	}
	all, err := members(request, without)
	if err != nil {
		return err
	}
	if request == without {
		all = nil
	}
	names, values, args := []string{}, []string{}, []string{"ctx"}
	for _, m := range all {
		name, value := lowerFirst(m.name), fmt.Sprintf("r.%s(%q)", m.reader, m.name)
		names, values, args = append(names, name), append(values, value), append(args, name)
	}
	f := &b.functions
	fmt.Fprintf(f, "\nfunc %s(ctx context.Context, pool *core.Pool, r *request) (core.Value, error) {\n", function(op.Name))
	target := lowerFirst(receiver)
	if i >= 0 {
		f.WriteString("\tuser, session := readChallenge(pool, r)\n")
		target, args = fmt.Sprintf("user.resume(%q, session).(*core.%s)", protocol.Challenges[i].Name, receiver), append(args, "user.options()")
	}
	if len(names) > 0 {
		fmt.Fprintf(f, "\t%s := %s\n", strings.Join(names, ", "), strings.Join(values, ", "))
	}
	f.WriteString("\tif r.err != nil {\n\t\treturn nil, r.err\n\t}\n")
	call := fmt.Sprintf("%s.%s(%s)", target, method, strings.Join(args, ", "))
	switch {
	case i >= 0:
		fmt.Fprintf(f, "\tstep, err := %s\n\treturn signInReply(user.User, step, err)\n}\n", call)
	case op.JSONReply:
		fmt.Fprintf(f, "\treturn %s\n}\n", call)
	case op.Reply == nil:
		fmt.Fprintf(f, "\treturn nil, %s\n}\n", call)
	default:
		return fmt.Errorf("it has a reply of its own, so it takes a function in jsbridge")
	}
	return nil
}

// readers renders the members of a request that a function in jsbridge reads. They are
// constants, of a type for each way to read them, since functions are not inlined.
func (b *bridge) readers(request reflect.Type) error {
	if b.seen[request] {
		return nil
	}
	b.seen[request] = true
	prefix := strings.TrimSuffix(lowerFirst(request.Name()), "Request")
	var own strings.Builder
	for f := range request.Fields() {
		if f.Anonymous {
			if f.Type != poolRequest {
				if err := b.readers(f.Type); err != nil {
					return err
				}
			}
			continue
		}
		m, err := field(f)
		if err != nil {
			return err
		}
		fmt.Fprintf(&own, "\t%s%s %sMember = %q\n", prefix, f.Name, m.reader, m.name)
	}
	if own.Len() > 0 {
		fmt.Fprintf(&b.types, "\n// Members of protocol.%s.\nconst (\n%s)\n", request.Name(), own.String())
	}
	return nil
}

// reply renders the names of a reply's members, and of what is in it.
func (b *bridge) reply(reply reflect.Type) {
	for reply.Kind() == reflect.Pointer {
		reply = reply.Elem()
	}
	if reply.Kind() != reflect.Struct || b.seen[reply] {
		return
	}
	b.seen[reply] = true
	fmt.Fprintf(&b.types, "\n// Members of protocol.%s.\nconst (\n", reply.Name())
	prefix := strings.TrimSuffix(lowerFirst(reply.Name()), "Reply") + "Reply"
	var inner []reflect.Type
	for f := range reply.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("js"), ",")
		fmt.Fprintf(&b.types, "\t%s%s = %q\n", prefix, f.Name, name)
		inner = append(inner, f.Type)
	}
	b.types.WriteString(")\n")
	for _, t := range inner {
		b.reply(t)
	}
}

// lowerFirst makes a name one of TypeScript, or one that Go does not export: "JSON" becomes "json".
func lowerFirst(name string) string {
	end := 1
	for end < len(name) && isUpper(name[end]) && (end+1 == len(name) || isUpper(name[end+1])) {
		end++
	}
	return strings.ToLower(name[:end]) + name[end:]
}

func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }

// plain returns the members that the facade's arguments are, by operation: those that
// it knows are left to [known], and steps of a sign-in.
func plain() (steps, others map[string][]string) {
	steps, others = map[string][]string{}, map[string][]string{}
	for _, op := range protocol.Operations {
		if !op.Plain {
			continue
		}
		request := reflect.TypeOf(op.Request)
		into, without := others, poolRequest
		if embeds(request, challengeRequest) {
			into, without = steps, challengeRequest
		}
		names := []string{}
		if all, _ := members(request, without); request != without {
			for _, m := range all {
				names = append(names, m.name)
			}
		}
		into[op.Name] = names
	}
	return steps, others
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
