// Sets and reads cookies with the facade's CookieStorage, one
// question a line. Its document keeps cookies as Chromium and RFC 6265bis do:
// without the spaces around them, and none with control characters or of more
// than 4,096 bytes. What upstream writes shows how long a cookie must be: its
// document has no limit. Texts go as UTF-16 units, since what a page gives need
// not be Unicode.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
const require = createRequire(process.cwd() + '/x.js');
const [ours, upstream] = [require('./dist/index.js'), require('amazon-cognito-identity-js')];
const text = (units) => units.reduce((all, unit) => all + String.fromCharCode(unit), '');
const units = (text) =>
	typeof text === 'string' ? Array.from({ length: text.length }, (_, i) => text.charCodeAt(i)) : null;
const trimmed = (text) => text.replace(/^[ \t]+|[ \t]+$/g, '');
class Jar {
	kept = new Map();
	constructor(limit) {
		this.limit = limit;
	}
	get cookie() {
		return [...this.kept].map(([name, value]) => (name === '' ? value : name + '=' + value)).join('; ');
	}
	set cookie(line) {
		const [pair, ...attributes] = line.split(';');
		const at = pair.indexOf('=');
		const [name, value] = [trimmed(pair.slice(0, Math.max(at, 0))), trimmed(pair.slice(at + 1))];
		if (/[\x00-\x08\x0a-\x1f\x7f]/.test(line) || name + value === '') return;
		if (Buffer.byteLength(name + value) > this.limit) return;
		const expires = attributes.map(trimmed).find((attribute) => /^expires=/i.test(attribute));
		if (expires && new Date(expires.slice(8)) < new Date()) this.kept.delete(name);
		else this.kept.set(name, value);
	}
	get list() {
		return Object.fromEntries(this.kept);
	}
}
const attempt = (run, otherwise = () => undefined) => {
	try {
		return run();
	} catch (error) {
		return otherwise(error);
	}
};
for await (const line of createInterface({ input: process.stdin })) {
	const question = JSON.parse(line);
	const [key, value, old] = [text(question.key), text(question.value), text(question.old)];
	const answer = { size: 0 };

	let jar = (globalThis.document = new Jar(Infinity));
	attempt(() => new upstream.CookieStorage({}).setItem(key, value));
	for (const [name, value] of jar.kept) answer.size = Buffer.byteLength(name + value);

	jar = globalThis.document = new Jar(4096);
	const storage = new ours.CookieStorage({ secure: question.secure, sameSite: question.secure ? 'none' : 'lax' });
	jar.cookie = 'theirs=1';
	jar.cookie = 'broken=%';
	if (old) attempt(() => storage.setItem(key, old));
	answer.before = jar.list;
	answer.old = units(storage.getItem(key));
	answer.returned = attempt(
		() => units(storage.setItem(key, value)),
		(error) => ((answer.error = { name: error.name, code: error.code || '', message: units(error.message) }), null),
	);
	answer.after = jar.list;
	answer.got = units(storage.getItem(key));
	attempt(() => storage.removeItem(key));
	answer.removed = storage.getItem(key) === null;
	answer.left = jar.list;
	console.log(JSON.stringify(answer));
}
