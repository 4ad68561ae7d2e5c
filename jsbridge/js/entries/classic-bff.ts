/**
 * dist/cognitowasm.bff.js: bff.ts for pages that load the classic script, behind it.
 *
 * @packageDocumentation
 */
import { addBackend } from '../bff/install';
import { BackendStorage } from '../bff/storage';
import type { Classes } from '../bff/facade';

const classes = (globalThis as unknown as { AmazonCognitoIdentity: Classes & { BackendStorage?: unknown } })
	.AmazonCognitoIdentity;
addBackend(classes);
classes.BackendStorage = BackendStorage;
