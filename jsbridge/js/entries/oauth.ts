/**
 * dist/oauth.mjs and .js, the entry `/oauth`: signing in at the pool's domain.
 *
 * @packageDocumentation
 */
import { CognitoUser } from './cognitowasm.facade.mjs';
import { makeOAuth } from '../oauth/oauth';

export { makeOAuth };

/** See oauth.d.ts. */
export const OAuth = /* @__PURE__ */ makeOAuth({ CognitoUser });
