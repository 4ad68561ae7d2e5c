// What a service worker does for its pages, or an extension's background for its own: it
// answers messages with what has become of a session. The library is there as
// AmazonCognitoIdentity, and life.js, before this runs.
'use strict';
{
	const answers = {
		/** A whole life, in a memory of the worker's own. */
		life: (options) => life(globalThis.AmazonCognitoIdentity, { ...options, Storage: life.mapStorage() }),

		/** As an extension's background does after it was stopped: a storage filled from chrome.storage, whose session has expired. */
		async resume({ username, ...options }) {
			const kept = chrome.storage.local;
			const items = new Map(Object.entries(await kept.get(null)));
			const Storage = life.mapStorage(items);
			if (!items.size) {
				await life.signIn(globalThis.AmazonCognitoIdentity, { username, ...options, Storage });
				life.expire(Storage, username);
				await kept.set(Object.fromEntries(items));
				return [
					'signed in',
					Storage.getItem('CognitoIdentityServiceProvider.1fakeclient2fakeclient3fake.LastAuthUser'),
				];
			}
			const session = await life.session(globalThis.AmazonCognitoIdentity, { ...options, Storage }, 'refreshing');
			await kept.set(Object.fromEntries(items));
			return [session.isValid() ? 'refreshed' : 'not valid', session.getIdToken().payload['cognito:username']];
		},
	};
	const answer = async ({ what, options }) => {
		try {
			await globalThis.ready; // where the Wasm module is loaded beforehand
			return await answers[what](options);
		} catch (error) {
			return [error.message];
		}
	};
	if (globalThis.chrome && chrome.runtime && chrome.runtime.onMessage) {
		chrome.runtime.onMessage.addListener((message, _, respond) => {
			void answer(message).then(respond);
			return true;
		});
	}
	self.addEventListener('message', ({ data, ports }) => void answer(data).then((value) => ports[0].postMessage(value)));
}
