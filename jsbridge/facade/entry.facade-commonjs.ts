/**
 * dist/cognitowasm.facade.js: as entry.facade.ts, without what a bundler's own
 * way to CommonJS adds.
 *
 * @packageDocumentation
 */
import * as exported from './exports';
import * as internals from './internals';
import { loading } from './loading.module';
import { setLoading } from './start';

/** Adds to the exports of the file. The build adds it. */
declare function publish(library: object): void;

publish({ ...exported, ...internals, setLoading });

setLoading(loading);

// So that the build takes this file for a module.
export {};
