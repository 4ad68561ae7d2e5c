// What the benchmark's pages have of the other library, which is any: it is bundled without
// its declarations.
declare var Passwordless: any;
