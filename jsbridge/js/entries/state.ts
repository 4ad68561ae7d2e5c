/**
 * dist/state.mjs and .js, the entry `/state`: adds the state of a pool's users, for listeners
 * and frameworks, to the classes of the facade that the program has.
 *
 * @packageDocumentation
 */
import { CognitoUser, CognitoUserPool } from './cognitowasm.facade.mjs';
import { addState } from '../state/install';
import type { Classes } from '../state/facade';

export { addState };

addState({ CognitoUser, CognitoUserPool } as unknown as Classes);
