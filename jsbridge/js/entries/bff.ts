/**
 * dist/bff.mjs and .js, the entry `/bff`: lets users have their session on the server, where
 * package core/websession keeps the tokens.
 *
 * @packageDocumentation
 */
import { CognitoUser } from './cognitowasm.facade.mjs';
import { addBackend } from '../bff/install';

export { addBackend };
export { BackendStorage } from '../bff/storage';

addBackend({ CognitoUser });
