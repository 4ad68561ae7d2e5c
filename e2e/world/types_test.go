package world

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

type typesProject struct {
	name, folder string
	installed    map[string]string
	isSmall      bool
}

// typesProjects are the programs of e2e/world/types: folders below it, what each has
// installed under which name, and in which ways a version of TypeScript compiles them.
// Whatever compiles against upstream's declarations must compile against ours.
var typesProjects = []typesProject{
	{"upstream", ".", map[string]string{harness.UpstreamName: "upstream"}, false},
	{"ours", ".", map[string]string{harness.UpstreamName: "ours"}, false},
	{"augmented upstream", "augmented", map[string]string{harness.UpstreamName: "upstream"}, true},
	{"augmented", "augmented", map[string]string{harness.UpstreamName: "ours"}, true},
	{"both", "both", map[string]string{harness.UpstreamName: "upstream", "cognitowasm": "ours"}, true},
	{"promises", "promises", map[string]string{harness.UpstreamName: "ours"}, true},
}

// worldCompilers are the versions of TypeScript. A way is how modules are resolved, and
// whether that is without strict checks.
var worldCompilers = []struct {
	version, folder string
	ways, fewer     string
	compile         func(t *testing.T, typescript string, jobs []string) []compiled
}{
	{"4.9", "e2e/world/node_modules/typescript-4.9", "node10,node16,node10-loose", "node10", compileByAPI},
	{"5.9", "node_modules/typescript", "node10,nodenext,bundler,bundler-loose", "bundler", compileByAPI},
	{"7.0", "e2e/world/node_modules/typescript-7", "node16,nodenext,bundler,node16-loose,bundler-loose", "node16,bundler", compileByCommand},
}

// compiled is what came of one program, compiled in one way.
type compiled struct {
	Folder, Way string
	Errors      []string
}

// worldTypes compiles code as applications have it against upstream's declarations, or
// against ours, in an installed package under upstream's name.
func worldTypes(t *testing.T, library string) {
	packages := map[string]string{
		"upstream": filepath.Join(harness.Root, "node_modules", harness.UpstreamName),
		"ours":     filepath.Join(harness.Install(t, harness.UpstreamName), "node_modules", harness.UpstreamName),
	}
	names := map[string]string{} // of the programs, by folder
	var folders []string
	programs := slices.DeleteFunc(slices.Clone(typesProjects), func(program typesProject) bool {
		hasOurs := slices.Contains(slices.Collect(maps.Values(program.installed)), "ours")
		return hasOurs != (library == "ours")
	})
	for _, program := range programs {
		folder := program.project(t)
		for name, of := range program.installed {
			symlink(t, packages[of], filepath.Join(folder, "node_modules", name))
		}
		names[folder] = program.name
		folders = append(folders, folder)
	}
	for _, compiler := range worldCompilers {
		t.Run(compiler.version, func(t *testing.T) {
			t.Parallel()
			typescript := absolute(t, filepath.Join(harness.Root, filepath.FromSlash(compiler.folder)))
			var jobs []string
			count := 0
			for i, folder := range folders {
				ways := compiler.ways
				if programs[i].isSmall {
					ways = compiler.fewer
				}
				count += len(strings.Split(ways, ","))
				jobs = append(jobs, folder+"="+ways)
			}
			all := compiler.compile(t, typescript, jobs)
			if len(all) != count {
				t.Fatalf("%d programs were compiled, want %d", len(all), count)
			}
			for _, one := range all {
				for _, problem := range one.Errors {
					t.Errorf("%s, %s: %s", names[one.Folder], one.Way, problem)
				}
			}
		})
	}
}

// project copies the program's files into a project of their own that has the packages
// which they import.
func (p typesProject) project(t *testing.T) (folder string) {
	t.Helper()
	folder = t.TempDir()
	files, err := filepath.Glob(filepath.Join("types", p.folder, "*.*ts"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: %v, %v", p.folder, files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, filepath.Base(file)), text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "package.json"), []byte(`{"private":true}`), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, module := range []string{"rxjs", "@types/jest", "@types/node"} {
		symlink(t, filepath.Join("node_modules", module), filepath.Join(folder, "node_modules", module))
	}
	return folder
}

func symlink(t *testing.T, to, from string) {
	t.Helper()
	to = absolute(t, to)
	if _, err := os.Stat(to); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(from), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(to, from); err != nil {
		t.Fatal(err)
	}
}

func absolute(t *testing.T, path string) string {
	t.Helper()
	path, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// compileByAPI compiles all programs in one process, which reads what they share once.
func compileByAPI(t *testing.T, typescript string, jobs []string) (all []compiled) {
	t.Helper()
	// Not by command: ten programs need their time where other tests run beside.
	cmd := exec.CommandContext(t.Context(), "node", append([]string{filepath.Join("types", "compile.mjs"), typescript}, jobs...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if err := json.Unmarshal(out, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// compileByCommand is for the TypeScript that is no JavaScript, and fast.
func compileByCommand(t *testing.T, typescript string, jobs []string) (all []compiled) {
	t.Helper()
	for _, job := range jobs {
		folder, ways, _ := strings.Cut(job, "=")
		for _, way := range strings.Split(ways, ",") {
			resolution, _, isLoose := strings.Cut(way, "-")
			module, files := resolution, `["*.ts", "*.mts", "*.cts"]`
			if resolution == "bundler" {
				module, files = "ESNext", `["*.ts", "*.mts"]`
			}
			config := fmt.Sprintf(`{"compilerOptions": {"noEmit": true, "strict": %t, "target": "ES2022", "lib": ["ES2022", "DOM", "DOM.Iterable"],
				"module": %q, "moduleResolution": %q, "esModuleInterop": true, "skipLibCheck": true, "types": []}, "include": %s}`, !isLoose, module, resolution, files)
			file := filepath.Join(folder, "tsconfig."+way+".json")
			if err := os.WriteFile(file, []byte(config), 0o666); err != nil {
				t.Fatal(err)
			}
			cmd := exec.CommandContext(t.Context(), "node", filepath.Join(typescript, "bin", "tsc"), "--pretty", "false", "--project", file)
			cmd.Dir = folder
			out, err := cmd.CombinedOutput()
			one := compiled{Folder: folder, Way: way, Errors: regexp.MustCompile(`(?m)^.*error TS.*$`).FindAllString(string(out), -1)}
			if err != nil && len(one.Errors) == 0 {
				t.Fatalf("%s: %v\n%s", way, err, out)
			}
			all = append(all, one)
		}
	}
	return all
}
