/**
 * dist/passwordless.mjs and .js, the entry `/passwordless`: adds passkeys, and sign-ins that
 * survive a reload, to the classes of the facade that the program has.
 *
 * @packageDocumentation
 */
import { CognitoUser, CognitoUserPool } from './cognitowasm.facade.mjs';
import { addPasswordless } from '../passwordless/install';
import type { Classes } from '../passwordless/facade';

export { addPasswordless };

addPasswordless({ CognitoUser, CognitoUserPool } as unknown as Classes);
