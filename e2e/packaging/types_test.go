package packaging

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cognitowasm/cognitowasm/e2e/harness"
)

// TestDropInTypes compiles an application against the installed declarations,
// under strict, for each way in which TypeScript resolves modules.
func TestDropInTypes(t *testing.T) {
	t.Parallel()
	folder := harness.Install(t, harness.UpstreamName)
	source, err := os.ReadFile(filepath.Join(harness.Root, "jsbridge", "js", "test-d", "consumer.ts"))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(string(source), "'cognitowasm'", "'"+harness.UpstreamName+"'") + `
import { addAuthCategoryToCognitoUserAgent, addFrameworkToCognitoUserAgent } from '` + harness.UpstreamName + `/internals';
addAuthCategoryToCognitoUserAgent();
addFrameworkToCognitoUserAgent('7');
declare module '` + harness.UpstreamName + `' {
	interface CognitoUser {
		ofTheApplication?: number;
	}
}
user.ofTheApplication = 5;
`
	for _, name := range []string{"consumer.ts", "consumer.mts", "consumer.cts"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	tsc, err := filepath.Abs(filepath.Join(harness.Root, "node_modules", "typescript", "bin", "tsc"))
	if err != nil {
		t.Fatal(err)
	}
	for resolution, arguments := range map[string][]string{
		"node10":  {"--module", "commonjs", "consumer.ts"},
		"node16":  {"--module", "node16", "consumer.ts", "consumer.mts", "consumer.cts"},
		"bundler": {"--module", "esnext", "consumer.ts", "consumer.mts"},
	} {
		t.Run(resolution, func(t *testing.T) {
			t.Parallel()
			harness.Command(t, folder, "node", append([]string{tsc, "--noEmit", "--strict", "--target", "es2018", "--lib", "es2018,dom", "--moduleResolution", resolution}, arguments...)...)
		})
	}
}

// importedTypes are imports of which TypeScript may think differently, by how it resolves
// them.
var importedTypes = []string{
	"import BigInteger from 'amazon-cognito-identity-js/lib/BigInteger';\nnew BigInteger('ff', 16).toString(16);\n",
	"import BigInteger from 'amazon-cognito-identity-js/lib/BigInteger.js';\nnew BigInteger('ff', 16).toString(16);\n",
	"import Cognito from 'amazon-cognito-identity-js';\nnew Cognito.CognitoUserPool({ UserPoolId: 'a_b', ClientId: 'c' }).getClientId();\n",
	"import * as Cognito from 'amazon-cognito-identity-js';\nnew Cognito.CognitoUserPool({ UserPoolId: 'a_b', ClientId: 'c' }).getClientId();\n",
}

// TestDropInTypesOfImports compiles imports against the installed package and against
// upstream, which has no declarations for its single files: the outcome is the same.
func TestDropInTypesOfImports(t *testing.T) {
	t.Parallel()
	folder := harness.Install(t, harness.UpstreamName)
	upstream := t.TempDir()
	if err := os.MkdirAll(filepath.Join(upstream, "node_modules"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(harness.Root, "node_modules", harness.UpstreamName), filepath.Join(upstream, "node_modules", harness.UpstreamName)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, ending string
		arguments    []string
	}{
		{"node10", ".ts", []string{"--module", "commonjs", "--moduleResolution", "node10", "--esModuleInterop"}},
		{"nodenext", ".cts", []string{"--module", "nodenext"}},
		{"nodenext module", ".mts", []string{"--module", "nodenext"}},
		{"bundler", ".ts", []string{"--module", "esnext", "--moduleResolution", "bundler"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, want := errorsOf(t, folder, c.ending, c.arguments), errorsOf(t, upstream, c.ending, c.arguments)
			if got != want {
				t.Errorf("it says\n%s\nand of upstream\n%s", got, want)
			}
		})
	}
}

// errorsOf compiles importedTypes in a folder, and returns the errors by file.
func errorsOf(t *testing.T, folder, ending string, how []string) string {
	t.Helper()
	arguments := append([]string{filepath.Join(harness.Root, "node_modules", "typescript", "bin", "tsc"), "--noEmit", "--strict", "--preserveSymlinks",
		"--target", "es2018", "--lib", "es2018,dom", "--types", ""}, how...)
	for i, source := range importedTypes {
		file := fmt.Sprint("import", i, ending)
		if err := os.WriteFile(filepath.Join(folder, file), []byte(source), 0o666); err != nil {
			t.Fatal(err)
		}
		arguments = append(arguments, file)
	}
	cmd := exec.CommandContext(t.Context(), "node", arguments...)
	cmd.Dir = folder
	out, _ := cmd.CombinedOutput() // what it finds is its output
	var errors []string
	for _, match := range regexp.MustCompile(`(?m)^(import\d)\S*: error (TS\d+)`).FindAllStringSubmatch(string(out), -1) {
		errors = append(errors, match[1]+" "+match[2])
	}
	slices.Sort(errors)
	return strings.Join(errors, "\n")
}

// TestTypesResolve fails on what arethetypeswrong finds. Upstream has no
// declarations for its deep paths, and neither have they here; and what is an ES
// module alone is meant to be. Upstream declares a class UserAgent that nobody can import
// at run time, and so do we (named-exports).
func TestTypesResolve(t *testing.T) {
	t.Parallel()
	harness.Command(t, harness.Root, "npx", "--no-install", "attw", harness.Pack(t).Path, "--no-color",
		"--exclude-entrypoints", "lib", "lib/index", "lib/index.js", "lib/internals", "lib/Platform", "es", "es/internals", "es/Platform", "src", "src/internals", "src/Platform",
		"dist/amazon-cognito-identity", "dist/amazon-cognito-identity.min", "--ignore-rules", "cjs-resolves-to-esm", "named-exports")
}
