package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cognitowasm/cognitowasm/internal/protocol"
)

// union renders a type of texts.
func union(names []string) string {
	return "\n\t| '" + strings.Join(names, "'\n\t| '") + "'"
}

func keysTS() string {
	var b strings.Builder
	var all []string
	parts := map[protocol.KeyPart][]string{}
	for _, k := range protocol.Keys {
		all = append(all, k.Name)
		parts[k.Part] = append(parts[k.Part], k.Name)
	}
	fmt.Fprintf(&b, `/**
 * What all keys of an app client begin with.
 *
 * @param clientId - the app client's id
 */
export function keyPrefix(clientId: string): string {
	return '%s' + clientId;
}

/**
 * The key of the name of the user who signed in last.
 *
 * @param clientId - the app client's id
 */
export function lastUserKey(clientId: string): string {
	return keyPrefix(clientId) + '.%s';
}

/**
 * The key of one of a user's values.
 *
 * @param clientId - the app client's id
 * @param username - the user's name
 * @param name - which value
 */
export function userKey(clientId: string, username: string, name: UserKey): string {
	return keyPrefix(clientId) + '.' + username + '.' + name;
}

`, protocol.KeyPrefix, protocol.LastUserKey)
	b.WriteString("/**\n * A stored value that belongs to one user.\n *\n")
	for _, k := range protocol.Keys {
		fmt.Fprintf(&b, " * - `%s`: %s\n", k.Name, k.Doc)
	}
	fmt.Fprintf(&b, " */\nexport type UserKey =%s;\n", union(all))
	// A function, since those that are used once are inlined in bundles, and lists are not.
	fmt.Fprintf(&b, "\n/** The keys of the session, in upstream's order. */\nexport const sessionKeys: UserKey[] = ['%s'];\n", strings.Join(parts[protocol.SessionPart], "', '"))
	fmt.Fprintf(&b, "\n/** The keys of the remembered device, in upstream's order. */\nexport const deviceKeys = (): UserKey[] => ['%s'];\n", strings.Join(parts[protocol.DevicePart], "', '"))
	return b.String()
}

func codesTS() string {
	var b strings.Builder
	var facade, retryable, definite, elsewhere []string
	b.WriteString("/**\n * The codes of the errors that the facade itself makes. Upstream's own local errors\n * keep their exact message and have no code; errors of the service carry the\n * service's code, for instance `NotAuthorizedException`.\n *\n")
	codes := slices.Clone(protocol.Codes)
	slices.SortFunc(codes, func(a, b protocol.Code) int { return strings.Compare(a.Name, b.Name) })
	exceptions := map[string]string{}
	for _, c := range codes {
		if !c.Facade {
			continue
		}
		facade = append(facade, c.Name)
		if reason(c.Reason).Then == protocol.Retryable {
			retryable = append(retryable, c.Name)
		}
		if c.Reason != upperSnake(c.Name) {
			exceptions[c.Name] = c.Reason
		}
		fmt.Fprintf(&b, " * - `%s`: %s\n", c.Name, c.Doc)
	}
	fmt.Fprintf(&b, " */\nexport type CognitoErrorCode =%s;\n", union(facade))
	for i, code := range sorted(exceptions) {
		if i > 0 {
			panic("two codes have reasons of other names: page/base/errors.ts knows one")
		}
		fmt.Fprintf(&b, "\n/** The code whose reason is not the code itself in capitals. */\nexport const renamed = '%s';\n\n/** Its reason. */\nexport const renamedTo = '%s';\n", code, exceptions[code])
	}
	fmt.Fprintf(&b, "\n/** The codes after which the same call may succeed later with nothing changed: %s. */\nexport const retryable = () => /^(%s)/;\n",
		strings.Join(retryable, ", "), strings.Join(beginnings(retryable, facade), "|"))
	for _, e := range protocol.Exceptions {
		if e.Definite {
			definite = append(definite, e.Name)
		}
	}
	for _, r := range protocol.Reasons {
		if r.Then == protocol.Elsewhere {
			elsewhere = append(elsewhere, r.Name)
		}
	}
	fmt.Fprintf(&b, "\n/** The codes that end a session in memory, unless the error is retryable or its reason {@link elsewhere}. */\nexport const definite: unknown[] = ['%s'];\n", strings.Join(append(definite, protocol.Gone...), "', '"))
	fmt.Fprintf(&b, "\n/** Those of them that only say that there is no session any more. */\nexport const gone: unknown[] = ['%s'];\n", strings.Join(protocol.Gone, "', '"))
	fmt.Fprintf(&b, "\n/** The reasons that have nothing to do with the user or the session. */\nexport const elsewhere: unknown[] = ['%s'];\n", strings.Join(elsewhere, "', '"))
	return b.String()
}

// upperSnake writes a code as its reason is written.
func upperSnake(code string) string {
	var b strings.Builder
	for i := range len(code) {
		if i > 0 && isUpper(code[i]) {
			b.WriteByte('_')
		}
		b.WriteByte(code[i])
	}
	return strings.ToUpper(b.String())
}

// beginnings returns the shortest text that each of some names begins with, and none of
// the others among all.
func beginnings(some, all []string) (texts []string) {
	for _, name := range some {
		end := 1
		for slices.ContainsFunc(all, func(other string) bool {
			return !slices.Contains(some, other) && strings.HasPrefix(other, name[:end])
		}) {
			end++
		}
		if text := name[:end]; !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	return texts
}

func challengesTS() string {
	var b strings.Builder
	var answered, factors []string
	table := func(doc, name string, member func(protocol.ChallengeType) string) {
		fmt.Fprintf(&b, "/** %s */\nexport const %s: { [challenge: string]: string | undefined } = {\n\t__proto__: null as unknown as undefined,\n", doc, name)
		for _, c := range protocol.Challenges {
			if member(c) != "" {
				fmt.Fprintf(&b, "\t%s: '%s',\n", c.Name, member(c))
			}
		}
		b.WriteString("};\n\n")
	}
	table("The callback of each challenge that an application answers, except those of a first factor.", "challengeCallbacks",
		func(c protocol.ChallengeType) string { return c.Callback })
	table("The callback of each challenge about the first factor, in the flow `USER_AUTH`.", "firstFactorCallbacks",
		func(c protocol.ChallengeType) string { return c.First })
	for _, c := range protocol.Challenges {
		if c.Callback+c.First != "" && c.Name != "NEW_PASSWORD_REQUIRED" && c.Name != "SELECT_CHALLENGE" {
			answered = append(answered, c.Name)
		}
	}
	for _, f := range protocol.FirstFactors {
		factors = append(factors, f.Name)
	}
	fmt.Fprintf(&b, "/** The challenges that come with parameters as the service sent them, and nothing else. */\nexport type ParameterChallenge =%s;\n", union(answered))
	fmt.Fprintf(&b, "\n/** A way to begin a sign-in of the flow `USER_AUTH`, by Cognito's name. */\nexport type FirstFactor =%s;\n", union(factors))
	return b.String()
}

func constantsTS() string {
	var b strings.Builder
	for _, c := range protocol.Constants {
		if c.Name == "nameClaims" {
			continue // see below
		}
		_, doc, _ := strings.Cut(c.Doc, " ")
		fmt.Fprintf(&b, "/** %s */\nexport const %s = ", strings.ToUpper(doc[:1])+doc[1:], c.Name)
		switch value := c.Value.(type) {
		case string:
			fmt.Fprintf(&b, "'%s';\n\n", value)
		default:
			fmt.Fprintf(&b, "%v;\n\n", value)
		}
	}
	// Functions, since those that are used once are inlined in bundles, and regular
	// expressions and lists are not.
	fmt.Fprintf(&b, "/** The claims of an ID token that name its user. */\nexport const nameClaims = () => ['%s'];\n\n", strings.Join(constant("nameClaims").([]string), "', '"))
	fmt.Fprintf(&b, "/** What a user pool's id looks like. */\nexport const poolID = () => /%s/;\n\n", protocol.PoolID)
	var values []string
	for _, r := range protocol.Refreshes {
		values = append(values, r.Value)
	}
	fmt.Fprintf(&b, "/** A value of the option `refresh`. */\nexport type Refresh = '%s';\n\n/** What the option `refresh` can be. */\nexport const refreshValue = () => /^(%s)$/;\n\n", strings.Join(values, "' | '"), strings.Join(values, "|"))
	for _, m := range protocol.Messages {
		fmt.Fprintf(&b, "/** One of upstream's own messages, which applications compare. */\nexport const %s = '%s';\n\n", m.Name, m.Text)
	}
	e := protocol.Endpoint
	common := 0
	for common < len(e.End) && e.End[common] == e.ChinaEnd[common] {
		common++
	}
	common-- // both go on with a dot or a slash, which reads better with what follows
	fmt.Fprintf(&b, `/**
 * The service's URL for a pool.
 *
 * @param userPoolId - begins with the region
 */
export function defaultEndpoint(userPoolId: string): string {
	const region = userPoolId.split('_')[0]!;
	return '%s' + region + '%s' + (region.startsWith('%s') ? '%s' : '%s');
}
`, e.Start, e.End[:common+1], e.China, e.ChinaEnd[common+1:], e.End[common+1:])
	return b.String()
}

func constant(name string) any {
	i := slices.IndexFunc(protocol.Constants, func(c protocol.Constant) bool { return c.Name == name })
	return protocol.Constants[i].Value
}

func operationsTS() string {
	steps, others := plain()
	var b strings.Builder
	table := func(doc, name string, members map[string][]string) {
		fmt.Fprintf(&b, "/** %s */\nexport const %s = {\n", doc, name)
		for _, operation := range sorted(members) {
			list := ""
			if names := members[operation]; len(names) > 0 {
				list = "'" + strings.Join(names, "', '") + "'"
			}
			fmt.Fprintf(&b, "\t%s: [%s],\n", operation, list)
		}
		b.WriteString("} satisfies { [operation: string]: string[] };\n")
	}
	table("The steps of a sign-in whose call has the same name, and the arguments of the call: before what is handed to the pool's triggers, these members.", "plainSteps", steps)
	b.WriteString("\n")
	table("The other operations whose call has the same name, and their members: the arguments of the call, and what is known of the user.", "plainCalls", others)
	return b.String()
}
