/**
 * dist/cognitowasm.auth.js: auth.ts for pages that load the classic script, behind it, as
 * `AmazonCognitoIdentity.CognitoAuth`. Classes that both of upstream's libraries have remain those of
 * the classic script.
 *
 * @packageDocumentation
 */
import { makeAuth } from '../auth/auth';
import type { Classes, OAuthClass } from '../auth/facade';
import { makeOAuth } from '../oauth/oauth';

type Library = Classes & { OAuth?: OAuthClass; [name: string]: unknown };
const { AmazonCognitoIdentity: library } = globalThis as unknown as { AmazonCognitoIdentity: Library };
for (const [name, made] of Object.entries(makeAuth(library, library.OAuth || makeOAuth(library)))) {
	if (!(name in library)) library[name] = made;
}
