/**
 * dist/cognitowasm.passwordless.js: passwordless.ts for pages that load the classic script,
 * behind it.
 *
 * @packageDocumentation
 */
import { addPasswordless } from '../passwordless/install';
import type { Classes } from '../passwordless/facade';

addPasswordless((globalThis as unknown as { AmazonCognitoIdentity: Classes }).AmazonCognitoIdentity);
