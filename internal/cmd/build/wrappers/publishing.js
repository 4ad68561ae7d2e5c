// Makes the exports plain properties, which applications' tests can replace, and which take
// less code than esbuild's. What is internal is in the default export, and not listed.
'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
const publish = (library, hidden) =>
	Object.defineProperty(Object.assign(exports, library), 'default', { value: hidden });
BUNDLE;
