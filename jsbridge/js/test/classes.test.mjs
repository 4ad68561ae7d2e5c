// The small classes and the constructors, side by side with upstream.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import test from 'node:test';
import {
	LoggedStorage,
	addedGlobals,
	atTime,
	freshCore,
	jwt,
	outcome,
	ours,
	upstream,
	poolData,
	random,
	sessionOf,
	userOf,
	withGlobals,
} from './setup.mjs';

/** Runs the same with both libraries and compares what a page can see. */
function same(run, message) {
	const see = (library) => {
		const { value, thrown } = outcome(() => run(library));
		return { thrown, value, keys: value && Object.keys(Object(value)), json: JSON.stringify(value) };
	};
	const [a, b] = [see(ours), see(upstream)];
	assert.deepEqual(plain(a), plain(b), message);
	return b;
}

/** Leaves classes out of a comparison, and what an in-memory storage is made of: upstream's is a class. */
function plain(value) {
	if (typeof value === 'function' || value?.getItem) return 'function or storage';
	if (typeof value !== 'object' || value === null) return value;
	if (Array.isArray(value)) return value.map(plain);
	return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}

const names = [
	'AuthenticationDetails',
	'AuthenticationHelper',
	'CognitoAccessToken',
	'CognitoIdToken',
	'CognitoRefreshToken',
	'CognitoUser',
	'CognitoUserAttribute',
	'CognitoUserPool',
	'CognitoUserSession',
	'CookieStorage',
	'DateHelper',
	'WordArray',
	'appendToCognitoUserAgent',
];

test('the exports are those of upstream, with configure, events and preload', () => {
	assert.deepEqual(Object.keys(ours).sort(), [...names, 'configure', 'events', 'preload'].sort());
	for (const name of names) assert.equal(typeof ours[name], typeof upstream[name], name);
});

test('importing adds no global name', () => {
	assert.deepEqual(addedGlobals, []);
});

test('classes and methods count their arguments as upstream’s dist build does', () => {
	const dist = withGlobals({ self: globalThis }, () =>
		createRequire(import.meta.url)('amazon-cognito-identity-js/dist/amazon-cognito-identity.js'),
	);
	let methods = 0;
	for (const name of names) {
		assert.equal(ours[name].length, dist[name].length, name);
		for (let proto = ours[name].prototype; proto && proto !== Object.prototype; proto = Object.getPrototypeOf(proto)) {
			for (const method of Object.getOwnPropertyNames(proto)) {
				if (method === 'constructor') continue;
				if (name === 'CognitoUserSession' && method === 'verify') continue; // docs/differences.md lists it
				assert.equal(typeof dist[name].prototype[method], 'function', `${name}.${method} is not upstream's`);
				assert.equal(ours[name].prototype[method].length, dist[name].prototype[method].length, `${name}.${method}`);
				methods++;
			}
		}
		for (const method of Object.getOwnPropertyNames(dist[name].prototype ?? {})) {
			assert.equal(typeof ours[name].prototype[method], 'function', `${name}.${method} is missing`);
		}
	}
	assert.ok(methods > 100, `only ${methods} methods seen`);
});

test('pool: ids are checked, and fields are in order', () => {
	const ids = [
		'us-east-1_ABC',
		'x_1',
		'us_east_1_abc',
		'us-east-1',
		'us-east-1_',
		'_a',
		'_',
		'us-east-1_a-b',
		'us-east-1_a\n',
		'é_a',
		'us-east-1_é',
		' us-east-1_a',
		5,
		true,
		'',
		null,
		undefined,
		'a'.repeat(53) + '_1',
		'a'.repeat(54) + '_1',
	];
	const accepted = ids.filter((UserPoolId) => {
		const { thrown } = same(
			({ CognitoUserPool }) => new CognitoUserPool({ UserPoolId, ClientId: 'c' }),
			String(UserPoolId),
		);
		same(({ CognitoUserPool }) => new CognitoUserPool({ UserPoolId, ClientId: 'c' }).getUserPoolName());
		return !thrown;
	});
	assert.equal(accepted.length, 4);
	for (const data of [
		undefined,
		null,
		{},
		{ UserPoolId: 'x_1' },
		{ ClientId: 'c' },
		{ UserPoolId: 'bad', ClientId: '' },
	]) {
		assert.ok(same(({ CognitoUserPool }) => new CognitoUserPool(data), JSON.stringify(data)).thrown);
	}
	const Storage = new LoggedStorage();
	for (const AdvancedSecurityDataCollectionFlag of [undefined, null, true, false, 0, '']) {
		same(({ CognitoUserPool }) => new CognitoUserPool({ ...poolData, Storage, AdvancedSecurityDataCollectionFlag }));
	}
	for (const options of [
		{ endpoint: 'http://localhost:9229' },
		{ endpoint: '' },
		{ fetchOptions: { credentials: 'include' } },
		{ fetchOptions: null },
	]) {
		same(({ CognitoUserPool }) => new CognitoUserPool({ ...poolData, ...options }, (callback) => callback));
	}
	same(({ CognitoUserPool }) => {
		const pool = new CognitoUserPool(poolData);
		return [pool.getUserPoolId(), pool.getClientId(), pool.getUserPoolName()];
	});
});

test('user: name and pool are checked, and fields are in order', () => {
	for (const data of [
		undefined,
		null,
		{},
		{ Username: 'bob' },
		{ Username: null, Pool: {} },
		{ Username: 'bob', Pool: null },
		{ Username: 'bob', Pool: {} },
	]) {
		assert.ok(same(({ CognitoUser }) => new CognitoUser(data), JSON.stringify(data)).thrown);
	}
	for (const Username of ['bob', '', 0, false, 5, 'u@x.com', 'a b/ü']) {
		same(({ CognitoUser, CognitoUserPool }) => new CognitoUser({ Username, Pool: new CognitoUserPool(poolData) }));
		same((library) => userOf(library, new LoggedStorage(), Username));
	}
	same((library) => {
		const user = userOf(library, new LoggedStorage());
		const before = user.getAuthenticationFlowType();
		const returned = user.setAuthenticationFlowType('ANYTHING');
		return [before, returned, user.getAuthenticationFlowType(), user.getUsername(), user.getSignInUserSession()];
	});
});

test('users and sessions can be stringified and spread as with upstream', () => {
	const seen = same((library) => {
		const user = userOf(library, undefined);
		user.setSignInUserSession(sessionOf(library, { id: { sub: '1', iat: 1 }, access: { iat: 2 }, drift: 3 }));
		return user;
	});
	assert.match(seen.json, /"signInUserSession":\{"idToken":\{"jwtToken":/);
	same((library) => ({ ...sessionOf(library, { drift: NaN }) }));
	same((library) => ({ ...userOf(library, new LoggedStorage()) }));
});

test('details: missing or falsy members get upstream’s defaults', () => {
	for (const data of [
		undefined,
		null,
		{},
		{ Username: 'bob' },
		{ Username: 'bob', Password: '' },
		{ Password: 5 },
		{ ValidationData: { a: '1' }, AuthParameters: { b: '2' }, ClientMetadata: { c: '3' } },
		{ ValidationData: null, AuthParameters: 0, ClientMetadata: '' },
		{ ValidationData: [1] },
	]) {
		same(({ AuthenticationDetails }) => new AuthenticationDetails(data), JSON.stringify(data));
		same(({ AuthenticationDetails }) => {
			const details = new AuthenticationDetails(data);
			return [
				details.getUsername(),
				details.getPassword(),
				details.getValidationData(),
				details.getAuthParameters(),
				details.getClientMetadata(),
			];
		});
	}
});

test('details: constructing one starts loading the core, in a browser only', () => {
	const core = freshCore();
	new ours.AuthenticationDetails({ Username: 'bob', Password: 'x' });
	assert.equal(core.preloads, 0);
	for (const name of ['window', 'document', 'WorkerGlobalScope']) {
		withGlobals({ location: {}, [name]: {} }, () => new ours.AuthenticationDetails({ Username: 'bob', Password: 'x' }));
	}
	assert.equal(core.preloads, 3);
});

test('attribute: defaults, setters and text', () => {
	for (const data of [
		undefined,
		{},
		null,
		{ Name: 'email', Value: 'a@b' },
		{ Name: 'n', Value: 0 },
		{ Name: false, Value: false },
		{ Name: 5, Value: 6 },
	]) {
		same(({ CognitoUserAttribute }) => new CognitoUserAttribute(data));
		same(({ CognitoUserAttribute }) => String(new CognitoUserAttribute(data)));
	}
	same(({ CognitoUserAttribute }) => {
		const attribute = new CognitoUserAttribute({ Name: 'a', Value: 'b' });
		const chained = attribute.setName(1).setValue(null) === attribute;
		return [chained, attribute.getName(), attribute.getValue(), attribute.toJSON(), attribute.toString(), attribute];
	});
});

// Payload pieces of all kinds: base64 and not, JSON and not, UTF-8 and not.
// Nothing above U+00FF: Node's Buffer, which upstream uses here, reads only the
// low byte of such characters, while upstream's browser build leaves them out.
function pieces(count) {
	const { below, pick } = random(20);
	const base64 = (bytes) => pick([Buffer.from(bytes).toString('base64'), Buffer.from(bytes).toString('base64url')]);
	// eslint-disable-next-line no-loss-of-precision -- as a token may have it
	const values = [{ exp: 9, name: 'Zoë 😀' }, null, 5, [], 'text', { big: 12345678901234567890 }, {}, true, { a: 'é' }];
	const made = [
		'',
		'=',
		'====',
		'e30',
		'e30=',
		'e30==',
		'e30=e30',
		'e 3\n0',
		'e3',
		'e',
		'-_-_',
		'+/+/',
		'ÿ',
		'e30\u2003',
		'__proto__',
	];
	while (made.length < count) {
		let bytes = [...Buffer.from(JSON.stringify(pick(values)))];
		const kind = below(6);
		if (kind === 0) bytes = Array.from({ length: below(30) }, () => below(256));
		// Broken UTF-8 inside of a text, where the JSON stays readable.
		if (kind === 1 || kind === 2) {
			const high = Array.from({ length: 1 + below(6) }, () =>
				pick([
					0x80 + below(128),
					0xc0 + below(64),
					0xe0 + below(32),
					0xf0 + below(16),
					0x80 + below(64),
					0x80 + below(64),
				]),
			);
			bytes = [...Buffer.from('{"a":"'), ...high, ...Buffer.from('"}')];
		}
		if (kind === 3) bytes = [0xef, 0xbb, 0xbf, ...bytes];
		let text = base64(bytes);
		if (kind === 4) {
			const at = below(text.length + 1);
			text = text.slice(0, at) + pick(['=', ' ', '\n', '%', 'é', '_', '-', '.', '\u0000', '\u00a0']) + text.slice(at);
		}
		if (kind === 5) text = text.slice(0, below(text.length + 1));
		made.push(text);
	}
	return made;
}

test('tokens: payloads are decoded as upstream does, whatever the text', () => {
	const kinds = new Set();
	for (const piece of pieces(6000)) {
		const token = random(piece.length).pick(['h.', '.', 'x.']) + piece + '.s';
		const payload = new ours.CognitoIdToken({ IdToken: token }).payload;
		assert.deepEqual(payload, new upstream.CognitoIdToken({ IdToken: token }).payload, JSON.stringify(token));
		kinds.add(
			JSON.stringify(payload)?.includes('\ufffd') ? 'replaced' : JSON.stringify(payload) === '{}' ? 'empty' : 'read',
		);
	}
	assert.deepEqual([...kinds].sort(), ['empty', 'read', 'replaced']);
	for (const token of ['', 'none', '.', '..', 'a.b', 'a.e30', 'a.e30.b.c', null, undefined, 0, false]) {
		same(({ CognitoIdToken }) => new CognitoIdToken({ IdToken: token }), String(token));
		same(({ CognitoRefreshToken }) => new CognitoRefreshToken({ RefreshToken: token }), String(token));
	}
	for (const token of [5, {}, [], true, ['a.e30.c']]) {
		assert.equal(same(({ CognitoAccessToken }) => new CognitoAccessToken({ AccessToken: token })).thrown, 'TypeError');
	}
	for (const name of ['CognitoIdToken', 'CognitoAccessToken', 'CognitoRefreshToken']) {
		same((library) => new library[name]());
		assert.equal(same((library) => new library[name](null)).thrown, 'TypeError');
	}
});

test('tokens: U+FFFD stands where a browser’s decoder puts it', () => {
	const { below } = random(7);
	const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
	let replaced = 0;
	for (let i = 0; i < 4000; i++) {
		const bytes = Buffer.from([34, ...Array.from({ length: below(8) }, () => 128 + below(128)), 34]);
		const expected = JSON.parse(decoder.decode(bytes));
		const token = new ours.CognitoIdToken({ IdToken: 'h.' + bytes.toString('base64url') });
		assert.equal(token.payload, expected, bytes.toString('hex'));
		if (expected.includes('\ufffd')) replaced++;
	}
	assert.ok(replaced > 1000);
});

test('tokens: getters return the claims unchanged, and decodePayload a new object', () => {
	for (const payload of [{ exp: 5, iat: 4 }, { exp: '5' }, {}, [], 7, null]) {
		for (const method of ['getExpiration', 'getIssuedAt', 'getJwtToken', 'decodePayload']) {
			same(({ CognitoAccessToken }) => new CognitoAccessToken({ AccessToken: jwt(payload) })[method](), method);
		}
	}
	const token = new ours.CognitoIdToken({ IdToken: jwt({ a: 1 }) });
	assert.notEqual(token.decodePayload(), token.payload);
	// As with upstream, the ID and access tokens have a parent class.
	assert.equal(Object.getPrototypeOf(ours.CognitoIdToken), Object.getPrototypeOf(ours.CognitoAccessToken));
});

test('session: construction', () => {
	for (const data of [undefined, null, {}, { IdToken: {} }, { AccessToken: {} }, { IdToken: null, AccessToken: {} }]) {
		assert.ok(same(({ CognitoUserSession }) => new CognitoUserSession(data), JSON.stringify(data)).thrown);
	}
	atTime(1000, () => {
		for (const drift of [undefined, null, 0, -5, NaN, '7']) {
			for (const iats of [
				[990, 980],
				[980, 990],
				[undefined, 5],
				['900', 950],
			]) {
				same((library) => sessionOf(library, { id: { iat: iats[0] }, access: { iat: iats[1] }, drift }));
			}
		}
	});
	same(({ CognitoUserSession }) => new CognitoUserSession({ IdToken: 'i', AccessToken: 'a', ClockDrift: 1 }));
	same((library) => {
		const session = sessionOf(library, { drift: 4 });
		return [session.getIdToken(), session.getAccessToken(), session.getRefreshToken(), session.getClockDrift()];
	});
});

test('session: validity is upstream’s formula in thousands of random states', () => {
	const { below, pick } = random(3);
	const now = 1_700_000_000;
	const seen = { true: 0, false: 0 };
	for (let i = 0; i < 8000; i++) {
		const moment = () =>
			pick([
				now + below(7) - 3,
				now + below(20000) - 10000,
				String(now + below(7) - 3),
				undefined,
				null,
				NaN,
				'x',
				now + 0.5,
			]);
		const texts = {
			id: { exp: moment(), iat: moment() },
			access: { exp: moment(), iat: moment() },
			drift: pick([undefined, 0, null, NaN, below(9) - 4, below(20000) - 10000, '2', 0.5]),
		};
		const read = (library) =>
			atTime(now, () => {
				const session = sessionOf(library, texts);
				return [session.isValid(), session.calculateClockDrift(), session.clockDrift];
			});
		const expected = read(upstream);
		assert.deepEqual(read(ours), expected, JSON.stringify(texts));
		seen[expected[0]]++;
	}
	assert.ok(seen.true > 500 && seen.false > 500, JSON.stringify(seen));
	for (const fraction of [0, 0.001, 0.5, 0.999]) {
		atTime(now + fraction, () => {
			for (const exp of [now - 1, now, now + 1])
				same((library) => sessionOf(library, { id: { exp }, access: { exp }, drift: 0 }).isValid());
		});
	}
	assert.equal(
		same((library) => sessionOf(library, { id: null, access: null, drift: 0 }).isValid()).thrown,
		'TypeError',
	);
});

test('methods are ordinary prototype methods: they can be replaced, and classes extended', () => {
	class Mine extends ours.CognitoUser {
		getUsername() {
			return 'mine:' + super.getUsername();
		}
	}
	const user = new Mine({ Username: 'bob', Pool: new ours.CognitoUserPool(poolData) });
	assert.equal(user.getUsername(), 'mine:bob');
	const original = ours.CognitoUser.prototype.getUsername;
	ours.CognitoUser.prototype.getUsername = () => 'spied';
	try {
		assert.equal(userOf(ours, new LoggedStorage()).getUsername(), 'spied');
	} finally {
		ours.CognitoUser.prototype.getUsername = original;
	}
	// A difference: upstream's lib and es builds have enumerable methods, its dist build and ours have not.
	const listed = [];
	for (const name in userOf(ours, new LoggedStorage())) listed.push(name);
	assert.equal(listed.length, 9);
	assert.throws(() => ours.CognitoUser({ Username: 'bob', Pool: {} }), TypeError);
});
