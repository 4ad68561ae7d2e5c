/**
 * dist/ssr.mjs and .js, the entry `/ssr`: the session in the cookies of one request to a server. It
 * needs nothing of the facade.
 *
 * @packageDocumentation
 */
export { RequestCookieStorage } from '../ssr/storage';
