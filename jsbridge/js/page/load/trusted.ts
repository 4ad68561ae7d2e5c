/** What a page with Trusted Types has; the DOM's own types do not know them yet. */
interface Policy {
	createScriptURL(url: string): unknown;
}
interface PolicyFactory {
	createPolicy(name: string, rules: Policy): Policy;
}

/** Only what the library makes itself goes through it. */
let policy: Policy | undefined;

/**
 * The URL of a script, in the form that a page with Trusted Types requires; its
 * policy is named `cognitowasm`.
 *
 * https://w3c.github.io/trusted-types/dist/spec/
 *
 * @param url - of one of the library's own files
 * @throws TypeError where the page's Content-Security-Policy does not have that name
 */
export function trusted(url: string): string {
	const { trustedTypes } = globalThis as { trustedTypes?: PolicyFactory };
	if (!trustedTypes) return url;
	policy = policy || trustedTypes.createPolicy('cognitowasm', { createScriptURL: (own: string) => own });
	return policy.createScriptURL(url) as string;
}
