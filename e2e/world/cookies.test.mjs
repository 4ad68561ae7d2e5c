// Case 28: cookies that others have written, and how they are read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClientId, keyOf, lastUserKey, library, UserPoolId } from './library.mjs';
import { withCookies } from './cookies.mjs';

const { CognitoUserPool } = library;

for (const [name, [raw, want]] of Object.entries({
	'a raw percent sign': ['50%off', '50%off'],
	'one at the end': ['100%', '100%'],
	'one before an encoded one': ['50%%25', '50%%'],
	'an encoded one': ['50%25off', '50%off'],
	'one, and an encoded character': ['50%off%40home', '50%off@home'],
	'one digit after it': ['50%2', '50%2'],
	'an encoded umlaut': ['Ad%C3%A4', 'Adä'],
	'a raw plus, equals and slash': ['a+b=c/d', 'a+b=c/d'],
	'quotation marks': ['"ada"', 'ada'],
})) {
	test(`28: a cookie with ${name}`, () => {
		withCookies(`other=1; ${lastUserKey}=${raw}; ${keyOf(want, 'idToken')}=x`, (Storage) => {
			assert.equal(Storage.getItem(lastUserKey), want);
			const pool = new CognitoUserPool({ UserPoolId, ClientId, Storage });
			assert.equal(pool.getCurrentUser().getUsername(), want);
		});
	});
}

test('28: a cookie that cannot be decoded is none, and the others are read', () => {
	withCookies(`bad=%E0%A4; ${lastUserKey}=ada; worse=%ff`, (Storage) => {
		assert.equal(Storage.getItem('bad'), null);
		assert.equal(Storage.getItem('worse'), null);
		assert.equal(Storage.getItem(lastUserKey), 'ada');
		assert.equal(Storage.getItem('missing'), null);
	});
});

test('28: a cookie whose name is encoded, and one that is there twice', () => {
	const username = 'ada@example.com';
	withCookies(
		`${encodeURIComponent(keyOf(username, 'idToken'))}=first; ${lastUserKey}=one; ${lastUserKey}=two`,
		(Storage) => {
			assert.equal(Storage.getItem(keyOf(username, 'idToken')), 'first');
			assert.equal(Storage.getItem(lastUserKey), 'one');
		},
	);
});

test('28: cookies are written as upstream writes them', () => {
	for (const value of ['ada', '50%off', 'a;b,c d', 'ä', '"q"', 'a=b&c', 'x@y.z', '<a>|{b}']) {
		withCookies('', (Storage, written) => {
			Storage.setItem(`key.${value}`, value);
			const [pair] = written[0].split('; ');
			withCookies(pair, (again) => assert.equal(again.getItem(`key.${value}`), value));
		});
	}
	withCookies('', (Storage, written) => {
		Storage.setItem('key', '50%off;');
		assert.match(written[0], /^key=50%25off%3B; /);
	});
});
