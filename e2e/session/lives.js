// Users' lives over storages that fail, change underway or are full; loaded after properties.js.

/**
 * A user's life over a storage that fails at the nth call of a method, and with `on` at all
 * that follow. Gives {reached, faults}.
 */
async function lifeOverFailingStorage(method, nth, on) {
	const faults = [],
		items = new Map();
	let calls = 0,
		armed = false,
		failed,
		latest,
		step;
	const fault = (...words) => faults.push([method, nth, on ? 'and on' : '', step, failed, ...words].join(' '));
	const storage = storageOver(items, (name, key) => {
		if (!armed || name !== method) return;
		calls++;
		if (calls === nth || (on && calls > nth)) {
			failed = failed || key;
			latest = key;
			throw new DOMException('the storage says no', 'QuotaExceededError');
		}
	});
	const pool = makePool({ Storage: storage });
	const make = () =>
		/** @type {any} */ (new AmazonCognitoIdentity.CognitoUser({ Username: 'ada', Pool: pool, Storage: storage }));
	const during = async (run) => {
		armed = true;
		try {
			return await run();
		} finally {
			armed = false;
		}
	};
	const warnings = warningsFromNow();
	const user = make();
	const checkSession = async () => {
		const session = user.getSignInUserSession();
		if (!session || !session.isValid()) return fault('no usable session in memory');
		if (!issueOfSession(session)) fault('the session in memory is of several issues');
		if (issueOfSession(session) !== issued) fault('the session in memory is not the latest');
		const attributes = await once((done) => user.getUserAttributes(done));
		if (attributes.error || attributes.calls !== 1)
			fault('getUserAttributes', said(attributes.error || {}), attributes.calls);
		let other = /** @type {string | number} */ ('no answer at once');
		make().getSession((error, value) => (other = error ? said(error) : issueOfSession(value)));
		if (other !== issued) fault('another object of this page has', other, 'of', issued);
		const current = pool.getCurrentUser();
		if (!current || current.getUsername() !== 'ada') fault('there is no current user');
		const fresh = readByNewPage(items);
		if (fresh !== 'none' && typeof fresh !== 'number') fault('a new page has', fresh);
		if (!failed && fresh !== issued) fault('a new page has', fresh, 'of', issued);
		const device = deviceOf(items);
		if (device !== 'none' && device !== 'whole') fault('a new page has of the device', device);
	};

	step = 'sign-in';
	const signedIn = await during(() => once((done) => enter(user, done)));
	if (signedIn.error || signedIn.calls !== 1) fault('ended in', said(signedIn.error || {}), signedIn.calls);
	else await checkSession();

	step = 'getSession';
	const held = await during(() => once((done) => user.getSession(done)));
	if (held.error || issueOfSession(held.value) !== issued) fault('gave', said(held.error || {}));

	step = 'refresh';
	shift += 7200000;
	const before = issued;
	let refreshed = await during(() => once((done) => user.getSession(done)));
	let refused = 0;
	if (refreshed.error && refreshed.error.code === 'StorageError' && method === 'getItem' && refreshed.error.retryable) {
		if (!refreshed.error.message.includes(latest)) fault('the error does not name the key', refreshed.error.message);
		refused = 1;
		refreshed = await (on
			? ((armed = false), once((done) => user.getSession(done)))
			: during(() => once((done) => user.getSession(done))));
	}
	if (refreshed.error || refreshed.calls !== 1) fault('ended in', said(refreshed.error || {}), refreshed.calls);
	else if (issued !== before + 1) fault('took', issued - before, 'replies');
	else await checkSession();

	step = 'sign-out';
	armed = true;
	user.signOut();
	armed = false;
	if (user.getSignInUserSession()) fault('the session is still in memory');
	let after;
	make().getSession((error, session) => (after = error ? error.reason : 'a session'));
	if (after !== 'NO_SESSION') fault('another object of this page has', after);
	if (pool.getCurrentUser()) fault('there is a current user');
	const fresh = readByNewPage(items);
	if (fresh !== 'none' && !(method === 'removeItem' && on)) fault('a new page has', fresh);

	step = 'events';
	warnings.stop();
	const reached = calls >= nth;
	if (reached && !on && warnings.length + refused !== 1) fault(warnings.length, 'warnings', JSON.stringify(warnings));
	if (reached && on && !warnings.length && !refused) fault('no warning');
	if (!reached && warnings.length) fault(warnings.length, 'warnings without a failure', JSON.stringify(warnings));
	for (const warning of warnings) {
		if (Object.keys(warning).sort().join() !== 'key,operation' || !/^(read|write|remove)$/.test(warning.operation))
			fault('a warning has', Object.keys(warning));
		if (!/^(CognitoIdentityServiceProvider|cognitowasm)\.1fakeclient2fakeclient3fake\./.test(warning.key))
			fault('a warning names', warning.key);
		if (!on && warning.key !== failed) fault('a warning names', warning.key, 'for', failed);
	}
	return { reached, faults };
}

/** All of them. */
async function allLives(method, on) {
	const faults = [];
	let nth = 1;
	for (; nth < 200; nth++) {
		const life = await lifeOverFailingStorage(method, nth, on);
		faults.push(...life.faults);
		if (!life.reached) break;
	}
	return { faults, lives: nth };
}

/** A user's life over a storage of promises, of which the nth call of a method is rejected. */
async function lifeOverPromises(method, nth) {
	const faults = [],
		items = new Map();
	let calls = 0,
		armed = true,
		failed,
		refused = 0,
		step;
	const fault = (...words) => faults.push([method, nth, step, failed, ...words].join(' '));
	const storage = storageOver(
		items,
		(name, key) => {
			if (!armed || name !== method || ++calls !== nth) return;
			failed = key;
			throw new DOMException('the storage says no', 'QuotaExceededError');
		},
		async (run) => {
			await undefined;
			return run();
		},
	);
	const pool = makePool({ Storage: storage });
	const make = () =>
		/** @type {any} */ (new AmazonCognitoIdentity.CognitoUser({ Username: 'ada', Pool: pool, Storage: storage }));
	const warnings = warningsFromNow();
	// A call whose reads were refused says so, and works when it is made again.
	const patiently = async (run) => {
		try {
			return await run();
		} catch (error) {
			if (method !== 'getItem' || error.code !== 'StorageError' || !error.retryable || !error.message.includes(failed))
				throw error;
			refused++;
			return run();
		}
	};
	const unarmed = async (run) => {
		armed = false;
		const result = await run();
		armed = true;
		return result;
	};
	const check = () =>
		unarmed(async () => {
			if (!user.getSignInUserSession().isValid() || issueOfSession(user.getSignInUserSession()) !== issued)
				fault('no usable session in memory');
			if (!(await user.getUserAttributes()).length) fault('no attributes');
			if (issueOfSession(await make().getSession()) !== issued) fault('another object has another session');
			const fresh = readByNewPage(items);
			if (fresh !== 'none' && typeof fresh !== 'number') fault('a new page has', fresh);
			if (!failed && fresh !== issued) fault('a new page has', fresh, 'of', issued);
			const told = await once((done) => make().getSession(done));
			if (
				told.calls !== 1 ||
				told.error?.code !== 'AsyncStorage' ||
				!told.error.message.includes('getSession() without a callback')
			) {
				// What is kept for this page answers at once.
				if (!failed) fault('getSession(callback) gave', said(told.error || {}));
			}
			try {
				pool.getCurrentUser();
				if (!failed) fault('getCurrentUser answered');
			} catch (error) {
				if (error.code !== 'AsyncStorage' || !/cognitowasm\/core/.test(error.message))
					fault('getCurrentUser threw', said(error));
			}
		});
	const user = make();
	try {
		step = 'sign-in';
		user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
		await user.authenticateUser(
			new AmazonCognitoIdentity.AuthenticationDetails({ Username: 'ada', Password: 'Engine-1843' }),
		);
		await check();
		step = 'refresh';
		shift += 7200000;
		await patiently(() => user.getSession());
		await check();
		step = 'refreshSession';
		await patiently(() => user.refreshSession(user.getSignInUserSession().getRefreshToken()));
		await check();
		step = 'sign-out';
		const told = await once((done) => user.signOut(done));
		if (told.calls !== 1) fault('signOut called back', told.calls, 'times');
		if (told.error) {
			if (told.error.code !== 'StorageError') fault('signOut ended in', said(told.error));
			refused++;
		}
		await new Promise((resolve) => setTimeout(resolve, 10));
		if (user.getSignInUserSession()) fault('the session is still in memory');
		const fresh = readByNewPage(items);
		if (fresh !== 'none') fault('a new page has', fresh);
		armed = false;
		await make()
			.getSession()
			.then(
				() => fault('another object has a session'),
				(error) => error.reason === 'NO_SESSION' || fault(said(error)),
			);
	} catch (error) {
		fault('ended in', said(error));
	}
	step = 'events';
	warnings.stop();
	const reached = calls >= nth;
	// A read whose answer is not needed, since it is a promise, may fail unseen.
	const told = warnings.length + refused;
	if (told > 1 || (told === 0 && reached && method !== 'getItem') || (told && !reached))
		fault(warnings.length, 'warnings', JSON.stringify(warnings), refused, 'errors');
	for (const warning of warnings) if (warning.key !== failed) fault('a warning names', warning.key);
	return { reached, faults };
}

async function allLivesOverPromises(method) {
	const faults = [];
	let nth = 1;
	for (; nth < 200; nth++) {
		const life = await lifeOverPromises(method, nth);
		faults.push(...life.faults);
		if (!life.reached) break;
	}
	return { faults, lives: nth };
}

/** What becomes of a session whose storage is changed by others at the nth access of an expired getSession. */
async function changedUnderway(change, nth) {
	const items = new Map(),
		others = new Map(),
		faults = [];
	let calls = 0,
		armed = false;
	const userOver = (storage) =>
		new AmazonCognitoIdentity.CognitoUser({ Username: 'ada', Pool: makePool({ Storage: storage }), Storage: storage });
	const storage = storageOver(items, () => {
		if (!armed || ++calls !== nth) return;
		items.clear();
		if (change === 'replaced') for (const [key, value] of others) items.set(key, value);
	});
	const user = userOver(storage);
	await once((done) => enter(user, done));
	shift += 7200000;
	await once((done) => enter(userOver(storageOver(others)), done));
	armed = true;
	const told = await once((done) => userOver(storage).getSession(done));
	armed = false;
	if (told.calls !== 1) faults.push(change + ' ' + nth + ': called ' + told.calls + ' times');
	if (told.error && told.error.reason !== 'NO_SESSION' && told.error.reason !== 'SIGNED_OUT')
		faults.push(change + ' ' + nth + ': ' + said(told.error));
	if (change === 'replaced' && told.error) faults.push(change + ' ' + nth + ': ' + said(told.error));
	// Tokens are read one by one: what is replaced between two of them cannot be told from a whole.
	const fresh = readByNewPage(items);
	if (change === 'cleared' && fresh !== 'none' && typeof fresh !== 'number')
		faults.push(change + ' ' + nth + ': a new page has ' + fresh);
	return { reached: calls >= nth, faults };
}

/** Fills localStorage until about so many characters are free. */
function fill(free) {
	for (let size = 1 << 23, n = 0; size >= 1; size >>= 1) {
		for (;;) {
			try {
				localStorage.setItem('fill' + n, 'x'.repeat(size));
				n++;
			} catch {
				localStorage.removeItem('fill' + n);
				break;
			}
		}
	}
	// The last ones are the shortest.
	for (const key of Object.keys(localStorage)
		.filter((name) => name.startsWith('fill'))
		.sort((a, b) => Number(b.slice(4)) - Number(a.slice(4)))) {
		if (free <= 0) break;
		free -= key.length + localStorage.getItem(key).length;
		localStorage.removeItem(key);
	}
}

/** Takes away what fill has put there. */
function free() {
	for (const key of Object.keys(localStorage)) if (key.startsWith('fill')) localStorage.removeItem(key);
}
