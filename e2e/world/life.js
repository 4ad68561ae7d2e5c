// One session from its sign-in to its sign-out, with either library, in whatever runs
// scripts: a page, a worker, a service worker, an extension. Load it before anything
// that a case replaces, so that its own timers keep running.
'use strict';
(() => {
	const later = setTimeout;
	const never = clearTimeout;

	/** What start hands to its callback, or an error if that is not called within 30 s. */
	const within = (what, start) =>
		new Promise((resolve, reject) => {
			const timer = later(() => reject(new Error(what + ': no callback')), 30000);
			start(
				(value) => (never(timer), resolve(value)),
				(error) => (never(timer), reject(new Error(`${what}: ${error.code || error.name}: ${error.message}`))),
			);
		});

	/** A storage over a Map, as applications write it. */
	const mapStorage = (items = new Map()) => ({
		items,
		setItem: (key, value) => (items.set(key, String(value)), value),
		getItem: (key) => (items.has(key) ? items.get(key) : null),
		removeItem: (key) => items.delete(key),
		clear: () => items.clear(),
	});

	const ClientId = '1fakeclient2fakeclient3fake';
	const poolOf = (library, /** @type {any} */ { endpoint, Storage }) =>
		new library.CognitoUserPool({
			UserPoolId: 'us-east-1_FakePool1',
			ClientId,
			endpoint,
			...(Storage ? { Storage } : {}),
		});

	/** Signs in by SRP. */
	const signIn = (library, { username, password, ...options }) => {
		const Pool = poolOf(library, options);
		const user = new library.CognitoUser({
			Username: username,
			Pool,
			...(options.Storage ? { Storage: options.Storage } : {}),
		});
		const details = new library.AuthenticationDetails({ Username: username, Password: password });
		return within('signing in', (onSuccess, onFailure) => user.authenticateUser(details, { onSuccess, onFailure }));
	};

	/** The session of the current user of a new pool, as after a reload. */
	const session = (library, options, what) =>
		within(what, (resolve, reject) => {
			const user = poolOf(library, options).getCurrentUser();
			if (!user) throw new Error(what + ': nobody is signed in');
			user.getSession((error, value) => (error ? reject(error) : resolve(value)));
		});

	/** Makes the stored session look expired, as a clock that was wrong would. */
	const expire = (storage, username) =>
		storage.setItem(`CognitoIdentityServiceProvider.${ClientId}.${username}.clockDrift`, '-300000');

	/** Signs in, reads the session as after a reload, has it refreshed, and signs out; returns what worked, and the error if one came. */
	async function life(library, options) {
		const storage = options.Storage || localStorage;
		const done = [];
		try {
			await signIn(library, options);
			done.push('signed in');
			const first = await session(library, options, 'reading');
			if (first.isValid()) done.push('read');
			expire(storage, options.username);
			const second = await session(library, options, 'refreshing');
			if (second.isValid() && second.getIdToken().getJwtToken() !== first.getIdToken().getJwtToken())
				done.push('refreshed');
			const user = poolOf(library, options).getCurrentUser();
			user.signOut();
			if (!poolOf(library, options).getCurrentUser()) done.push('signed out');
		} catch (error) {
			done.push(error.message);
		}
		return done;
	}

	globalThis.life = Object.assign(life, { signIn, session, expire, mapStorage, within });
})();
