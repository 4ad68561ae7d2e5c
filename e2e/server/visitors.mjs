// A server with fifty visitors: two hundred requests, many at a time, each with a storage
// object of its own over its visitor's entries. Whatever comes in between, nobody ever
// holds another's token, and a sign-out stays one.
//
// node visitors.mjs <core|facade> <file of dist> <endpoint> <password> <seed> <username>...
// prints what was done, and what was wrong, as JSON.
import { library } from './library.mjs';

const [kind, file, endpoint, password, seed, ...names] = process.argv.slice(2);
const requests = 200;
const atATime = 20;

/** Reproducible random numbers (mulberry32). */
let state = Number(seed);
function random() {
	state = (state + 0x6d2b79f5) | 0;
	let t = Math.imul(state ^ (state >>> 15), 1 | state);
	t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
	return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const pick = (list) => list[Math.floor(random() * list.length)];

const visitors = names.map((name) => ({
	name,
	/** The visitor's row in the application's database. */
	entries: new Map(),
	/** How many requests are under way, and whether one has a storage that answers later. */
	underway: 0,
	later: false,
	/** Whether the visitor has signed out since the last sign-in began. */
	signedOut: true,
	signIns: { underway: 0, begun: 0 },
}));

const problems = [];
const done = {};
const count = (what) => (done[what] = (done[what] || 0) + 1);
const claims = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
/** Whose the refresh tokens are, which say nothing themselves. */
const owners = new Map();

/** Checks that tokens are the visitor's own. */
function own(visitor, { idToken, accessToken, refreshToken }, where) {
	const owner = owners.get(refreshToken) || visitor.name;
	owners.set(refreshToken, owner);
	const users = [claims(idToken)['cognito:username'], claims(accessToken).username, owner];
	if (users.some((user) => user !== visitor.name)) problems.push(`${visitor.name} holds tokens of ${users} ${where}`);
}

/** Checks everybody's entries: half a session is none, and is looked at when it is whole. */
function check() {
	for (const visitor of visitors) {
		const stored = (name) => [...visitor.entries].find(([key]) => key.endsWith('.' + name))?.[1];
		for (const key of visitor.entries.keys()) {
			if (!key.includes(`.${visitor.name}.`) && !/\.(LastAuthUser|refresh)$/.test(key))
				problems.push(`${visitor.name} has the key ${key}`);
		}
		if ((stored('LastAuthUser') || visitor.name) !== visitor.name)
			problems.push(`${visitor.name} is ${stored('LastAuthUser')}`);
		const session = {
			idToken: stored('idToken'),
			accessToken: stored('accessToken'),
			refreshToken: stored('refreshToken'),
		};
		if (Object.values(session).every(Boolean)) own(visitor, session, 'in storage');
		if (visitor.signedOut && Object.values(session).some(Boolean))
			problems.push(`${visitor.name} has signed out, and has a session`);
	}
}

/** A storage over a visitor's entries; it answers later, or fails in one of its methods, where that is asked for. */
function storageOf(visitor, { later, fails } = {}) {
	const method =
		(name, run) =>
		(...args) => {
			const answer = () => {
				if (fails === name) throw new Error('The database is down.');
				return run(...args);
			};
			if (!later) return answer();
			return new Promise((resolve) => setImmediate(resolve)).then(answer);
		};
	return {
		getItem: method('getItem', (key) => visitor.entries.get(key) ?? null),
		setItem: method('setItem', (key, value) => void visitor.entries.set(key, value)),
		removeItem: method('removeItem', (key) => void visitor.entries.delete(key)),
	};
}

const { signIn, session, signOut, withoutStorage, asynchronous } = await library(kind, file, endpoint);

/** What a visitor may want. */
const wishes = {
	async signIn(visitor, storage) {
		visitor.signedOut = false;
		visitor.signIns.underway++;
		visitor.signIns.begun++;
		try {
			own(visitor, await signIn(storage, visitor.name, password), 'after a sign-in');
		} finally {
			visitor.signIns.underway--;
		}
	},
	async session(visitor, storage) {
		own(visitor, await session(storage), 'in a request');
	},
	async refresh(visitor, storage) {
		// As a wrong clock would do it.
		for (const key of visitor.entries.keys()) if (key.endsWith('.clockDrift')) visitor.entries.set(key, '-100000');
		own(visitor, await session(storage), 'after a refresh');
	},
	async signOut(visitor, storage, fails) {
		const { underway, begun } = visitor.signIns;
		await signOut(storage);
		// The classes keep for their own storage object that a session is gone, and raise an event.
		if (fails === 'removeItem') return;
		// A sign-in that was under way, or has begun since, may have come after it.
		if (!underway && begun === visitor.signIns.begun) visitor.signedOut = true;
	},
	async forgetStorage(visitor) {
		const found = await withoutStorage(visitor.name, password);
		if (found) problems.push('without a storage there is ' + found);
	},
};

async function request() {
	// Often somebody who waits for another request, as with two tabs. A storage that answers
	// later has its visitor to itself: what comes between two of its writes is not this test's business.
	const free = visitors.filter((visitor) => !visitor.later);
	const busy = free.filter((visitor) => visitor.underway);
	const visitor = pick(busy.length && random() < 0.5 ? busy : free);
	const wish = visitor.entries.size
		? pick(['session', 'refresh', 'refresh', 'signIn', 'signOut', 'signOut'])
		: pick(['signIn', 'signIn', 'signIn', 'signIn', 'session', 'forgetStorage']);
	const later = asynchronous && !visitor.underway && random() < 0.5;
	const fails = random() < 0.1 ? pick(['getItem', 'setItem', 'removeItem']) : undefined;
	visitor.underway++;
	visitor.later = later;
	try {
		await wishes[wish](visitor, storageOf(visitor, { later, fails }), fails);
		count(wish);
	} catch (error) {
		if (error.stack && !error.code && !error.reason) problems.push(`${wish}: ${error.stack}`);
		count(`${wish}: ${error.code || error.reason || error.message}`);
	} finally {
		visitor.underway--;
		visitor.later = false;
	}
	check();
}

let left = requests;
await Promise.all(
	Array.from({ length: atATime }, async () => {
		while (left-- > 0) await request();
	}),
);
console.log(JSON.stringify({ done, problems: [...new Set(problems)], owners: [...owners] }));
