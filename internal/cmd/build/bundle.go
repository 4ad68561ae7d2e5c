package main

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/cognitowasm/cognitowasm/internal/wasmbuild"
	"github.com/evanw/esbuild/pkg/api"
)

// bundles are the JavaScript files of dist and their entries.
//
// Files that applications' tools read are ES2018 at most, since webpack 4, which is still
// in use, parses nothing newer except import(). The lazily loaded files run only where there
// is WebAssembly, and may be newer unless bundlers read them too.
//
// CommonJS for Node says at its end what it exports, or an import in Node would find no names.
var bundles = []struct {
	file, entry string
	format      api.Format
	platform    api.Platform
	adjust      func(*api.BuildOptions)
}{
	{"amazon-cognito-identity.min.js", "entries/classic.ts", api.FormatIIFE, api.PlatformBrowser, classic},
	{"amazon-cognito-identity.js", "entries/classic.ts", api.FormatIIFE, api.PlatformBrowser, readableClassic},
	{"cognitowasm.runtime.js", "entries/classic-runtime.ts", api.FormatIIFE, api.PlatformBrowser, handingOver},
	{"cognitowasm.inline.js", "entries/inline.ts", api.FormatIIFE, api.PlatformBrowser, inline},
	{"cognitowasm.inline.mjs", "entries/inline-module.ts", api.FormatESModule, api.PlatformBrowser, nil},
	{"cognitowasm.passwordless.js", "entries/classic-passwordless.ts", api.FormatIIFE, api.PlatformBrowser, nil},
	{"passwordless.mjs", "entries/passwordless.ts", api.FormatESModule, api.PlatformBrowser, nil},
	{"passwordless.js", "entries/passwordless.ts", api.FormatCommonJS, api.PlatformNode, nil},
	{"cognitowasm.state.js", "entries/classic-state.ts", api.FormatIIFE, api.PlatformBrowser, nil},
	{"state.mjs", "entries/state.ts", api.FormatESModule, api.PlatformBrowser, nil},
	{"state.js", "entries/state.ts", api.FormatCommonJS, api.PlatformNode, nil},
	{"identity-pool.mjs", "entries/identity-pool.ts", api.FormatESModule, api.PlatformBrowser, nil},
	{"identity-pool.js", "entries/identity-pool.ts", api.FormatCommonJS, api.PlatformNode, nil},
	{"cognitowasm.oauth.js", "entries/classic-oauth.ts", api.FormatIIFE, api.PlatformBrowser, nil},
	{"oauth.mjs", "entries/oauth.ts", api.FormatESModule, api.PlatformBrowser, nil},
	{"oauth.js", "entries/oauth.ts", api.FormatCommonJS, api.PlatformNode, nil},
	{"cognitowasm.auth.js", "entries/classic-auth.ts", api.FormatIIFE, api.PlatformBrowser, nil},
	{"auth.mjs", "entries/auth.ts", api.FormatESModule, api.PlatformBrowser, nil},
	{"auth.js", "entries/auth.ts", api.FormatCommonJS, api.PlatformNode, nil},
	{"cognitowasm.bff.js", "entries/classic-bff.ts", api.FormatIIFE, api.PlatformBrowser, nil},
	{"bff.mjs", "entries/bff.ts", api.FormatESModule, api.PlatformBrowser, nil},
	{"bff.js", "entries/bff.ts", api.FormatCommonJS, api.PlatformNode, nil},
	{"ssr.mjs", "entries/ssr.ts", api.FormatESModule, api.PlatformNode, nil},
	{"ssr.js", "entries/ssr.ts", api.FormatCommonJS, api.PlatformNode, nil},
	{"cognitowasm.node.js", "entries/node-loading.ts", api.FormatCommonJS, api.PlatformNode, commonJSOnNode},
	{"cognitowasm.facade.mjs", "entries/facade.ts", api.FormatESModule, api.PlatformBrowser, nil},
	{"cognitowasm.facade.js", "entries/facade-commonjs.ts", api.FormatCommonJS, api.PlatformBrowser, publishing},
	{"cognitowasm.deep.mjs", "entries/deep.ts", api.FormatESModule, api.PlatformBrowser, nil},
	{"cognitowasm.deep.js", "entries/deep.ts", api.FormatCommonJS, api.PlatformBrowser, nil},
	{"index.node.mjs", "entries/node.ts", api.FormatESModule, api.PlatformNode, nil},
	{"index.node.js", "entries/node-commonjs.ts", api.FormatCommonJS, api.PlatformNode, commonJSOnNode},
	{"core.mjs", "entries/core.ts", api.FormatESModule, api.PlatformBrowser, nil},
	{"core.node.mjs", "entries/core-node.ts", api.FormatESModule, api.PlatformNode, nil},
	{"cognitowasm.runtime.mjs", "runtime/runtime.ts", api.FormatESModule, api.PlatformBrowser, nil},
	{"cognitowasm.program.mjs", "runtime/program.ts", api.FormatESModule, api.PlatformBrowser, nil},
	{worker, "entries/worker.ts", api.FormatIIFE, api.PlatformBrowser, nil},
}

// sources is the folder of the TypeScript that the bundles are made of.
const sources = "jsbridge/js"

// worker is the script of the worker. It is also available as a module that contains its
// text, since bundlers have no other common way to include a worker's script.
const worker = "cognitowasm.worker.js"

func bundle(root, dist string, info wasmbuild.BuildInfo, public exports, program []byte) error {
	modules, err := virtualModules(program)
	if err != nil {
		return err
	}
	for _, b := range bundles {
		options := api.BuildOptions{
			AbsWorkingDir:     absolute(root),
			EntryPoints:       []string{filepath.Join(sources, b.entry)},
			Outfile:           absolute(filepath.Join(dist, b.file)),
			Bundle:            true,
			Write:             true,
			Format:            b.format,
			Platform:          b.platform,
			Target:            api.ES2018,
			Supported:         map[string]bool{"dynamic-import": true, "import-meta": true},
			MinifyWhitespace:  true,
			MinifyIdentifiers: true,
			MinifySyntax:      true,
			LegalComments:     api.LegalCommentsNone,
			Charset:           api.CharsetUTF8,
			External:          []string{"./cognitowasm.*.mjs", "./cognitowasm.node.js"},
			Define: map[string]string{
				"COGNITOWASM_VERSION": strconv.Quote(info.Version),
				"COGNITOWASM_DIGEST":  strconv.Quote(strings.TrimPrefix(info.Wasm.Integrity, "sha256-")),
			},
			Banner:   map[string]string{"js": banner(info.Version)},
			Plugins:  []api.Plugin{virtual(modules), shared(b.format)},
			LogLevel: api.LogLevelSilent,
		}
		if b.adjust != nil {
			b.adjust(&options)
		}
		if strings.HasPrefix(b.file, "index.node.") {
			options.Footer = map[string]string{"js": nodeExports(b.format, public.index)}
		}
		if err := buildError(b.file, api.Build(options).Errors); err != nil {
			return err
		}
	}
	if err := shrink(root, dist); err != nil {
		return err
	}
	if err := annotate(filepath.Join(dist, "cognitowasm.facade.mjs")); err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join(dist, worker))
	if err != nil {
		return err
	}
	module := banner(info.Version) + "\nexport const source=" + quote(string(text)) + ";\n"
	if err := os.WriteFile(filepath.Join(dist, strings.TrimSuffix(worker, ".js")+".mjs"), []byte(module), 0o666); err != nil {
		return err
	}
	return declarations(root, dist, public)
}

// shrunk are the files that pages always load, or wait for when somebody signs in.
var shrunk = []string{
	"amazon-cognito-identity.min.js", "cognitowasm.facade.mjs", "cognitowasm.facade.js", "core.mjs",
	"cognitowasm.runtime.js", "cognitowasm.runtime.mjs", worker, "cognitowasm.passwordless.js", "passwordless.mjs",
	"cognitowasm.state.js", "state.mjs",
	"cognitowasm.oauth.js", "oauth.mjs", "cognitowasm.auth.js", "auth.mjs",
	"cognitowasm.bff.js", "bff.mjs",
}

// shrink makes them smaller with terser, one of the npm packages.
func shrink(root, dist string) error {
	arguments := []string{filepath.Join(root, "internal", "cmd", "build", "shrink.mjs")}
	for _, file := range shrunk {
		arguments = append(arguments, filepath.Join(dist, file))
	}
	if out, err := exec.Command("node", arguments...).CombinedOutput(); err != nil {
		return fmt.Errorf("shrink.mjs: %w\n%s", err, out)
	}
	return nil
}

// The files of declarations that are not generated. The first two add to those of the package.
const (
	promises     = "entries/promises.d.ts"
	passwordless = "entries/passwordless.d.ts"
	state        = "entries/state.d.ts"
	identityPool = "entries/identity-pool.d.ts"
	oauth        = "entries/oauth.d.ts"
	auth         = "entries/auth.d.ts"
	bff          = "entries/bff.d.ts"
	ssr          = "entries/ssr.d.ts"
)

// declarations writes the same declarations for both kinds of module: their ending says
// which.
func declarations(root, dist string, public exports) error {
	for to, from := range map[string]string{
		"index.d.ts": "types/index.d.ts", "index.d.mts": "types/index.d.ts", "core.d.mts": "types/core.d.ts",
		"internals.d.ts": "types/internals.d.ts", "internals.d.mts": "types/internals.d.ts",
		"promises.d.ts": promises, "promises.d.mts": promises,
		"passwordless.d.ts": passwordless, "passwordless.d.mts": passwordless,
		"state.d.ts": state, "state.d.mts": state,
		"identity-pool.d.ts": identityPool, "identity-pool.d.mts": identityPool,
		"oauth.d.ts": oauth, "oauth.d.mts": oauth,
		"auth.d.ts": auth, "auth.d.mts": auth,
		"bff.d.ts": bff, "bff.d.mts": bff,
		"ssr.d.ts": ssr, "ssr.d.mts": ssr,
	} {
		text, err := os.ReadFile(filepath.Join(root, sources, from))
		if err != nil {
			return err
		}
		if to == "index.d.mts" {
			text = append(text, wholeModule...)
		}
		if strings.HasPrefix(from, "entries/") {
			// They refer to the declarations beside them, whatever name the package is
			// installed under.
			index := "'./index.js'"
			if strings.HasSuffix(to, ".mts") {
				index = "'./index.mjs'"
			}
			if bytes.Count(text, []byte("'cognitowasm';")) != 1 || bytes.Count(text, []byte("module 'cognitowasm' {")) > 1 {
				return fmt.Errorf("%s: it must import 'cognitowasm' once, and may augment it once", from)
			}
			text = bytes.ReplaceAll(text, []byte("'cognitowasm'"), []byte(index))
		}
		if err := os.WriteFile(filepath.Join(dist, to), typesAlone(text, public.index), 0o666); err != nil {
			return err
		}
	}
	return nil
}

// wholeModule declares the default export of the ES module, which is all its exports.
// Upstream is CommonJS, whose default import in an ES module is its exports.
const wholeModule = `
/** The whole module, as an ES module sees upstream's. */
declare const library: typeof import("./index.mjs");
export default library;
`

// typesAlone marks the types among the names that declarations export under another
// name, as the sources do; the tool that joins the declarations drops the mark, and
// TypeScript would take a class of them for one that a program can import.
func typesAlone(declarations []byte, values []string) []byte {
	return renamedExports.ReplaceAllFunc(declarations, func(statement []byte) []byte {
		for _, name := range exportedAs.FindAllSubmatch(statement, -1) {
			if slices.Contains(values, string(name[1])) {
				return statement
			}
		}
		return bytes.Replace(statement, []byte("export {"), []byte("export type {"), 1)
	})
}

var (
	renamedExports = regexp.MustCompile(`(?m)^export \{\n(?:\t[\w$]+ as \w+,\n)+\};`)
	exportedAs     = regexp.MustCompile(` as (\w+),`)
)

// annotate marks the classes that a module exports as calls without side effects, since
// esbuild removes these marks when it minifies. Applications' bundlers can then drop classes
// that are not imported, above all AuthenticationHelper, a sixth of the file.
func annotate(file string) error {
	code, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	classes := exportedClass.FindAllSubmatch(code, -1)
	if len(classes) == 0 {
		return fmt.Errorf("%s: there are no classes to annotate", file)
	}
	for _, class := range classes {
		assigned := append(class[1], '=')
		if bytes.Count(code, assigned) != 1 {
			return fmt.Errorf("%s: %s is not assigned once", file, class[1])
		}
		code = bytes.Replace(code, assigned, append(assigned, "/*@__PURE__*/"...), 1)
	}
	return os.WriteFile(file, code, 0o666)
}

// exportedClass matches a part of the export statement at the end: a name that differs
// inside the module, and begins with a capital outside.
var exportedClass = regexp.MustCompile(`[{,]([\w$]+) as [A-Z]\w+`)

func banner(version string) string {
	return "/*! cognitowasm " + version + " | Apache-2.0 */"
}

func classic(o *api.BuildOptions)     { wrap(o, "classic") }
func inline(o *api.BuildOptions)      { wrap(o, "inline") }
func publishing(o *api.BuildOptions)  { wrap(o, "publishing") }
func handingOver(o *api.BuildOptions) { wrap(o, "handing-over") }

// wrappers are the code around a bundle, which says what each is for. BUNDLE stands for it.
//
//go:embed wrappers
var wrappers embed.FS

// wrap puts the code of a wrapper around a bundle, which then has no imports or exports that
// esbuild would convert.
func wrap(o *api.BuildOptions, name string) {
	o.Format = api.FormatESModule
	before, after := wrapper(name)
	o.Banner["js"] += before
	o.Footer = map[string]string{"js": after}
}

func wrapper(name string) (before, after string) {
	code, err := wrappers.ReadFile("wrappers/" + name + ".js")
	if err != nil {
		panic(err) // impossible: it is embedded
	}
	result := api.Transform(string(code), api.TransformOptions{MinifyWhitespace: true, MinifySyntax: true, Target: api.ES2018})
	before, after, found := strings.Cut(string(result.Code), "BUNDLE")
	if !found {
		panic("wrappers/" + name + ".js: it has no statement BUNDLE")
	}
	return before, strings.TrimLeft(strings.TrimSpace(after), ";")
}

// readableClassic is classic without minification, for debugging.
func readableClassic(o *api.BuildOptions) {
	classic(o)
	o.MinifyWhitespace, o.MinifyIdentifiers, o.MinifySyntax = false, false, false
}

// commonJSOnNode gives a bundle of CommonJS what it has in place of import.meta.url.
func commonJSOnNode(o *api.BuildOptions) {
	o.Define["import.meta.url"] = "cognitowasmURL"
	before, _ := wrapper("node")
	o.Banner["js"] += before
}

// virtualModules returns the imports named "cognitowasm:..." and their contents.
func virtualModules(program []byte) (map[string]string, error) {
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, err
	}
	support, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(goroot)), "lib", "wasm", "wasm_exec.js"))
	if err != nil {
		return nil, err
	}
	// Go's support code adds names to the global object, and the Wasm module looks for
	// everything there. Here both use a substitute for it.
	result := api.Transform(string(support), api.TransformOptions{
		Define: map[string]string{
			"globalThis": "scope", "TextEncoder": "scope.TextEncoder", "TextDecoder": "scope.TextDecoder", "crypto": "scope.crypto",
			"setTimeout": "scope.setTimeout", "clearTimeout": "scope.clearTimeout",
			"fs": "scope.fs", // used to print a panic
		},
		Target: api.ES2018,
	})
	if err := buildError("wasm_exec.js", result.Errors); err != nil {
		return nil, err
	}
	return map[string]string{
		"cognitowasm:wasm_exec": "export default function (scope) {\n" + string(result.Code) + "\nreturn scope.Go;\n}\n",
		"cognitowasm:bytes":     asText(program),
	}, nil
}

func virtual(modules map[string]string) api.Plugin {
	return api.Plugin{Name: "cognitowasm", Setup: func(build api.PluginBuild) {
		build.OnResolve(api.OnResolveOptions{Filter: "^cognitowasm:"}, func(args api.OnResolveArgs) (api.OnResolveResult, error) {
			return api.OnResolveResult{Path: args.Path, Namespace: "cognitowasm"}, nil
		})
		build.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: "cognitowasm"}, func(args api.OnLoadArgs) (api.OnLoadResult, error) {
			contents, ok := modules[args.Path]
			if !ok {
				return api.OnLoadResult{}, fmt.Errorf("there is no module %s", args.Path)
			}
			return api.OnLoadResult{Contents: &contents}, nil
		})
	}}
}

// shared makes imports of the facade, and of the entry /oauth, refer to the file that all
// others share, under its name for this kind of module.
func shared(format api.Format) api.Plugin {
	return api.Plugin{Name: "shared", Setup: func(build api.PluginBuild) {
		build.OnResolve(api.OnResolveOptions{Filter: `^\./(cognitowasm\.facade|oauth)\.mjs$`}, func(args api.OnResolveArgs) (api.OnResolveResult, error) {
			return api.OnResolveResult{Path: strings.TrimSuffix(args.Path, ".mjs") + ending(format), External: true}, nil
		})
	}}
}

// quote returns a text as a JavaScript string.
func quote(text string) string {
	quoted, err := json.Marshal(text)
	if err != nil {
		panic(err) // impossible for a string
	}
	return string(quoted)
}

func buildError(file string, messages []api.Message) error {
	if len(messages) == 0 {
		return nil
	}
	return errors.New(file + ":\n" + strings.Join(api.FormatMessages(messages, api.FormatMessagesOptions{}), "\n"))
}

func absolute(path string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		panic(err) // only without a working directory
	}
	return abs
}
