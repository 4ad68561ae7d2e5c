// The facade as setup.mjs builds it: what the package exports, and what an entry hands
// the runtime.
export * from '../page/classes/exports';
export { host } from '../page/classes/host';
