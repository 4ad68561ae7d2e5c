/**
 * dist/cognitowasm.facade.mjs and .js: the whole facade, shared by all files that
 * export parts of it (dist/index.*, dist/internals.*, lib/ and es/), so that they have
 * the same classes and the same state.
 *
 * @packageDocumentation
 */
import { host } from '../page/classes/host';
import { addAuthCategoryToCognitoUserAgent, addFrameworkToCognitoUserAgent } from '../page/classes/internals';
import { loading } from '../page/load/loading.module';
import { setLoading } from '../page/load/start';
import { userAgent } from '../page/base/user-agent';

export * from '../page/classes/exports';

/** What is not for the entry of the package, which exports all the rest. */
export default { addAuthCategoryToCognitoUserAgent, addFrameworkToCognitoUserAgent, setLoading, userAgent };

setLoading(loading, host);
