// The entry /ssr: cookies of a request, written and read as upstream's CookieStorage does.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import test from 'node:test';
import { CookieStorage } from 'amazon-cognito-identity-js';
import { RequestCookieStorage } from '../../../dist/ssr.mjs';

const prefix = 'CognitoIdentityServiceProvider.1example2client3id.';
/** Keys and values with whatever they may have. */
const entries = [
	[prefix + 'LastAuthUser', 'ada'],
	[prefix + 'ada@example.com.idToken', 'eyJ.eyJ.x-_'],
	[prefix + 'o(1)#$&+^`|.userData', '{"a":["b",1,"ü €"],"c":"%41;,\\""}'],
	[prefix + '50%off.clockDrift', '-100000'],
];

/** The cookies that upstream writes in a page. */
function inPage(write) {
	const written = [];
	globalThis.document = {
		get cookie() {
			return written.map((text) => text.split(';')[0]).join('; ');
		},
		set cookie(text) {
			written.push(text);
		},
	};
	try {
		write(new CookieStorage());
	} finally {
		delete globalThis.document;
	}
	return written;
}

test('what upstream writes in a page is read on a server', () => {
	const written = inPage((storage) => entries.forEach(([key, value]) => storage.setItem(key, value)));
	const header = written.map((text) => text.split(';')[0]).join('; ');
	for (const request of [
		header,
		new Request('https://example.com', { headers: { cookie: header } }),
		{ headers: { cookie: header } },
		{ getAll: () => entries.map(([name, value]) => ({ name, value })) },
	]) {
		const storage = new RequestCookieStorage(request);
		for (const [key, value] of entries) assert.equal(storage.getItem(key), value);
		assert.equal(storage.getItem('another'), null);
		assert.deepEqual(storage.setCookies(), []);
	}
});

test('what is written on a server is what upstream writes, attributes aside', () => {
	const storage = new RequestCookieStorage('');
	for (const [key, value] of entries) storage.setItem(key, value);
	const pairs = (texts) => texts.map((text) => text.split(';')[0]);
	const upstream = inPage((page) => entries.forEach(([key, value]) => page.setItem(key, value)));
	assert.deepEqual(pairs(storage.setCookies()), pairs(upstream));
	for (const [key, value] of entries) assert.equal(storage.getItem(key), value);
});

test('attributes', () => {
	const only = (options) => {
		const storage = new RequestCookieStorage('', options);
		storage.setItem('a', 'b');
		return storage.setCookies()[0].replace(/expires=[^;]*/, 'expires=…');
	};
	assert.equal(only(), 'a=b; path=/; expires=…; secure; sameSite=lax');
	assert.equal(
		only({ path: '/x', domain: 'example.com', sameSite: 'strict', httpOnly: true }),
		'a=b; path=/x; expires=…; domain=example.com; secure; sameSite=strict; HttpOnly',
	);
	assert.equal(only({ secure: false, sameSite: null, expires: undefined }), 'a=b; path=/');
	assert.throws(() => new RequestCookieStorage('', { sameSite: 'Lax' }), { reason: 'INVALID_PARAMETER' });
	assert.throws(() => new RequestCookieStorage('', { sameSite: 'none', secure: false }), {
		reason: 'INVALID_PARAMETER',
	});
});

test('the last write of a cookie counts, and a removed one expires', () => {
	const storage = new RequestCookieStorage('a=1; theirs=2; ' + prefix + 'LastAuthUser=ada');
	storage.setItem('a', '2');
	storage.setItem('a', '3');
	assert.equal(storage.getItem('a'), '3');
	assert.deepEqual(storage.setCookies().length, 1);
	storage.removeItem('a');
	assert.equal(storage.getItem('a'), null);
	const [removed] = storage.setCookies();
	assert.match(removed, /^a=; path=\/; expires=/);
	assert.ok(Date.parse(/expires=([^;]*)/.exec(removed)[1]) < Date.now());
	storage.clear();
	assert.equal(storage.getItem('theirs'), '2');
	assert.equal(storage.getItem(prefix + 'LastAuthUser'), null);
	const headers = new Headers();
	storage.applyTo({ headers });
	assert.equal(headers.getSetCookie().length, 2);
});

test('the header with which a request goes on has what was written, and other cookies as they came', () => {
	const others = 'signed=s%3Aa.b%2Bc=; theirs="2"; broken=%E0%A4%A';
	const storage = new RequestCookieStorage(
		others + '; a=1; ' + prefix + 'ada.idToken=old; ' + prefix + 'LastAuthUser=ada',
	);
	storage.setItem('a', '2');
	storage.setItem(prefix + 'ada.idToken', 'new value');
	storage.removeItem(prefix + 'LastAuthUser');
	const header = storage.cookieHeader();
	assert.ok(header.startsWith(others + '; '), header);
	const next = new RequestCookieStorage(header);
	assert.equal(next.getItem('a'), '2');
	assert.equal(next.getItem(prefix + 'ada.idToken'), 'new value');
	assert.equal(next.getItem(prefix + 'LastAuthUser'), null);
	assert.equal(header.split('; ').length, 5);
	assert.equal(new RequestCookieStorage(null).cookieHeader(), '');
	const decoded = { getAll: () => [{ name: 'theirs', value: 'a b' }] };
	assert.equal(new RequestCookieStorage(decoded).cookieHeader(), 'theirs=a%20b');
});

test('a value that no browser would keep is refused, and changes nothing', () => {
	const storage = new RequestCookieStorage('a=1');
	assert.throws(() => storage.setItem('a', 'x'.repeat(4096)), { code: 'CookieTooLong' });
	assert.equal(storage.getItem('a'), '1');
	assert.deepEqual(storage.setCookies(), []);
});

test('of two cookies of one name the first counts; what is not a cookie of ours is skipped', () => {
	const storage = new RequestCookieStorage('a=1; a=2; =3; b; %=4; c="5"');
	assert.equal(storage.getItem('a'), '1');
	assert.equal(storage.getItem('c'), '5');
});

test('there is a CommonJS form', () => {
	assert.equal(typeof createRequire(import.meta.url)('../../../dist/ssr.js').RequestCookieStorage, 'function');
});
