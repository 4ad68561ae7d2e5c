// What the scripts of the cases' pages and workers find there.

/** life.js */
declare var life: any;
/** in workers */
declare function importScripts(...urls: string[]): void;
/** in extensions */
declare var chrome: any;
/** what a worker waits for before it answers */
declare var ready: any;
