// jsdom with what it lacks for requests, as applications add it: Node's own fetch.
// AbortController stays that of jsdom.
const { default: Environment } = require(process.env.WORLD_JSDOM);

/**
 * Fetches as Node 24 does, which takes no signal but one of its own class. Older
 * versions take any object that looks like one.
 */
function strictFetch(url, init) {
	if (init?.signal && !(init.signal instanceof AbortSignal)) {
		return Promise.reject(
			new TypeError('RequestInit: Expected signal ("AbortSignal {}") to be an instance of AbortSignal.'),
		);
	}
	return fetch(url, init);
}

module.exports = class extends Environment {
	constructor(...args) {
		super(...args);
		this.global.nodeFetch = fetch;
		this.global.strictFetch = strictFetch;
	}
};
