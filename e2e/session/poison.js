// Storages and replies that say what Cognito would not; loaded after properties.js.

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
const claims = (more) =>
	JSON.stringify({ iat: Math.floor(Date.now() / 1000), exp: Math.floor(Date.now() / 1000) + 3600, ...more });
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
	"another pool's": tokenOf(
		claims({
			iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other',
			client_id: 'other',
			username: 'eve',
			origin_jti: 'o',
		}),
	),
	"another pool's, ended": tokenOf(
		'{"iat":1,"exp":2,"iss":"https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other","username":"eve","origin_jti":"o"}',
	),
});

/**
 * Whether an error is one of ours or the service's, with all its members.
 *
 * @param {any} error
 */
function isTyped(error) {
	const { code, reason, retryable } = error || {};
	return (
		error instanceof Error &&
		typeof reason === 'string' &&
		reason !== '' &&
		typeof retryable === 'boolean' &&
		reason !== 'INTERNAL_ERROR' &&
		!/CoreCrashed/.test(code)
	);
}

/** Puts a poison under each key of a stored session in turn. */
async function poisonStorage(session, poison) {
	const faults = [],
		text = poisons()[poison];
	const names = [
		'ada.idToken',
		'ada.accessToken',
		'ada.refreshToken',
		'ada.clockDrift',
		'ada.signInDetails',
		'ada.userData',
		'ada.deviceKey',
		'ada.randomPasswordKey',
		'ada.deviceGroupKey',
		'LastAuthUser',
	];
	let tried = 0;
	{
		for (const name of [...names, 'all']) {
			for (const ended of [false, true]) {
				const items = new Map(session);
				if (ended) items.set(prefix + 'ada.clockDrift', '-100000');
				for (const key of name === 'all' ? names : [name]) items.set(prefix + key, text);
				const before = JSON.stringify([...items]);
				const storage = storageOver(items),
					pool = makePool({ Storage: storage });
				const fault = (...words) => faults.push([poison, name, ended ? 'ended' : 'valid', ...words].join(' '));
				tried++;
				let definite = false,
					refreshed = false;
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
						if (told.error && !isTyped(told.error) && !(told.error instanceof SyntaxError))
							fault('getUserData ended in', String(told.error).slice(0, 200));
						items.delete(prefix + 'ada.userData');
					}
				} catch (error) {
					fault('threw', String(error).slice(0, 200));
				}
				// A refresh writes its session, and what the service has refused goes.
				refreshed = issued !== asked;
				const after = JSON.stringify([...items].filter(([key]) => !key.endsWith('userData')));
				if (
					!refreshed &&
					!definite &&
					after !== JSON.stringify(JSON.parse(before).filter(([key]) => !key.endsWith('userData')))
				)
					fault('storage changed');
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
	replies['__proto__'] =
		'{"__proto__":{"AuthenticationResult":{"IdToken":"x","polluted":1}},"constructor":{"prototype":{"polluted":1}}}';
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
	const faults = [],
		text = poisons()[poison];
	const good = issueTexts(session);
	const result = (texts) =>
		JSON.stringify({
			AuthenticationResult: { IdToken: good[0], AccessToken: good[1], RefreshToken: good[2], ...texts },
		});
	const replies = {
		['ChallengeName is ' + poison]: JSON.stringify({
			ChallengeName: text,
			Session: text,
			ChallengeParameters: { USER_ID_FOR_SRP: text, SALT: text, SRP_B: text, SECRET_BLOCK: text },
		}),
		['parameters are ' + poison]: JSON.stringify({
			ChallengeName: 'NEW_PASSWORD_REQUIRED',
			Session: 's',
			ChallengeParameters: { userAttributes: text, requiredAttributes: text },
		}),
		['the body is ' + poison]: text,
	};
	for (const name of ['IdToken', 'AccessToken', 'RefreshToken'])
		replies[name + ' is ' + poison] = result({ [name]: text });
	// The rest has nothing to do with the text.
	for (const [type, value] of poison !== 'empty'
		? []
		: Object.entries({
				'null': null,
				number: 7,
				huge: 1e308,
				yes: true,
				list: [1],
				object: { a: 1 },
				nested: JSON.parse(deep(1000)),
			})) {
		replies['AuthenticationResult is ' + type] = JSON.stringify({ AuthenticationResult: value });
		for (const name of ['IdToken', 'AccessToken', 'RefreshToken', 'NewDeviceMetadata'])
			replies[name + ' is ' + type] = result({ [name]: value });
		replies['ChallengeName is ' + type] = JSON.stringify({
			ChallengeName: value,
			ChallengeParameters: value,
			Session: value,
		});
		replies['error is ' + type] = [400, JSON.stringify({ __type: value, message: value })];
	}
	if (poison === 'empty') Object.assign(replies, oddReplies());
	const real = window.fetch;
	for (const [what, reply] of Object.entries(replies)) {
		const [status, body] = Array.isArray(reply) ? reply : [200, reply];
		const flows = /Token|MB/.test(what)
			? ['USER_PASSWORD_AUTH', 'refresh']
			: /^(Chall|param)/.test(what)
				? ['USER_SRP_AUTH', 'USER_PASSWORD_AUTH']
				: ['USER_PASSWORD_AUTH', 'refresh', 'getUserData', 'forgotPassword'];
		for (const flow of flows) {
			const items = new Map(session);
			if (flow === 'refresh') items.set(prefix + 'ada.clockDrift', '-100000');
			const before = JSON.stringify([...items]);
			const storage = storageOver(items),
				pool = makePool({ Storage: storage });
			const user = new AmazonCognitoIdentity.CognitoUser({ Username: 'ada', Pool: pool, Storage: storage });
			if (flow === 'getUserData') await once((done) => user.getSession(done));
			const fault = (...words) => faults.push([what, flow, ...words].join(' ').slice(0, 400));
			// What comes first; a sign-in's next step gets no answer of use.
			let requests = 0;
			window.fetch = async (url, ...more) =>
				String(url) !== window.endpoint
					? real(url, ...more)
					: requests++ < 3
						? new Response(body, { status, headers: { 'Content-Type': 'application/x-amz-json-1.1' } })
						: new Response('{}', { status: 400 });
			let called = '';
			try {
				const told = await once((done) => {
					const map = { onFailure: done, onSuccess: (value) => ((called = 'onSuccess'), done(null, value)) };
					for (const name of [
						'mfaRequired',
						'newPasswordRequired',
						'totpRequired',
						'customChallenge',
						'selectMFAType',
						'mfaSetup',
					])
						map[name] = () => ((called = name), done(null));
					if (flow === 'refresh') user.getSession(done);
					else if (flow === 'getUserData') user.getUserData(done);
					else if (flow === 'forgotPassword') user.forgotPassword(map);
					else {
						user.setAuthenticationFlowType(flow);
						user.authenticateUser(
							new AmazonCognitoIdentity.AuthenticationDetails({ Username: 'ada', Password: 'Engine-1843' }),
							map,
						);
					}
				});
				if (told.calls !== 1) fault('called back', told.calls, 'times');
				const after = JSON.stringify([...items].filter(([key]) => !key.endsWith('userData')));
				if (told.error) {
					if (!isTyped(told.error)) fault('ended in', String(told.error), said(told.error));
					if (after !== before) fault('failed and changed storage');
				} else if (
					flow !== 'getUserData' &&
					flow !== 'forgotPassword' &&
					called !== 'onSuccess' &&
					!(flow === 'refresh')
				) {
					if (after !== before) fault(called, 'changed storage');
				} else if (flow === 'refresh' || (called === 'onSuccess' && flow.startsWith('USER'))) {
					// A reply that has two JWTs is a session: whatever they say.
					if (!/IdToken|AccessToken|RefreshToken|NewDeviceMetadata|AuthenticationResult is object/.test(what))
						fault('gave a session');
					const stored = tokenNames.map((name) => items.get(prefix + 'ada.' + name));
					const held = user.getSignInUserSession();
					if (
						stored[0] !== held.getIdToken().getJwtToken() ||
						stored[1] !== held.getAccessToken().getJwtToken() ||
						stored[2] !== held.getRefreshToken().getToken()
					)
						fault('storage and memory differ');
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
