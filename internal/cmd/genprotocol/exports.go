package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// classes is the folder of the classes that applications import; its index.ts says which.
const classes = "jsbridge/js/page/classes"

var exported = regexp.MustCompile(`(?m)^export \{ ([\w, ]+) \} from`)

// exportsTS renders what modules and what scripts export, from the names that index.ts
// exports: each class so that code compiled to ES5 can extend it.
func exportsTS(root string) (map[string]string, error) {
	index, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(classes), "index.ts"))
	if err != nil {
		return nil, err
	}
	var names []string
	for _, statement := range exported.FindAllStringSubmatch(string(index), -1) {
		names = append(names, strings.Split(statement[1], ", ")...)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("%s/index.ts exports nothing", classes)
	}
	slices.Sort(names)
	const imports = "import { callable } from './callable';\nimport * as index from './index';\n"
	modules := "/**\n * What modules export, as library.ts does for scripts: index.ts, its classes so that\n * code compiled to ES5 can extend them.\n *\n * @packageDocumentation\n */\n" +
		imports + "\nexport * from './index';\n\n"
	library := imports + "\n/** As exports.ts, but one object: less code than a bundler's own way to make one. */\nexport const library = {\n"
	for _, name := range names {
		if isClass := name[0] < 'a'; isClass {
			modules += fmt.Sprintf("export const %s = /* @__PURE__ */ callable(index.%[1]s);\n", name)
			library += fmt.Sprintf("\t%s: /* @__PURE__ */ callable(index.%[1]s),\n", name)
		} else {
			library += fmt.Sprintf("\t%s: index.%[1]s,\n", name)
		}
	}
	library += "} satisfies { [Name in Exclude<keyof typeof index, 'UserAgent'>]: unknown };\n"
	return map[string]string{classes + "/exports.ts": modules, classes + "/library.ts": library}, nil
}
