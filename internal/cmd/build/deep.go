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

// exports are the names of the facade, sorted, by the entry that gives them.
type exports struct{ index, internals []string }

// readExports asks the sources, so that no list here can fall behind.
func readExports(root string) (public exports, err error) {
	if public.index, err = exportsOf(root, "index.ts"); err != nil {
		return public, err
	}
	public.internals, err = exportsOf(root, "internals.ts")
	return public, err
}

func exportsOf(root, file string) ([]string, error) {
	result := api.Build(api.BuildOptions{
		AbsWorkingDir: absolute(root),
		EntryPoints:   []string{filepath.Join(facade, file)},
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
// applications know from the peer, whose manifest hides none of its files:
// lib/CognitoUser, es/CognitoUser and so on, each with a class as its default
// export, and the folder internals. They are files, not just lines of the
// manifest's exports, for tools that do not know those, webpack 4 among them.
func deepPaths(root, dist, version string, public exports) error {
	files := map[string]string{
		// Tools that do not know exports find internals by this.
		"internals/package.json": manifest(map[string]any{
			"main": "../dist/internals.js", "module": "../dist/internals.mjs", "types": "../dist/internals.d.ts", "sideEffects": false}),
		// The files of lib are CommonJS, as the whole package says; those of es are not.
		"es/package.json": manifest(map[string]any{"type": "module", "sideEffects": false}),
	}
	for folder, format := range map[string]api.Format{"lib": api.FormatCommonJS, "es": api.FormatESModule} {
		files["dist/index"+ending(format)] = everything(format, "./cognitowasm.facade")
		files["dist/promises"+ending(format)] = empty(format)
		files["dist/internals"+ending(format)] = hidden(format, "./cognitowasm.facade", public.internals)
		deeper := func(up string, names []string) string { return reexport(format, up+"dist/cognitowasm.facade", names) }
		internals := func(up string) string { return hidden(format, up+"dist/cognitowasm.facade", public.internals) }
		files[folder+"/index.js"] = deeper("../", public.index)
		files[folder+"/internals/index.js"] = internals("../../")
		files[folder+"/UserAgent.js"] = deeper("../", []string{"appendToCognitoUserAgent"}) + "\n" + internals("../")
		for _, name := range public.index {
			switch {
			case strings.ToLower(name[:1]) == name[:1]: // a function
			case name == "WordArray":
				files[folder+"/utils/WordArray.js"] = deeper("../../", []string{name + " as default"})
			default:
				files[folder+"/"+name+".js"] = deeper("../", []string{name + " as default"})
			}
		}
	}
	for _, folder := range []string{"lib", "es", "internals"} {
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

// reexport is the code of a module that gives names of another, which is named
// without its ending. A name may be "x as y".
//
// CommonJS gets plain properties, as the peer has them: tests of applications
// replace those.
func reexport(format api.Format, from string, names []string) string {
	if format == api.FormatESModule {
		return "export{" + strings.Join(names, ",") + `}from"` + from + ending(format) + `";`
	}
	// module.exports is another object by now where esbuild has been at work.
	code := `exports=module.exports;Object.defineProperty(exports,"__esModule",{value:true});` +
		`var facade=require("` + from + ending(format) + `");`
	for _, name := range names {
		local, public, renamed := strings.Cut(name, " as ")
		if !renamed {
			public = local
		}
		code += "exports." + public + "=facade." + local + ";"
	}
	return code
}

// empty is the code of a module that has only types.
func empty(format api.Format) string {
	if format == api.FormatESModule {
		return "export{};"
	}
	return `Object.defineProperty(exports,"__esModule",{value:true});`
}

// everything is the code of a module that gives all that another does, but for
// its default export: it is counted among what every page loads, and the names
// would be a third of a kilobyte. In CommonJS it is the other module.
func everything(format api.Format, from string) string {
	if format == api.FormatESModule {
		return `export*from"` + from + ending(format) + `";`
	}
	return `module.exports=require("` + from + ending(format) + `");`
}

// hidden is the code of a module that gives members of another's default export.
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

// ending is that of a file's name in dist. CommonJS has .js: tools of webpack 4's
// age take .cjs for something else, create-react-app for an image.
func ending(format api.Format) string {
	if format == api.FormatESModule {
		return ".mjs"
	}
	return ".js"
}

func manifest(fields map[string]any) string {
	text, err := json.MarshalIndent(fields, "", "  ")
	if err != nil {
		panic(err) // only for what has no JSON
	}
	return string(text) + "\n"
}
