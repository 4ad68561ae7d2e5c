/**
 * The address with which the browser comes back.
 *
 * @packageDocumentation
 */

/** What the pool's domain adds to it. */
const names = ['code', 'state', 'error', 'error_description'];

/** Returns an address without what the pool's domain has added. */
function cleaned(address: URL): string {
	const rest = new URL(address);
	for (const name of names) rest.searchParams.delete(name);
	return rest.href;
}

/** Shows another address, without loading it. */
function show(href: string): void {
	history.replaceState(history.state, '', href);
}

/**
 * Cleans the page's address, if it is the one given.
 *
 * @returns shows the address of before again, unless the page has gone on
 */
export function cleanAddress(address: URL): () => void {
	const { href } = address;
	if (typeof history !== 'object' || location.href !== href) return () => {};
	const clean = cleaned(address);
	show(clean);
	return () => {
		if (location.href === clean) show(href);
	};
}
