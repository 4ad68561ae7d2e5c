// What the benchmark's pages have of the other library.
declare var Passwordless: any;
