package archtest

import (
	"go/ast"
	"go/token"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/internal/protocol"
)

// What jsbridge/operations.go reads and writes by name is what package protocol
// declares, and so what the generated TypeScript says.

// functions gathers the bridge's functions by name, the operations that are
// bound to them, and those that pass members on.
func functions(t *testing.T) (byName map[string]*ast.FuncDecl, operations, passedOn map[string]string) {
	t.Helper()
	byName, operations, passedOn = map[string]*ast.FuncDecl{}, map[string]string{}, map[string]string{}
	for _, file := range []string{"jsbridge/operations.go", "jsbridge/signin.go", "jsbridge/pools.go"} {
		for _, declaration := range parse(t, file).Decls {
			switch d := declaration.(type) {
			case *ast.FuncDecl:
				byName[d.Name.Name] = d
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					value, ok := spec.(*ast.ValueSpec)
					if !ok || value.Names[0].Name != "operations" && value.Names[0].Name != "passedOn" {
						continue
					}
					for _, element := range value.Values[0].(*ast.CompositeLit).Elts {
						pair := element.(*ast.CompositeLit).Elts
						if function, ok := pair[1].(*ast.Ident); ok {
							operations[literal(t, pair[0])] = function.Name
						} else {
							passedOn[literal(t, pair[0])] = literal(t, pair[1])
						}
					}
				}
			}
		}
	}
	return byName, operations, passedOn
}

func literal(t *testing.T, e ast.Expr) string {
	t.Helper()
	basic, ok := e.(*ast.BasicLit)
	if !ok || basic.Kind != token.STRING {
		t.Fatalf("a name is not written out: %T", e)
	}
	text, err := strconv.Unquote(basic.Value)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// membersRead finds the calls r.text("name") and the like, in f and in the
// functions of the bridge that it calls: by name, which.
func membersRead(t *testing.T, byName map[string]*ast.FuncDecl, f *ast.FuncDecl) map[string]string {
	t.Helper()
	read := map[string]string{}
	ast.Inspect(f, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if name, ok := call.Fun.(*ast.Ident); ok && byName[name.Name] != nil {
			maps.Copy(read, membersRead(t, byName, byName[name.Name]))
			return true
		}
		method, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if r, ok := method.X.(*ast.Ident); ok && r.Name == "r" && len(call.Args) == 1 {
			read[literal(t, call.Args[0])] = method.Sel.Name
		}
		return true
	})
	return read
}

// membersDeclared returns for each member of a request how it is to be read. The
// common part, PoolRequest, is read elsewhere and omitted.
func membersDeclared(t *testing.T, request reflect.Type) map[string]string {
	t.Helper()
	declared := map[string]string{}
	for i := range request.NumField() {
		field := request.Field(i)
		if field.Anonymous {
			if field.Type != reflect.TypeFor[protocol.PoolRequest]() {
				maps.Copy(declared, membersDeclared(t, field.Type))
			}
			continue
		}
		name, optional := strings.CutSuffix(field.Tag.Get("js"), ",optional")
		switch {
		case field.Type == reflect.TypeFor[protocol.PageObject](), field.Type == reflect.TypeFor[protocol.PageRequest](), field.Type == reflect.TypeFor[protocol.PageSignal]():
			declared[name] = "page"
		case field.Type == reflect.TypeFor[protocol.JSON]():
			declared[name] = "json"
		case field.Type.Kind() == reflect.Float64 && optional:
			declared[name] = "milliseconds"
		case field.Type.Kind() == reflect.Bool:
			declared[name] = "flag"
		case field.Type.Kind() == reflect.String && optional:
			declared[name] = "optionalText"
		case field.Type.Kind() == reflect.String:
			declared[name] = "text"
		default:
			t.Errorf("%s.%s: there is no way to read a %s", request, field.Name, field.Type)
		}
	}
	return declared
}

// isOptional reports whether a request declares that the member may be omitted.
func isOptional(request reflect.Type, member string) bool {
	for i := range request.NumField() {
		field := request.Field(i)
		if field.Tag.Get("js") == member+",optional" || field.Anonymous && isOptional(field.Type, member) {
			return true
		}
	}
	return false
}

func TestOperationsAreBound(t *testing.T) {
	byName, bound, passedOn := functions(t)
	var declared []string
	for _, operation := range protocol.Operations {
		declared = append(declared, operation.Name)
	}
	if got := slices.Sorted(func(yield func(string) bool) {
		for name := range bound {
			_ = yield(name)
		}
		for name := range passedOn {
			_ = yield(name)
		}
	}); !slices.Equal(got, slices.Sorted(slices.Values(declared))) {
		t.Errorf("bound    %q\ndeclared %q", got, declared)
	}
	for operation, function := range bound {
		if byName[function] == nil {
			t.Errorf("%s is bound to %s, which is not in operations.go", operation, function)
		}
	}
}

func TestRequestsAreReadAsDeclared(t *testing.T) {
	byName, bound, passedOn := functions(t)
	members := 0
	compare := func(name string, f *ast.FuncDecl, declared map[string]string) {
		if f == nil {
			t.Errorf("%s: no function reads it", name)
			return
		}
		read := membersRead(t, byName, f)
		members += len(read)
		if !maps.Equal(read, declared) {
			t.Errorf("%s reads %v\nand is declared %v", name, read, declared)
		}
	}
	pool := membersDeclared(t, reflect.TypeFor[protocol.PoolRequest]())
	// Core says what is wrong with these two, in upstream's words.
	pool["userPoolId"], pool["clientId"] = "optionalText", "optionalText"
	compare("PoolRequest", byName["readPool"], pool)
	for _, operation := range protocol.Operations {
		request := reflect.TypeOf(operation.Request)
		declared := membersDeclared(t, request)
		if request == reflect.TypeFor[protocol.PoolRequest]() {
			declared = map[string]string{}
		}
		if call, ok := passedOn[operation.Name]; ok {
			read := map[string]string{}
			for _, member := range strings.Fields(call)[1:] {
				name, optional := strings.CutSuffix(member, "?")
				read[name] = declared[name] // whatever it is, it is passed on
				if optional != isOptional(request, name) {
					t.Errorf("%s: %s is declared otherwise", operation.Name, member)
				}
			}
			if !maps.Equal(read, declared) {
				t.Errorf("%s passes on %v\nand is declared %v", operation.Name, read, declared)
			}
			continue
		}
		compare(operation.Name, byName[bound[operation.Name]], declared)
	}
	if members < 20 {
		t.Errorf("only %d members were found: this test does not see what it looks for", members)
	}
}

// membersWritten finds the names in core.Member{Name: "name"}, in f and in the
// functions of the file that it calls.
func membersWritten(t *testing.T, byName map[string]*ast.FuncDecl, f *ast.FuncDecl, written map[string]bool) {
	t.Helper()
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.KeyValueExpr:
			if key, ok := n.Key.(*ast.Ident); ok && key.Name == "Name" {
				written[literal(t, n.Value)] = true
			}
		case *ast.CallExpr:
			if name, ok := n.Fun.(*ast.Ident); ok && byName[name.Name] != nil && byName[name.Name] != f {
				membersWritten(t, byName, byName[name.Name], written)
			}
		}
		return true
	})
}

// replyMembers lists the names in a reply and in all objects within it.
func replyMembers(reply reflect.Type, members map[string]bool) {
	for reply.Kind() == reflect.Pointer {
		reply = reply.Elem()
	}
	if reply.Kind() != reflect.Struct {
		return
	}
	for i := range reply.NumField() {
		name, _, _ := strings.Cut(reply.Field(i).Tag.Get("js"), ",")
		members[name] = true
		replyMembers(reply.Field(i).Type, members)
	}
}

func TestRepliesAreWrittenAsDeclared(t *testing.T) {
	byName, bound, passedOn := functions(t)
	found := 0
	for _, operation := range protocol.Operations {
		declared, written := map[string]bool{}, map[string]bool{}
		if operation.Reply != nil {
			replyMembers(reflect.TypeOf(operation.Reply), declared)
		}
		if _, ok := passedOn[operation.Name]; ok && operation.JSONReply {
			continue // the service's own reply
		}
		f := byName[bound[operation.Name]]
		if f == nil {
			t.Errorf("%s is not bound", operation.Name)
			continue
		}
		membersWritten(t, byName, f, written)
		found += len(written)
		if !maps.Equal(declared, written) {
			t.Errorf("%s writes %q\nand is declared %q", operation.Name, slices.Sorted(maps.Keys(written)), slices.Sorted(maps.Keys(declared)))
		}
	}
	if found < 15 {
		t.Errorf("only %d members were found: this test does not see what it looks for", found)
	}
}
