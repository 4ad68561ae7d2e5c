/**
 * dist/cognitowasm.facade.js: as entry.facade.ts, without what a bundler's own
 * way to CommonJS adds.
 *
 * @packageDocumentation
 */
import { addAuthCategoryToCognitoUserAgent, addFrameworkToCognitoUserAgent } from './internals';
import { library } from './library';
import { loading } from './loading.module';
import { setLoading } from './start';
import { userAgent } from './user-agent';

/** Adds to the exports of the file, and what is not for the entry of the package. The build adds it. */
declare function publish(members: object, hidden: object): void;

publish(library, { addAuthCategoryToCognitoUserAgent, addFrameworkToCognitoUserAgent, setLoading, userAgent });

setLoading(loading);

// So that the build takes this file for a module.
export {};
