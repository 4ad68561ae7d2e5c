package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/cognitowasm/cognitowasm/internal/protocol"
)

const preamble = `/** Any JSON value. */
export type JSONValue = string | number | boolean | null | JSONValue[] | { [name: string]: JSONValue | undefined };

/** An object that keeps the session, as localStorage does; results may be promises. */
export interface PageStorage {
	getItem(key: string): unknown;
	setItem(key: string, value: string): unknown;
	removeItem(key: string): unknown;
}
`

// protocolTS renders the operations and the types they use. The comments come
// from the sources in folder, since reflection does not keep them.
func protocolTS(folder string) (string, error) {
	docs, err := comments(folder)
	if err != nil {
		return "", err
	}
	g := &generator{docs: docs, done: map[reflect.Type]bool{}}
	g.out.WriteString(preamble)
	var table strings.Builder
	table.WriteString("\n/** What the Go core does for JavaScript. Every method answers through a promise. */\nexport interface Operations {\n")
	for _, op := range protocol.Operations {
		request, err := g.reference(reflect.TypeOf(op.Request))
		if err != nil {
			return "", fmt.Errorf("%s: %w", op.Name, err)
		}
		reply := "void"
		if op.Reply != nil {
			t := reflect.TypeOf(op.Reply)
			if reply, err = g.reference(t); err != nil {
				return "", fmt.Errorf("%s: %w", op.Name, err)
			}
			if t.Kind() == reflect.Pointer {
				reply += " | null"
			}
		} else if op.JSONReply {
			reply = "JSONValue"
		}
		fmt.Fprintf(&table, "\t/** %s */\n\t%s(request: %s): Promise<%s>;\n", op.Doc, op.Name, request, reply)
	}
	table.WriteString("}\n")
	return g.out.String() + table.String() + reasonUnion(), nil
}

// reasonUnion renders the names of package protocol's reasons.
func reasonUnion() string {
	var b strings.Builder
	b.WriteString("\n/**\n * Why a call failed, as `err.reason` says; docs/errors.md has a table.\n *\n")
	for _, r := range protocol.Reasons {
		fmt.Fprintf(&b, " * - `%s`: %s\n", r.Name, r.Meaning)
	}
	b.WriteString(" */\nexport type Reason =")
	for _, r := range protocol.Reasons {
		fmt.Fprintf(&b, "\n\t| '%s'", r.Name)
	}
	b.WriteString(";\n")
	return b.String()
}

type generator struct {
	docs map[string]string
	done map[reflect.Type]bool
	out  strings.Builder
}

// reference names t in TypeScript, declaring it first when it is a struct that
// has not been seen yet.
func (g *generator) reference(t reflect.Type) (string, error) {
	switch t {
	case reflect.TypeFor[protocol.JSON]():
		return "JSONValue", nil
	case reflect.TypeFor[protocol.PageObject]():
		return "PageStorage", nil
	case reflect.TypeFor[protocol.PageRequest]():
		return "(operation: string, input: any, callback: (error: any, reply?: any) => void) => unknown", nil
	case reflect.TypeFor[protocol.PageFetch]():
		return "(url: string, init: any) => unknown", nil
	case reflect.TypeFor[protocol.PageSignal]():
		return "AbortSignal", nil
	}
	switch t.Kind() {
	case reflect.String:
		return "string", nil
	case reflect.Bool:
		return "boolean", nil
	case reflect.Float64:
		return "number", nil
	case reflect.Pointer:
		return g.reference(t.Elem())
	case reflect.Struct:
		if !g.done[t] {
			g.done[t] = true
			if err := g.declare(t); err != nil {
				return "", err
			}
		}
		return t.Name(), nil
	}
	return "", fmt.Errorf("%s has no TypeScript form", t)
}

func (g *generator) declare(t reflect.Type) error {
	var extends string
	var members strings.Builder
	for f := range t.Fields() {
		if f.Anonymous {
			base, err := g.reference(f.Type)
			if err != nil {
				return err
			}
			extends = " extends " + base
			continue
		}
		name, option, _ := strings.Cut(f.Tag.Get("js"), ",")
		if name == "" {
			return fmt.Errorf("%s.%s has no js tag", t.Name(), f.Name)
		}
		typ, err := g.reference(f.Type)
		if err != nil {
			return fmt.Errorf("%s.%s: %w", t.Name(), f.Name, err)
		}
		if option == "optional" {
			name += "?"
			if strings.Contains(typ, "=>") {
				typ = "(" + typ + ")"
			}
			typ += " | undefined"
		}
		writeDoc(&members, "\t", g.docs[t.Name()+"."+f.Name])
		fmt.Fprintf(&members, "\t%s: %s;\n", name, typ)
	}
	g.out.WriteString("\n")
	writeDoc(&g.out, "", g.docs[t.Name()])
	fmt.Fprintf(&g.out, "export interface %s%s {\n%s}\n", t.Name(), extends, members.String())
	return nil
}

func writeDoc(b *strings.Builder, indent, doc string) {
	switch lines := strings.Split(strings.TrimSpace(doc), "\n"); {
	case doc == "":
	case len(lines) == 1:
		fmt.Fprintf(b, "%s/** %s */\n", indent, lines[0])
	default:
		fmt.Fprintf(b, "%s/**\n", indent)
		for _, line := range lines {
			fmt.Fprintf(b, "%s * %s\n", indent, line)
		}
		fmt.Fprintf(b, "%s */\n", indent)
	}
}

// comments returns the doc comment of every type ("T") and field ("T.F").
func comments(folder string) (map[string]string, error) {
	names, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return nil, err
	}
	var decls []ast.Decl
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		decls = append(decls, file.Decls...)
	}
	docs := map[string]string{}
	for _, decl := range decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok || gen.Tok != token.TYPE {
			continue
		}
		spec := gen.Specs[0].(*ast.TypeSpec)
		docs[spec.Name.Name] = gen.Doc.Text()
		if st, ok := spec.Type.(*ast.StructType); ok {
			for _, field := range st.Fields.List {
				for _, name := range field.Names {
					docs[spec.Name.Name+"."+name.Name] = field.Doc.Text()
				}
			}
		}
	}
	return docs, nil
}
