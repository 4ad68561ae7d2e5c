package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// exports are the names of the facade, sorted, by the entry that exports them.
type exports struct{ index, internals []string }

// readExports reads them from the sources, so that no list here can become outdated.
func readExports(root string) (public exports, err error) {
	if public.index, err = exportsOf(root, "page/classes/index.ts"); err != nil {
		return public, err
	}
	public.internals, err = exportsOf(root, "page/classes/internals.ts")
	return public, err
}

func exportsOf(root, file string) ([]string, error) {
	result := api.Build(api.BuildOptions{
		AbsWorkingDir: absolute(root),
		EntryPoints:   []string{filepath.Join(sources, file)},
		Outdir:        "never-written",
		Bundle:        true,
		Format:        api.FormatESModule,
		Metafile:      true,
		LogLevel:      api.LogLevelSilent,
	})
	if err := buildError(file, result.Errors); err != nil {
		return nil, err
	}
	var meta struct {
		Outputs map[string]struct{ Exports []string }
	}
	if err := json.Unmarshal([]byte(result.Metafile), &meta); err != nil {
		return nil, err
	}
	for _, output := range meta.Outputs {
		slices.Sort(output.Exports)
		return output.Exports, nil
	}
	return nil, fmt.Errorf("%s: esbuild tells no exports", file)
}

// deepPaths writes the entries that lead to the shared facade, and the paths that
// applications know from upstream, whose manifest hides none of its files:
// lib/CognitoUser, es/CognitoUser, src/CognitoUser and so on, and the folder
// internals. They are files, not just lines of the manifest's exports, for tools that
// do not know those, webpack 4 among them.
//
// The files of lib are CommonJS, as the whole package says; those of es and src are
// ES modules. In Node all of them have one state, that of the CommonJS facade, and so
// Node is led from es and src to es/node, whose modules import the files of lib.
func deepPaths(root, dist, version string, public exports) error {
	files := map[string]string{
		// For tools that do not know exports.
		"internals/package.json": manifest(map[string]any{
			"main": "../lib/internals/index.js", "module": "../dist/internals.mjs", "types": "../dist/internals.d.ts", "sideEffects": false}),
		"es/package.json":  manifest(map[string]any{"type": "module", "sideEffects": false}),
		"src/package.json": manifest(map[string]any{"type": "module", "sideEffects": false}),
	}
	for _, format := range []api.Format{api.FormatCommonJS, api.FormatESModule} {
		files["dist/index"+ending(format)] = everything(format, "./cognitowasm.facade")
		files["dist/promises"+ending(format)] = empty(format)
		files["dist/internals"+ending(format)] = hidden(format, "./cognitowasm.facade", public.internals)
	}
	for name, file := range deepFiles(public) {
		up := strings.Repeat("../", strings.Count(name, "/")+1)
		files["lib/"+name] = reexport(api.FormatCommonJS, up+"dist/"+file.from, file.names)
		for _, folder := range []string{"es/", "src/"} {
			files[folder+name] = reexport(api.FormatESModule, up+"dist/"+file.from, file.names)
		}
		files["es/node/"+name] = fromCommonJS("../"+up+"lib/"+name, file.names)
	}
	// As upstream's index does, lib/index.js takes each class from its own file, so that
	// applications' tests that replace that file replace the class in both.
	files["lib/index.js"] = `"use strict";` + esModule + linked("./", "../dist/", public.index)
	files["lib/internals/index.js"] = `"use strict";` + esModule + require("../UserAgent", public.internals)
	for _, folder := range []string{"es/", "src/"} {
		files[folder+"index.js"] = reexport(api.FormatESModule, "../dist/cognitowasm.facade", public.index)
		files[folder+"internals/index.js"] = hidden(api.FormatESModule, "../../dist/cognitowasm.facade", public.internals)
	}
	files["es/node/index.js"] = fromCommonJS("../../dist/index.node.js", public.index)
	files["es/node/internals/index.js"] = fromCommonJS("../../../lib/internals/index.js", public.internals)
	for _, folder := range []string{"lib", "es", "src", "internals"} {
		if err := os.RemoveAll(filepath.Join(root, folder)); err != nil {
			return err
		}
	}
	for name, text := range files {
		if strings.HasSuffix(name, "js") {
			text = banner(version) + "\n" + text + "\n"
		}
		file := filepath.Join(root, filepath.FromSlash(name))
		if inDist, ok := strings.CutPrefix(name, "dist/"); ok {
			file = filepath.Join(dist, inDist)
		}
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			return err
		}
	}
	return nil
}

// A deepFile is one of upstream's files: what it exports, and from which file of dist.
type deepFile struct {
	from  string
	names []string // "x", or "x as y"
}

// deepFiles returns upstream's files below lib, es and src that work outside React Native,
// except for the two that are called index.js and export what an entry exports.
func deepFiles(public exports) map[string]deepFile {
	const facade, deep = "cognitowasm.facade", "cognitowasm.deep"
	files := map[string]deepFile{
		"AuthenticationHelper.js":            {deep, []string{"AuthenticationHelper as default"}},
		"BigInteger.js":                      {deep, []string{"BigInteger as default"}},
		"Client.js":                          {deep, []string{"Client as default"}},
		"CognitoJwtToken.js":                 {deep, []string{"CognitoJwtToken as default"}},
		"Platform/constants.js":              {deep, []string{"AUTH_CATEGORY", "FRAMEWORK"}},
		"Platform/detectFramework.js":        {deep, []string{"detectFramework"}},
		"Platform/index.js":                  {deep, []string{"Platform as default", "Platform", "getUserAgent"}},
		"Platform/version.js":                {deep, []string{"version"}},
		"StorageHelper.js":                   {deep, []string{"StorageHelper as default", "MemoryStorage"}},
		"UserAgent.js":                       {deep, append([]string{"UserAgent as default", "appendToCognitoUserAgent", "getAmplifyUserAgent"}, public.internals...)},
		"utils/cryptoSecureRandomInt.js":     {deep, []string{"cryptoSecureRandomInt as default"}},
		"utils/cryptoSecureRandomInt.web.js": {deep, []string{"cryptoSecureRandomInt as default"}},
	}
	for _, name := range public.index {
		if file := fileOf(name); isClass(name) && files[file].from == "" {
			files[file] = deepFile{facade, []string{name + " as default"}}
		}
	}
	return files
}

// isClass reports whether an exported name is that of a class, not of a function or object.
func isClass(name string) bool { return strings.ToLower(name[:1]) != name[:1] }

// fileOf returns upstream's file that has a class, below lib.
func fileOf(class string) string {
	if class == "WordArray" {
		return "utils/WordArray.js"
	}
	return class + ".js"
}

// esModule marks a CommonJS module's exports as those of an ES module.
const esModule = `Object.defineProperty(exports,"__esModule",{value:true});`

// reexport returns the code of a module that exports names of another, which is given
// without its ending. A name may be "x as y".
func reexport(format api.Format, from string, names []string) string {
	if format == api.FormatESModule {
		return "export{" + strings.Join(names, ",") + `}from"` + from + ending(format) + `";`
	}
	return `"use strict";` + esModule + require(from+ending(format), names)
}

// require returns the code of a CommonJS module that exports names of another.
//
// They are plain properties, as in upstream, which applications' tests can replace. In this
// form Node finds the names when an ES module imports them.
func require(from string, names []string) string {
	code := `var from=require("` + from + `");`
	for _, name := range names {
		local, public := renamed(name)
		code += "exports." + public + "=from." + local + ";"
	}
	return code
}

func renamed(name string) (local, public string) {
	local, public, found := strings.Cut(name, " as ")
	if !found {
		public = local
	}
	return local, public
}

// fromCommonJS returns the code of an ES module that exports the public names of a CommonJS
// module.
func fromCommonJS(from string, names []string) string {
	code, rest := `import all from"`+from+`";`, []string{}
	for _, name := range names {
		if _, public := renamed(name); public == "default" {
			code += "export default all.default;"
		} else {
			rest = append(rest, public)
		}
	}
	if len(rest) > 0 {
		code += "export const{" + strings.Join(rest, ",") + "}=all;"
	}
	return code
}

// empty returns the code of a module that has only types.
func empty(format api.Format) string {
	if format == api.FormatESModule {
		return "export{};"
	}
	return `Object.defineProperty(exports,"__esModule",{value:true});`
}

// linked returns the code of a CommonJS entry, which takes each name from its file below
// lib, as upstream's does. Lib and dist are the paths of these folders.
func linked(lib, dist string, names []string) string {
	code := ""
	for _, name := range names {
		switch {
		case isClass(name):
			code += "exports." + name + `=require("` + lib + strings.TrimSuffix(fileOf(name), ".js") + `").default;`
		case name == "appendToCognitoUserAgent":
			code += "exports." + name + `=require("` + lib + `UserAgent").` + name + ";"
		default:
			code += "exports." + name + `=require("` + dist + `cognitowasm.facade.js").` + name + ";"
		}
	}
	return code
}

// nodeExports is what the build adds to the entries of Node. The module leads to index.node.js too,
// for tools that copy what a server needs: Nitro, which is Nuxt's server, resolves the entry with the
// condition module, and copies the files that index.node.mjs leads to; Node does not know that
// condition, and wants index.node.js. Bundlers see that it is never imported.
func nodeExports(format api.Format, names []string) string {
	if format == api.FormatESModule {
		return reexport(format, "./cognitowasm.facade", names) + `0&&import("./index.node.js");`
	}
	// esbuild has replaced module.exports.
	return "exports=module.exports;" + esModule + linked("../lib/", "./", names)
}

// everything returns the code of a module that exports everything that another does, except
// for its default export. It names nothing, since every page loads it, and the names would
// take a third of a kilobyte. In CommonJS it is the other module.
func everything(format api.Format, from string) string {
	if format == api.FormatESModule {
		return `export*from"` + from + ending(format) + `";`
	}
	return `module.exports=require("` + from + ending(format) + `");`
}

// hidden returns the code of a module that exports members of another's default export.
func hidden(format api.Format, from string, names []string) string {
	if format == api.FormatESModule {
		return `import hidden from"` + from + ending(format) + `";export const{` + strings.Join(names, ",") + `}=hidden;`
	}
	code := `Object.defineProperty(exports,"__esModule",{value:true});var hidden=require("` + from + ending(format) + `").default;`
	for _, name := range names {
		code += "exports." + name + "=hidden." + name + ";"
	}
	return code
}

// ending returns the ending of a file's name in dist. CommonJS has .js, since tools of webpack
// 4's age take .cjs for something else, create-react-app for an image.
func ending(format api.Format) string {
	if format == api.FormatESModule {
		return ".mjs"
	}
	return ".js"
}

func manifest(fields map[string]any) string {
	text, err := json.MarshalIndent(fields, "", "  ")
	if err != nil {
		panic(err) // impossible for these values
	}
	return string(text) + "\n"
}
