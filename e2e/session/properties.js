// What the pages of the property tests have besides page.js and clock.js; loaded before the
// library, so that it sees what the library fetches.

/** The tokens that the service has issued to this page: of each, the number of the reply that it came with. */
window.issues = new Map();
window.issued = 0;
const fetchOfPage = window.fetch;
window.fetch = async (...args) => {
	const response = await fetchOfPage(...args);
	if (String(args[0]) === window.endpoint) {
		const result = (await response.clone().json().catch(() => null))?.AuthenticationResult;
		if (result) {
			issued++;
			for (const token of [result.IdToken, result.AccessToken, result.RefreshToken]) if (token) issues.set(token, issued);
		}
	}
	return response;
};

/** What a storage gives for a key that it has not: null or undefined. */
window.missing = null;

const prefix = 'CognitoIdentityServiceProvider.1fakeclient2fakeclient3fake.';
const tokenNames = ['idToken', 'accessToken', 'refreshToken'];

/** The number of the reply that a session's tokens came with; 0 where they are of several. */
function issueOf(tokens) {
	const numbers = new Set(tokens.map((token) => issues.get(token)));
	return numbers.size === 1 ? [...numbers][0] || 0 : 0;
}

function issueOfSession(session) {
	return issueOf([session.getIdToken().getJwtToken(), session.getAccessToken().getJwtToken(), session.getRefreshToken().getToken()]);
}

/**
 * A storage over a Map, which a test can make fail.
 *
 * @param {Map<string, string>} items
 * @param {(name: string, key: string) => void} before - is called before each access with the method's name and the key; it may throw
 * @param {(run: Function) => any} wrap - makes the answer, for instance a promise
 * @returns {any} without clear, which nothing calls
 */
function storageOver(items, before = () => {}, wrap = (run) => run()) {
	const method = (name, run) => (key, ...more) => wrap(() => {
		before(name, key);
		return run(key, ...more);
	});
	return {
		getItem: method('getItem', (key) => (items.has(key) ? items.get(key) : window.missing)),
		setItem: method('setItem', (key, value) => void items.set(key, String(value))),
		removeItem: method('removeItem', (key) => void items.delete(key)),
	};
}

/**
 * What a page that loads now would read of ada in a storage: the number of the issue, 'none',
 * or in words what is wrong.
 *
 * @returns {string | number}
 */
function readByNewPage(items) {
	const storage = storageOver(new Map(items)); // one that nobody has a guard for
	const pool = makePool({ Storage: storage });
	const user = pool.getCurrentUser() || new AmazonCognitoIdentity.CognitoUser({ Username: 'ada', Pool: pool, Storage: storage });
	/** @type {string | number} */
	let got = 'no answer at once';
	// What would be refreshed is looked at alone: here nothing is spent.
	const tokens = tokenNames.map((name) => items.get(prefix + 'ada.' + name));
	if (tokens[0] && tokens[2] && issueOf(tokens) === 0) return 'a session of several issues could be refreshed';
	user.refreshSession = () => (got = issueOf(tokens) || 'would refresh half a session');
	user.getSession((error, session) => {
		got = error ? (error.reason === 'NO_SESSION' ? 'none' : String(error)) : issueOfSession(session) || 'a session of several issues';
	});
	return got;
}

/** What a new page would read of ada's device: 'none', 'whole', or what there is. */
function deviceOf(items) {
	const there = ['deviceKey', 'randomPasswordKey', 'deviceGroupKey'].filter((name) => items.get(prefix + 'ada.' + name));
	return there.length === 0 ? 'none' : there.length === 3 ? 'whole' : there.join();
}

/** Collects the warnings from now on. */
function warningsFromNow() {
	/** @type {any} */
	const warnings = [];
	const note = ({ detail }) => warnings.push(detail);
	AmazonCognitoIdentity.events.addEventListener('storagewarning', note);
	warnings.stop = () => AmazonCognitoIdentity.events.removeEventListener('storagewarning', note);
	return warnings;
}

/** A call by callbacks, which must come once: {error, value, calls}. */
function once(start) {
	return new Promise((resolve) => {
		const told = { calls: 0 };
		start((error, value) => {
			told.calls++;
			told.error = error;
			told.value = value;
			if (told.calls === 1) void settled().then(() => resolve(told));
		});
	});
}

/** Signs ada in by the password, node-style. */
function enter(user, done) {
	user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
	user.authenticateUser(new AmazonCognitoIdentity.AuthenticationDetails({ Username: 'ada', Password: 'Engine-1843' }), {
		onSuccess: (session) => done(null, session),
		onFailure: (error) => done(error),
	});
}

/** An error in words: reason, whether it can pass, message. */
function said(error) {
	return [error.code, error.reason, error.retryable, error.message].join('|');
}

/**
 * A user's life over a storage that fails at the nth call of a method, and with `on` at all
 * that follow. Gives {reached, faults}.
 */
async function lifeOverFailingStorage(method, nth, on) {
	const faults = [], items = new Map();
	let calls = 0, armed = false, failed, latest, step;
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
	const make = () => /** @type {any} */ (new AmazonCognitoIdentity.CognitoUser({ Username: 'ada', Pool: pool, Storage: storage }));
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
		if (attributes.error || attributes.calls !== 1) fault('getUserAttributes', said(attributes.error || {}), attributes.calls);
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
		refreshed = await (on ? (armed = false, once((done) => user.getSession(done))) : during(() => once((done) => user.getSession(done))));
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
		if (Object.keys(warning).sort().join() !== 'key,operation' || !/^(read|write|remove)$/.test(warning.operation)) fault('a warning has', Object.keys(warning));
		if (!/^(CognitoIdentityServiceProvider|cognitowasm)\.1fakeclient2fakeclient3fake\./.test(warning.key)) fault('a warning names', warning.key);
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
	const faults = [], items = new Map();
	let calls = 0, armed = true, failed, refused = 0, step;
	const fault = (...words) => faults.push([method, nth, step, failed, ...words].join(' '));
	const storage = storageOver(items, (name, key) => {
		if (!armed || name !== method || ++calls !== nth) return;
		failed = key;
		throw new DOMException('the storage says no', 'QuotaExceededError');
	}, async (run) => {
		await undefined;
		return run();
	});
	const pool = makePool({ Storage: storage });
	const make = () => /** @type {any} */ (new AmazonCognitoIdentity.CognitoUser({ Username: 'ada', Pool: pool, Storage: storage }));
	const warnings = warningsFromNow();
	// A call whose reads were refused says so, and works when it is made again.
	const patiently = async (run) => {
		try {
			return await run();
		} catch (error) {
			if (method !== 'getItem' || error.code !== 'StorageError' || !error.retryable || !error.message.includes(failed)) throw error;
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
	const check = () => unarmed(async () => {
		if (!user.getSignInUserSession().isValid() || issueOfSession(user.getSignInUserSession()) !== issued) fault('no usable session in memory');
		if (!(await user.getUserAttributes()).length) fault('no attributes');
		if (issueOfSession(await make().getSession()) !== issued) fault('another object has another session');
		const fresh = readByNewPage(items);
		if (fresh !== 'none' && typeof fresh !== 'number') fault('a new page has', fresh);
		if (!failed && fresh !== issued) fault('a new page has', fresh, 'of', issued);
		const told = await once((done) => make().getSession(done));
		if (told.calls !== 1 || told.error?.code !== 'AsyncStorage' || !told.error.message.includes('getSession() without a callback')) {
			// What is kept for this page answers at once.
			if (!failed) fault('getSession(callback) gave', said(told.error || {}));
		}
		try {
			pool.getCurrentUser();
			if (!failed) fault('getCurrentUser answered');
		} catch (error) {
			if (error.code !== 'AsyncStorage' || !/cognitowasm\/core/.test(error.message)) fault('getCurrentUser threw', said(error));
		}
	});
	const user = make();
	try {
		step = 'sign-in';
		user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
		await user.authenticateUser(new AmazonCognitoIdentity.AuthenticationDetails({ Username: 'ada', Password: 'Engine-1843' }));
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
		await make().getSession().then(() => fault('another object has a session'), (error) => error.reason === 'NO_SESSION' || fault(said(error)));
	} catch (error) {
		fault('ended in', said(error));
	}
	step = 'events';
	warnings.stop();
	const reached = calls >= nth;
	// A read whose answer is not needed, since it is a promise, may fail unseen.
	const told = warnings.length + refused;
	if (told > 1 || (told === 0 && reached && method !== 'getItem') || (told && !reached)) fault(warnings.length, 'warnings', JSON.stringify(warnings), refused, 'errors');
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
	const items = new Map(), others = new Map(), faults = [];
	let calls = 0, armed = false;
	const userOver = (storage) => new AmazonCognitoIdentity.CognitoUser({ Username: 'ada', Pool: makePool({ Storage: storage }), Storage: storage });
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
	if (told.error && told.error.reason !== 'NO_SESSION' && told.error.reason !== 'SIGNED_OUT') faults.push(change + ' ' + nth + ': ' + said(told.error));
	if (change === 'replaced' && told.error) faults.push(change + ' ' + nth + ': ' + said(told.error));
	// Tokens are read one by one: what is replaced between two of them cannot be told from a whole.
	const fresh = readByNewPage(items);
	if (change === 'cleared' && fresh !== 'none' && typeof fresh !== 'number') faults.push(change + ' ' + nth + ': a new page has ' + fresh);
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
	for (const key of Object.keys(localStorage).filter((name) => name.startsWith('fill')).sort((a, b) => Number(b.slice(4)) - Number(a.slice(4)))) {
		if (free <= 0) break;
		free -= key.length + localStorage.getItem(key).length;
		localStorage.removeItem(key);
	}
}

/** Takes away what fill has put there. */
function free() {
	for (const key of Object.keys(localStorage)) if (key.startsWith('fill')) localStorage.removeItem(key);
}

/** Text as base64url. */
function base64url(text) {
	return btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
}

/** A JWT of that payload, given as JSON or as any text. */
function tokenOf(payload) {
	return ['e30', base64url(payload), 'c2ln'].join('.');
}

const deep = (levels) => '{"a":'.repeat(levels) + '1' + '}'.repeat(levels);
const deepArray = (levels) => '['.repeat(levels) + ']'.repeat(levels);
const claims = (more) => JSON.stringify({ iat: Math.floor(Date.now() / 1000), exp: Math.floor(Date.now() / 1000) + 3600, ...more });
const polluting = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"exp":9e9,"iat":1}';

/** Texts that are no tokens, and tokens that say odd things. */
const poisons = () => ({
	empty: '',
	space: ' ',
	word: 'x',
	'null': 'null',
	'undefined': 'undefined',
	'an object': '[object Object]',
	dots: '...',
	'many dots': '.'.repeat(100000),
	'1 MB': 'x'.repeat(1 << 20),
	'1 MB in a token': tokenOf(claims({ x: 'y'.repeat(1 << 20) })),
	'not base64': 'e30.*$%.c2ln',
	'not UTF-8': 'e30.' + base64url('\xff\xfe{"exp":1}') + '.c2ln',
	'half of a surrogate': '\ud800',
	'a zero byte': 'a\0b',
	'not JSON': tokenOf('{exp:1}'),
	'a number': tokenOf('5'),
	'JSON null': tokenOf('null'),
	'a list': tokenOf('[1,2]'),
	'no times': tokenOf('{}'),
	'times are texts': tokenOf('{"exp":"9e9","iat":"1"}'),
	'times are objects': tokenOf('{"exp":{"valueOf":1},"iat":[]}'),
	'huge times': tokenOf('{"exp":1e308,"iat":-1e308}'),
	'beyond all numbers': tokenOf('{"exp":1e999,"iat":-1e999}'),
	'__proto__': tokenOf(polluting),
	'deep': tokenOf(deep(20000)),
	'deep list': tokenOf('{"exp":1,"a":' + deepArray(20000) + '}'),
	"another pool's": tokenOf(claims({ iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other', client_id: 'other', username: 'eve', origin_jti: 'o' })),
	"another pool's, ended": tokenOf('{"iat":1,"exp":2,"iss":"https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other","username":"eve","origin_jti":"o"}'),
});

/**
 * Whether an error is one of ours or the service's, with all its members.
 *
 * @param {any} error
 */
function isTyped(error) {
	const { code, reason, retryable } = error || {};
	return error instanceof Error && typeof reason === 'string' && reason !== '' && typeof retryable === 'boolean' && reason !== 'INTERNAL_ERROR' && !/CoreCrashed/.test(code);
}

/** Puts a poison under each key of a stored session in turn. */
async function poisonStorage(session, poison) {
	const faults = [], text = poisons()[poison];
	const names = ['ada.idToken', 'ada.accessToken', 'ada.refreshToken', 'ada.clockDrift', 'ada.signInDetails', 'ada.userData', 'ada.deviceKey', 'ada.randomPasswordKey', 'ada.deviceGroupKey', 'LastAuthUser'];
	let tried = 0;
	{
		for (const name of [...names, 'all']) {
			for (const ended of [false, true]) {
				const items = new Map(session);
				if (ended) items.set(prefix + 'ada.clockDrift', '-100000');
				for (const key of name === 'all' ? names : [name]) items.set(prefix + key, text);
				const before = JSON.stringify([...items]);
				const storage = storageOver(items), pool = makePool({ Storage: storage });
				const fault = (...words) => faults.push([poison, name, ended ? 'ended' : 'valid', ...words].join(' '));
				tried++;
				let definite = false, refreshed = false;
				const asked = issued;
				try {
					const current = pool.getCurrentUser();
					const user = new AmazonCognitoIdentity.CognitoUser({ Username: 'ada', Pool: pool, Storage: storage });
					// Elsewhere the current user is the same one.
					const both = (name === 'LastAuthUser' || name === 'all') && current && current.getUsername().length < 100;
					for (const one of both ? [current, user] : [user]) {
						const told = await once((done) => one.getSession(done));
						if (told.calls !== 1) fault('called back', told.calls, 'times');
						if (told.error && !isTyped(told.error)) fault('ended in', told.error.name, said(told.error).slice(0, 200));
						if (!told.error && !told.value.isValid()) fault('gave a session that is over');
						definite = definite || (told.error && told.error.code === 'NotAuthorizedException');
					}
					if (['ada.userData', 'ada.deviceKey', 'all'].includes(name) && !definite && user.getSignInUserSession()) {
						const told = await once((done) => user.getUserData(done));
						if (told.error && !isTyped(told.error) && !(told.error instanceof SyntaxError)) fault('getUserData ended in', String(told.error).slice(0, 200));
						items.delete(prefix + 'ada.userData');
					}
				} catch (error) {
					fault('threw', String(error).slice(0, 200));
				}
				// A refresh writes its session, and what the service has refused goes.
				refreshed = issued !== asked;
				const after = JSON.stringify([...items].filter(([key]) => !key.endsWith('userData')));
				if (!refreshed && !definite && after !== JSON.stringify(JSON.parse(before).filter(([key]) => !key.endsWith('userData')))) fault('storage changed');
				if (refreshed && !items.get(prefix + 'ada.idToken')) fault('refreshed and not stored');
				if ({}.polluted) fault('polluted Object.prototype');
			}
		}
	}
	return { faults, lives: tried };
}

/** Replies that are odd in other ways than their texts. */
function oddReplies() {
	const replies = {};
	replies['__proto__'] = '{"__proto__":{"AuthenticationResult":{"IdToken":"x","polluted":1}},"constructor":{"prototype":{"polluted":1}}}';
	replies['__proto__ in an error'] = [400, '{"__proto__":{"polluted":1},"__type":"__proto__","message":"constructor"}'];
	replies['constructor as a code'] = [400, '{"__type":"constructor","message":"x"}'];
	replies['a challenge called constructor'] = '{"ChallengeName":"constructor","Session":"s"}';
	replies['a challenge called __proto__'] = '{"ChallengeName":"__proto__","Session":"s"}';
	replies['deep'] = deep(20000);
	replies['very deep'] = deep(400000);
	replies['deep in a member'] = '{"AuthenticationResult":' + deep(20000) + '}';
	replies['a long message'] = [400, JSON.stringify({ __type: 'X', message: 'm'.repeat(1 << 20) })];
	replies['a long code'] = [400, JSON.stringify({ __type: 'X'.repeat(1 << 20), message: 'm' })];
	return replies;
}

/** Answers sign-ins, refreshes and account calls with what is not Cognito's. */
async function poisonReplies(session, poison) {
	const faults = [], text = poisons()[poison];
	const good = issueTexts(session);
	const result = (texts) => JSON.stringify({ AuthenticationResult: { IdToken: good[0], AccessToken: good[1], RefreshToken: good[2], ...texts } });
	const replies = {
		['ChallengeName is ' + poison]: JSON.stringify({ ChallengeName: text, Session: text, ChallengeParameters: { USER_ID_FOR_SRP: text, SALT: text, SRP_B: text, SECRET_BLOCK: text } }),
		['parameters are ' + poison]: JSON.stringify({ ChallengeName: 'NEW_PASSWORD_REQUIRED', Session: 's', ChallengeParameters: { userAttributes: text, requiredAttributes: text } }),
		['the body is ' + poison]: text,
	};
	for (const name of ['IdToken', 'AccessToken', 'RefreshToken']) replies[name + ' is ' + poison] = result({ [name]: text });
	// The rest has nothing to do with the text.
	for (const [type, value] of poison !== 'empty' ? [] : Object.entries({ 'null': null, number: 7, huge: 1e308, yes: true, list: [1], object: { a: 1 }, nested: JSON.parse(deep(1000)) })) {
		replies['AuthenticationResult is ' + type] = JSON.stringify({ AuthenticationResult: value });
		for (const name of ['IdToken', 'AccessToken', 'RefreshToken', 'NewDeviceMetadata']) replies[name + ' is ' + type] = result({ [name]: value });
		replies['ChallengeName is ' + type] = JSON.stringify({ ChallengeName: value, ChallengeParameters: value, Session: value });
		replies['error is ' + type] = [400, JSON.stringify({ __type: value, message: value })];
	}
	if (poison === 'empty') Object.assign(replies, oddReplies());
	const real = window.fetch;
	for (const [what, reply] of Object.entries(replies)) {
		const [status, body] = Array.isArray(reply) ? reply : [200, reply];
		const flows = /Token|MB/.test(what) ? ['USER_PASSWORD_AUTH', 'refresh'] : /^(Chall|param)/.test(what) ? ['USER_SRP_AUTH', 'USER_PASSWORD_AUTH'] : ['USER_PASSWORD_AUTH', 'refresh', 'getUserData', 'forgotPassword'];
		for (const flow of flows) {
			const items = new Map(session);
			if (flow === 'refresh') items.set(prefix + 'ada.clockDrift', '-100000');
			const before = JSON.stringify([...items]);
			const storage = storageOver(items), pool = makePool({ Storage: storage });
			const user = new AmazonCognitoIdentity.CognitoUser({ Username: 'ada', Pool: pool, Storage: storage });
			if (flow === 'getUserData') await once((done) => user.getSession(done));
			const fault = (...words) => faults.push([what, flow, ...words].join(' ').slice(0, 400));
			// What comes first; a sign-in's next step gets no answer of use.
			let requests = 0;
			window.fetch = async (url, ...more) =>
				String(url) !== window.endpoint ? real(url, ...more) : requests++ < 3 ? new Response(body, { status, headers: { 'Content-Type': 'application/x-amz-json-1.1' } }) : new Response('{}', { status: 400 });
			let called = '';
			try {
				const told = await once((done) => {
					const map = { onFailure: done, onSuccess: (value) => ((called = 'onSuccess'), done(null, value)) };
					for (const name of ['mfaRequired', 'newPasswordRequired', 'totpRequired', 'customChallenge', 'selectMFAType', 'mfaSetup']) map[name] = () => ((called = name), done(null));
					if (flow === 'refresh') user.getSession(done);
					else if (flow === 'getUserData') user.getUserData(done);
					else if (flow === 'forgotPassword') user.forgotPassword(map);
					else {
						user.setAuthenticationFlowType(flow);
						user.authenticateUser(new AmazonCognitoIdentity.AuthenticationDetails({ Username: 'ada', Password: 'Engine-1843' }), map);
					}
				});
				if (told.calls !== 1) fault('called back', told.calls, 'times');
				const after = JSON.stringify([...items].filter(([key]) => !key.endsWith('userData')));
				if (told.error) {
					if (!isTyped(told.error)) fault('ended in', String(told.error), said(told.error));
					if (after !== before) fault('failed and changed storage');
				} else if (flow !== 'getUserData' && flow !== 'forgotPassword' && called !== 'onSuccess' && !(flow === 'refresh')) {
					if (after !== before) fault(called, 'changed storage');
				} else if (flow === 'refresh' || called === 'onSuccess' && flow.startsWith('USER')) {
					// A reply that has two JWTs is a session: whatever they say.
					if (!/IdToken|AccessToken|RefreshToken|NewDeviceMetadata|AuthenticationResult is object/.test(what)) fault('gave a session');
					const stored = tokenNames.map((name) => items.get(prefix + 'ada.' + name));
					const held = user.getSignInUserSession();
					if (stored[0] !== held.getIdToken().getJwtToken() || stored[1] !== held.getAccessToken().getJwtToken() || stored[2] !== held.getRefreshToken().getToken()) fault('storage and memory differ');
				}
			} catch (error) {
				fault('threw', String(error));
			}
			if ({}.polluted) fault('polluted Object.prototype');
		}
	}
	window.fetch = real;
	return { faults, lives: Object.keys(replies).length };
}

/** The three tokens of a stored session. */
function issueTexts(session) {
	const items = new Map(session);
	return tokenNames.map((name) => items.get(prefix + 'ada.' + name));
}
