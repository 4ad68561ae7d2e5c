// What the tests of passkeys have in their page.
'use strict';

/** Makes the errors of the ceremonies, as the library would. */
function fail(code, message, cause) {
	return Object.assign(new Error(message), { code, cause });
}

/** What became of a ceremony: its credential, or what it failed with. */
function outcome(promise) {
	return promise.then(
		(credential) => ({ credential }),
		({ code, message, cause }) => ({ code, message, cause: cause && (cause.name || String(cause)) }),
	);
}

/** A signal that is aborted already. */
function aborted() {
	const controller = new AbortController();
	controller.abort('the reason');
	return controller.signal;
}

/** The members of an object that a script can read, with getters called and methods left out. */
function members(object) {
	const read = {};
	for (const name in object) if (typeof object[name] !== 'function') read[name] = object[name];
	return read;
}

/**
 * Replaces the browser's credentials, as an extension does.
 *
 * @param {(credential: any) => unknown} change - makes what the page gets of the browser's credential
 */
function replaceCredentials(change) {
	const real = navigator.credentials;
	Object.defineProperty(navigator, 'credentials', {
		value: {
			create: async (options) => change(await real.create(options)),
			get: async (options) => change(await real.get(options)),
		},
	});
}

/** Plain objects: of the methods of a credential they have none. */
function plain(credential) {
	const response = members(credential.response);
	// Views of a part of a buffer, of different kinds.
	const padded = new Uint8Array([9, ...new Uint8Array(response.clientDataJSON), 9]);
	response.clientDataJSON = new DataView(padded.buffer, 1, padded.length - 2);
	const rawId = new Uint8Array([9, ...new Uint8Array(credential.rawId), 9]).subarray(1, -1);
	return { ...members(credential), rawId, response };
}

/** Objects whose methods all throw. */
function broken(credential) {
	const refuse = () => {
		throw new Error('this extension has no such text');
	};
	const response = {
		...members(credential.response),
		getTransports: refuse,
		getAuthenticatorData: refuse,
		getPublicKey: refuse,
		getPublicKeyAlgorithm: refuse,
	};
	return { ...members(credential), response, toJSON: refuse, getClientExtensionResults: refuse };
}

/** Aborts what start begins, once that is with the browser. */
function abortDuring(start, ...reason) {
	const controller = new AbortController();
	const result = start(controller.signal);
	// The browser has had it by the time that it has answered something else.
	void fetch('/webauthn.js').then(() => controller.abort(...(reason.length ? reason : ['the reason'])));
	return result;
}
