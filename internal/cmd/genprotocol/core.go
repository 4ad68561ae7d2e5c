package main

import (
	"fmt"
	"regexp/syntax"
	"strings"

	"github.com/cognitowasm/cognitowasm/internal/protocol"
)

// keysGo renders the names of what is stored.
func keysGo() string {
	var b strings.Builder
	fmt.Fprintf(&b, `
// lastUserKey is the key of the name of the user who signed in last.
func lastUserKey(clientID string) string { return %q + clientID + %q }

// userKeys are the keys of one user of an app client. Names are used as they
// are, with no escaping.
type userKeys struct {
`, protocol.KeyPrefix, "."+protocol.LastUserKey)
	for _, k := range protocol.Keys {
		fmt.Fprintf(&b, "\t%s string // %s\n", k.Go, k.Doc)
	}
	fmt.Fprintf(&b, "}\n\nfunc keysOf(clientID, username string) userKeys {\n\tprefix := %q + clientID + \".\" + username + \".\"\n\treturn userKeys{\n", protocol.KeyPrefix)
	for _, k := range protocol.Keys {
		fmt.Fprintf(&b, "\t\t%s: prefix + %q,\n", k.Go, k.Name)
	}
	b.WriteString("\t}\n}\n")
	return b.String()
}

// codesGo renders the codes of errors.
func codesGo() string {
	var b strings.Builder
	b.WriteString("\n// Exceptions of the service that this package acts on. A ServiceError may have\n// any other name too: see the errors of each operation in the API reference.\nconst (\n")
	for _, e := range protocol.Exceptions {
		fmt.Fprintf(&b, "\t%s Code = %q\n", e.Name, e.Name)
	}
	b.WriteString(")\n")
	var definite []string
	for _, e := range protocol.Exceptions {
		if e.Definite {
			definite = append(definite, "errors.Is(err, "+e.Name+")")
		}
	}
	return "\nimport \"errors\"\n" + b.String() + `
// isDefinite reports whether an error is an exception that ends a session, unless its
// reason has nothing to do with the session.
func isDefinite(err error) bool {
	return ` + strings.Join(definite, " ||\n\t\t") + "\n}\n"
}

func reason(name string) protocol.Reason {
	for _, r := range protocol.Reasons {
		if r.Name == name {
			return r
		}
	}
	return protocol.Reason{}
}

// bridgeCodesGo renders the codes of the core's own errors in JavaScript.
// codesByReasonGo renders err.code of the errors that package core finds itself.
func codesByReasonGo() string {
	var b strings.Builder
	b.WriteString("\nimport \"github.com/cognitowasm/cognitowasm/core\"\n\n// codes are err.code of the errors that package core finds itself, by their reason.\nvar codes = [...]struct {\n\treason core.Reason\n\tcode string\n}{\n")
	for _, c := range protocol.Codes {
		if c.Core {
			fmt.Fprintf(&b, "\t{core.%s, %q},\n", reason(c.Reason).Go(), c.Name)
		}
	}
	b.WriteString("}\n")
	return b.String()
}

// lowerSentence returns a sentence as it reads behind a colon: it begins with a small letter,
// unless its first word is a name.
func lowerSentence(text string) string {
	if first, _, _ := strings.Cut(text, " "); strings.ToUpper(first) == first && first != "A" {
		return text
	}
	return strings.ToLower(text[:1]) + text[1:]
}

// reasonsGo renders the reasons of errors.
func reasonsGo() string {
	var b strings.Builder
	then := map[protocol.Then][]string{}
	b.WriteString("\n// What went wrong. Cognito's refusals have reasons too.\nconst (\n")
	for _, r := range protocol.Reasons {
		if r.Core {
			fmt.Fprintf(&b, "%s\t%s Reason = %q\n", comment("\t", r.Go()+": "+lowerSentence(r.Meaning)), r.Go(), r.Name)
			then[r.Then] = append(then[r.Then], r.Go())
		}
	}
	b.WriteString(")\n")
	for _, f := range []struct {
		name, doc string
		then      protocol.Then
	}{
		{"isRetryable", "reports whether the same call may succeed later with nothing changed.", protocol.Retryable},
		{"isElsewhere", "reports whether the failure has nothing to do with the user or the session.", protocol.Elsewhere},
	} {
		fmt.Fprintf(&b, "\n// %s %s\nfunc (r Reason) %s() bool {\n\tswitch r {\n\tcase %s:\n\t\treturn true\n\t}\n\treturn false\n}\n", f.name, f.doc, f.name, strings.Join(then[f.then], ", "))
	}
	return b.String()
}

// challengesGo renders the one place that knows the type of each challenge.
func challengesGo() string {
	var b strings.Builder
	b.WriteString("\n// newChallenge makes a challenge of the type that its name has.\nfunc newChallenge(s signIn, state ChallengeState) Challenge {\n\tp := &pendingChallenge{s, state}\n\tswitch state.Name {\n")
	for _, c := range protocol.Challenges {
		embedded := "p"
		if c.First != "" {
			embedded = "firstChallenge{p}"
		}
		fmt.Fprintf(&b, "\tcase %q:\n\t\treturn &%s{%s}\n", c.Name, c.Go, embedded)
	}
	b.WriteString("\t}\n\treturn &UnknownChallenge{p}\n}\n\n// The first factors. Which of them a user has depends on the pool's settings and on the user.\nconst (\n")
	for _, f := range protocol.FirstFactors {
		fmt.Fprintf(&b, "%s\t%s FirstFactor = %q\n", comment("\t", f.Go+" "+f.Doc), f.Go, f.Name)
	}
	b.WriteString(")\n")
	return b.String()
}

// constantsGo renders the constants of one Go package.
func constantsGo(of string) string {
	var b strings.Builder
	for _, c := range protocol.Constants {
		if c.Package != of {
			continue
		}
		name := c.Name
		if c.Go != "" {
			name = c.Go
		}
		b.WriteString("\n" + comment("", name+" "+c.Doc))
		switch value := c.Value.(type) {
		case []string:
			fmt.Fprintf(&b, "var %s = [...]string{\"%s\"}\n", name, strings.Join(value, `", "`))
		default:
			fmt.Fprintf(&b, "const %s = %#v\n", name, value)
		}
	}
	return b.String()
}

// coreConstantsGo renders what package core has besides: values of options, messages,
// and the rules for a pool's id and endpoint.
func coreConstantsGo() (string, error) {
	var b strings.Builder
	b.WriteString("\nimport \"strings\"\n" + constantsGo(""))
	b.WriteString("\n// Values of [PoolConfig]'s Refresh.\nconst (\n")
	var values []string
	for _, r := range protocol.Refreshes {
		fmt.Fprintf(&b, "%s\t%s RefreshBy = %q\n", comment("\t", r.Go+" "+r.Doc), r.Go, r.Value)
		values = append(values, r.Value)
	}
	last := len(values) - 1
	fmt.Fprintf(&b, ")\n\nconst refreshValues = %q\n", strings.Join(values[:last], ", ")+" or "+values[last])
	b.WriteString("\n// Upstream's own messages, which applications compare.\nconst (\n")
	for _, m := range protocol.Messages {
		fmt.Fprintf(&b, "\t%s = %q\n", m.Name, m.Text)
	}
	e := protocol.Endpoint
	fmt.Fprintf(&b, `)

// Endpoint returns the URL of the service that holds a user pool. Regions in
// China have a domain of their own.
func Endpoint(userPoolID string) string {
	region := Region(userPoolID)
	suffix := %q
	if strings.HasPrefix(region, %q) {
		suffix = %q
	}
	return %q + region + suffix
}
`, e.End, e.China, e.ChinaEnd, e.Start)
	classes, err := poolIDClasses()
	if err != nil {
		return "", err
	}
	fmt.Fprintf(&b, `
// notBeforeUnderscore and notAfterUnderscore report whether a user pool's id may not
// have the character in its part before the last underscore, and behind it.
func notBeforeUnderscore(r rune) bool { return !(%s) }
func notAfterUnderscore(r rune) bool  { return !(%s) }
`, classes[0], classes[1])
	return b.String(), nil
}

// poolIDClasses returns the conditions for a character before and behind the
// underscore: package regexp would bring its bytes into every page.
func poolIDClasses() (conditions []string, err error) {
	parsed, err := syntax.Parse(protocol.PoolID, syntax.Perl)
	if err != nil {
		return nil, err
	}
	for _, part := range parsed.Sub {
		if part.Op != syntax.OpPlus {
			continue
		}
		var ranges []string
		for i := 0; i < len(part.Sub[0].Rune); i += 2 {
			if from, to := part.Sub[0].Rune[i], part.Sub[0].Rune[i+1]; from == to {
				ranges = append(ranges, fmt.Sprintf("r == %q", from))
			} else {
				ranges = append(ranges, fmt.Sprintf("%q <= r && r <= %q", from, to))
			}
		}
		conditions = append(conditions, strings.Join(ranges, " || "))
	}
	if len(conditions) != 2 || parsed.Op != syntax.OpConcat || len(parsed.Sub) != 5 {
		return nil, fmt.Errorf("PoolID is not two classes with an underscore in between: %s", parsed)
	}
	return conditions, nil
}

// sdkGo renders the operations that package awsidp knows.
func sdkGo() string {
	var b strings.Builder
	b.WriteString("\nimport cognito \"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider\"\n\n// operations are those that package core uses.\nvar operations = map[string]sender{\n")
	for _, operation := range protocol.APIOperations() {
		send := "through((*cognito.Client)." + operation + ")"
		if operation == "CompleteWebAuthnRegistration" {
			send = "completeWebAuthnRegistration" // a passkey has no Go type in the SDK
		}
		fmt.Fprintf(&b, "\t%q: %s,\n", operation, send)
	}
	b.WriteString("}\n")
	return b.String()
}
