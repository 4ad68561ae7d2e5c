/**
 * dist/cognitowasm.state.js: state.ts for pages that load the classic script, behind it.
 *
 * @packageDocumentation
 */
import { addState } from '../state/install';
import type { Classes } from '../state/facade';

addState((globalThis as unknown as { AmazonCognitoIdentity: Classes }).AmazonCognitoIdentity);
