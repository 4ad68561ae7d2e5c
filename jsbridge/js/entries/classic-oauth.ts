/**
 * dist/cognitowasm.oauth.js: oauth.ts for pages that load the classic script, behind it, as
 * `AmazonCognitoIdentity.OAuth`.
 *
 * @packageDocumentation
 */
import { makeOAuth } from '../oauth/oauth';
import type { Classes } from '../oauth/facade';

const library = (globalThis as unknown as { AmazonCognitoIdentity: Classes & { OAuth?: unknown } })
	.AmazonCognitoIdentity;
library.OAuth = makeOAuth(library);
