/**
 * dist/cognitowasm.facade.js: facade.ts as CommonJS, without what a bundler's own
 * conversion adds.
 *
 * @packageDocumentation
 */
import { host } from '../page/classes/host';
import { addAuthCategoryToCognitoUserAgent, addFrameworkToCognitoUserAgent } from '../page/classes/internals';
import { library } from '../page/classes/library';
import { loading } from '../page/load/loading.commonjs';
import { setLoading } from '../page/load/start';
import { userAgent } from '../page/base/user-agent';

/** Adds to the exports of the file, and what is not for the entry of the package. The build adds it. */
declare function publish(members: object, hidden: object): void;

publish(library, { addAuthCategoryToCognitoUserAgent, addFrameworkToCognitoUserAgent, setLoading, userAgent });

setLoading(loading, host);

// So that the build takes this file for a module.
export {};
