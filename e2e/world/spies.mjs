// What the cases about the library's own behaviour put in the place of fetch and of methods.
import { mock } from 'node:test';
import { mockFetch } from './library.mjs';

/** Runs against a mock of fetch, and puts spies and the like back. */
export async function within(answer, run) {
	const { requests, restore } = mockFetch(answer);
	try {
		return await run(requests);
	} finally {
		restore();
		mock.restoreAll();
	}
}

export const refusal = (code = 'NotAuthorizedException', message = 'Refused.') => ({
	ok: false,
	status: 400,
	headers: new Headers(),
	json: async () => ({ __type: code, message }),
});

/** Spies on a method, or puts another in its place, until the mocks are put back. */
export function spyOn(object, name, implementation = object[name]) {
	const calls = [];
	mock.method(object, name, function (...args) {
		calls.push(args);
		return implementation.apply(this, args);
	});
	return { calls };
}
