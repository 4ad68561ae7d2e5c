package main

import (
	"bytes"
	"cmp"
	"fmt"
	"go/ast"
	"go/doc"
	"go/doc/comment"
	"go/printer"
	"path/filepath"
	"strings"
)

// page is what is written about one package.
type page struct {
	pkg
	anchors map[string]map[string]bool // those of the packages that have a page, by import path
	text    bytes.Buffer
}

// write returns the page of a package.
func write(of pkg, anchors map[string]map[string]bool) []byte {
	p := &page{pkg: of, anchors: anchors}
	p.heading(1, p.name(), "")
	p.code("import \"" + p.ImportPath + "\"")
	p.comment(2, p.Doc)
	p.examples(p.Examples)
	if len(p.Consts) > 0 {
		p.heading(2, "Constants", "constants")
		p.values(p.Consts)
	}
	if len(p.Vars) > 0 {
		p.heading(2, "Variables", "variables")
		p.values(p.Vars)
	}
	if len(p.Funcs) > 0 {
		p.heading(2, "Functions", "functions")
		p.functions(3, p.Funcs)
	}
	if len(p.Types) > 0 {
		p.heading(2, "Types", "types")
	}
	for _, t := range p.Types {
		p.heading(3, "type "+t.Name, anchor("", t.Name))
		p.declaration(t.Decl)
		p.comment(4, t.Doc)
		p.examples(t.Examples)
		p.values(t.Consts)
		p.values(t.Vars)
		p.functions(4, t.Funcs)
		p.functions(4, t.Methods)
	}
	return p.text.Bytes()
}

// anchor is the anchor of a symbol: a point would be read as a class by the site's generator.
func anchor(receiver, name string) string {
	if receiver == "" {
		return name
	}
	return strings.TrimPrefix(receiver, "*") + "-" + name
}

// anchorsOf returns the anchors of a package's page.
func anchorsOf(p pkg) map[string]bool {
	anchors := map[string]bool{}
	values := func(values []*doc.Value) {
		for _, v := range values {
			for _, name := range v.Names {
				anchors[name] = true
			}
		}
	}
	functions := func(functions []*doc.Func) {
		for _, f := range functions {
			anchors[anchor(f.Recv, f.Name)] = true
		}
	}
	values(p.Consts)
	values(p.Vars)
	functions(p.Funcs)
	for _, t := range p.Types {
		anchors[t.Name] = true
		values(t.Consts)
		values(t.Vars)
		functions(t.Funcs)
		functions(t.Methods)
	}
	return anchors
}

func (p *page) heading(level int, text, id string) {
	fmt.Fprintf(&p.text, "%s %s", strings.Repeat("#", level), strings.ReplaceAll(text, "*", `\*`))
	if id != "" {
		fmt.Fprintf(&p.text, " {#%s}", id)
	}
	p.text.WriteString("\n\n")
}

func (p *page) code(text string) {
	fmt.Fprintf(&p.text, "```go\n%s\n```\n\n", strings.TrimSpace(text))
}

func (p *page) declaration(node any) { p.code(p.source(node)) }

// source returns code as gofmt writes it.
func (p *page) source(node any) string {
	var code strings.Builder
	if err := (&printer.Config{Mode: printer.UseSpaces | printer.TabIndent, Tabwidth: 8}).Fprint(&code, p.files, node); err != nil {
		panic(err) // what was parsed can be printed
	}
	return code.String()
}

// comment writes a comment, whose links lead to the pages of these packages, or to pkg.go.dev.
func (p *page) comment(headings int, text string) {
	if text == "" {
		return
	}
	to := p.Printer()
	to.HeadingLevel = headings
	to.DocLinkURL = p.link
	markdown := string(to.Markdown(p.Parser().Parse(text)))
	// The site's generator evaluates what is between two braces.
	p.text.WriteString(strings.ReplaceAll(markdown, "{{", "&#123;&#123;") + "\n")
}

func (p *page) link(l *comment.DocLink) string {
	importPath := cmp.Or(l.ImportPath, p.ImportPath)
	anchors, public := p.anchors[importPath]
	symbol := anchor(l.Recv, l.Name)
	if !anchors[symbol] { // a field, or a method of an interface: they are in the type's declaration
		symbol = l.Recv
	}
	if symbol != "" {
		symbol = "#" + symbol
	}
	switch {
	case importPath == p.ImportPath:
		return symbol
	case public:
		to, err := filepath.Rel(filepath.FromSlash(p.name()), filepath.FromSlash(strings.TrimPrefix(importPath, module+"/")))
		if err != nil {
			panic(err) // both are below the module's folder
		}
		return filepath.ToSlash(to) + "/index.md" + symbol
	case strings.HasPrefix(importPath, module+"/"):
		return ""
	}
	return l.DefaultURL("https://pkg.go.dev/")
}

func (p *page) values(values []*doc.Value) {
	for _, v := range values {
		for _, name := range v.Names {
			fmt.Fprintf(&p.text, "<div id=\"%s\"></div>\n", name)
		}
		p.text.WriteString("\n")
		p.declaration(v.Decl)
		p.comment(4, v.Doc)
	}
}

func (p *page) functions(level int, functions []*doc.Func) {
	for _, f := range functions {
		title := "func " + f.Name
		if f.Recv != "" {
			title = "func (" + f.Recv + ") " + f.Name
		}
		p.heading(level, title, anchor(f.Recv, f.Name))
		p.declaration(f.Decl)
		p.comment(5, f.Doc)
		p.examples(f.Examples)
	}
}

func (p *page) examples(examples []*doc.Example) {
	for _, e := range examples {
		title := "Example"
		if e.Suffix != "" {
			title += " (" + e.Suffix + ")"
		}
		fmt.Fprintf(&p.text, "::: details %s\n\n", title)
		p.comment(5, e.Doc)
		if block, ok := e.Code.(*ast.BlockStmt); ok {
			p.block(&printer.CommentedNode{Node: block, Comments: e.Comments})
		} else {
			p.declaration(&printer.CommentedNode{Node: e.Code, Comments: e.Comments})
		}
		if e.Output != "" {
			fmt.Fprintf(&p.text, "Output:\n\n```text\n%s\n```\n\n", strings.TrimSpace(e.Output))
		}
		p.text.WriteString(":::\n\n")
	}
}

// block writes the statements of a block, without its braces and their indentation.
func (p *page) block(node *printer.CommentedNode) {
	text := strings.TrimSuffix(strings.TrimPrefix(p.source(node), "{"), "}")
	p.code(strings.ReplaceAll(text, "\n\t", "\n"))
}
