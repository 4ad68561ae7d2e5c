// Takes away what the address names, as old browsers are without it: names of the global
// object, or members of it such as Blob.prototype.stream.
'use strict';
for (const path of new URLSearchParams(location.search).getAll('without')) {
	const names = path.split('.');
	const last = names.pop();
	const owner = names.reduce((object, name) => object[name], globalThis);
	if (!(last in owner)) throw new Error('this browser has no ' + path);
	delete owner[last];
	if (last in owner) throw new Error(path + ' stays');
}
