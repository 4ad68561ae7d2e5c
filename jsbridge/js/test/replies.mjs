// What the core answers in tests, and records of what it and callbacks were called with.
import assert from 'node:assert/strict';
import { LoggedStorage, P, jwt } from './setup.mjs';

export const far = { exp: 9_000_000_000, iat: 1_700_000_000 };

export const ended = { exp: 5, iat: 1 };

export const reply = (more = {}) => ({
	username: 'uuid-1',
	idToken: jwt({ ...far, sub: '1' }),
	accessToken: jwt({ ...far, origin_jti: 'j' }),
	refreshToken: 'new refresh',
	clockDrift: -3,
	...more,
});

export const failure = (code) => Object.assign(new Error(code + ' happened'), { code, name: code });

/** A node callback that records how it was called. */
export function nodeRecorder() {
	const calls = [];
	return {
		calls,
		callback(...args) {
			calls.push({ self: this, args });
		},
	};
}

/** The one call that the core got, without members that are undefined. */
export function only(core) {
	assert.equal(core.calls.length, 1);
	const { name, request } = core.calls[0];
	return { name, request: Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined)) };
}

export const expired = () =>
	new LoggedStorage({
		[`${P}.bob.idToken`]: jwt(ended),
		[`${P}.bob.accessToken`]: jwt(ended),
		[`${P}.bob.refreshToken`]: 'r',
	});
