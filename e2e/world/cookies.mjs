// The cookies of a page, which Node does not have.
import { library } from './library.mjs';

const { CookieStorage } = library;

/** Runs in a page that has these cookies. */
export function withCookies(cookie, run) {
	const written = [];
	globalThis.document = {
		get cookie() {
			return cookie;
		},
		set cookie(text) {
			written.push(text);
		},
	};
	try {
		run(new CookieStorage({ secure: false }), written);
	} finally {
		delete globalThis.document;
	}
}
