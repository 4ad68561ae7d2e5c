// What happens behind the page: the log of requests, the mailbox, and when the
// WebAssembly was fetched. None of it would be part of a real application.

import { byId, clockTime, input, kilobytes, make, say } from './view';

/** A finished request, as devserver's /requests tells it: nothing secret in it. */
interface Entry {
	time: string;
	operation: string;
	status: number;
	errorCode?: string;
	milliseconds: number;
	body: string;
}

export interface Message {
	username: string;
	to: string;
	subject: string;
	/** `first-factor` for a sign-in's, for instance. */
	kind: string;
	code: string;
	time: string;
}

const log = byId('requests');

/** The part of the log that belongs to one action of the person. */
interface Group {
	list: HTMLElement;
	count: HTMLElement;
	requests: number;
}

let group: Group | undefined;

/** A page may stay open for days, so the log forgets. */
const keptGroups = 50;

/** Starts a new part of the log: what is logged from now on belongs to it. */
export function logAction(name: string) {
	group = startGroup(name);
}

function startGroup(name: string): Group {
	const started = { list: make('ol'), count: make('span', 'count', 'no request'), requests: 0 };
	log.prepend(make('li', 'group', make('h3', '', name, ' ', started.count), started.list));
	while (log.children.length > keptGroups) log.lastElementChild!.remove();
	return started;
}

/** Shows the requests so far and those to come, from every tab. */
export function followRequests() {
	let earlier: Group | undefined;
	const stream = new EventSource('/requests');
	stream.addEventListener('request', (event: MessageEvent<string>) => {
		const entry = JSON.parse(event.data) as Entry;
		if (new Date(entry.time).getTime() < performance.timeOrigin) {
			earlier ??= startEarlierGroup();
			addRequest(earlier, entry);
		} else {
			group ??= startGroup('This page');
			addRequest(group, entry);
		}
		if (mayHaveSent(entry)) void showMailbox();
	});
}

/** Reports whether a request may have made Cognito send a code. */
function mayHaveSent({ operation, body }: Entry): boolean {
	if (operation === 'InitiateAuth') return readBody(body).flow === 'USER_AUTH';
	return ['SignUp', 'ResendConfirmationCode', 'RespondToAuthChallenge'].includes(operation);
}

/** The part for requests from before this page, which is the oldest. */
function startEarlierGroup(): Group {
	const newest = group;
	const started = startGroup('Before this page was loaded');
	group = newest;
	log.append(log.firstElementChild!);
	return started;
}

function addRequest(to: Group, entry: Entry) {
	to.requests++;
	to.count.textContent = to.requests === 1 ? '1 request' : `${to.requests} requests`;
	to.list.append(requestRow(entry));
}

function requestRow(entry: Entry): HTMLElement {
	const { text, flow } = readBody(entry.body);
	const failed = entry.status !== 200;
	const row = make('li', failed ? 'request failed' : 'request');
	row.dataset.operation = entry.operation;
	row.dataset.flow = flow;
	row.dataset.status = String(entry.status);

	const title = make(
		'summary',
		'',
		make(
			'span',
			'operation',
			entry.operation,
			...(flow ? [' ', make('small', '', flow)] : []),
			...(entry.errorCode ? [' ', make('small', 'error', entry.errorCode)] : []),
		),
		make('span', 'status', entry.status ? String(entry.status) : 'no reply'),
		make('span', 'time', `${entry.milliseconds.toFixed(entry.milliseconds < 10 ? 1 : 0)} ms`),
	);
	title.title = clockTime(new Date(entry.time).getTime());
	row.append(make('details', '', title, make('pre', '', text)));
	return row;
}

/** The masked body for reading, and which sign-in flow or challenge it is about. */
function readBody(body: string): { text: string; flow: string } {
	try {
		const parsed = JSON.parse(body) as { AuthFlow?: string; ChallengeName?: string };
		return { text: JSON.stringify(parsed, null, 2), flow: parsed.AuthFlow ?? parsed.ChallengeName ?? '' };
	} catch {
		return { text: body, flow: '' };
	}
}

export function clearRequests() {
	log.replaceChildren();
	group = undefined;
}

// ---------------------------------------------------------------- mailbox

/** Set by the page: what to do when a message's code is to be used. */
let onUseCode: (message: Message) => void;

export function followMailbox(useCode: typeof onUseCode) {
	onUseCode = useCode;
	void showMailbox();
}

async function showMailbox() {
	const reply = await fetch('/mailbox');
	const messages = (await reply.json()) as Message[];
	const list = byId('mailbox');
	// Only what is new is added, so that a screen reader reads only that.
	const known = list.children.length;
	// Replies may overtake each other, and then the older one has nothing new.
	const fresh = Math.max(0, messages.length - known);
	for (const message of messages.slice(0, fresh).reverse()) list.prepend(messageRow(message));
}

function messageRow(message: Message): HTMLElement {
	const use = make('button', 'use small', 'Use');
	use.setAttribute('aria-label', `Use code for ${message.username}`);
	use.addEventListener('click', () => onUseCode(message));

	const copy = make('button', 'copy quiet small', 'Copy');
	copy.setAttribute('aria-label', `Copy code for ${message.username}`);
	copy.addEventListener('click', () => {
		navigator.clipboard.writeText(message.code).then(
			() => say('ok', 'Code copied.'),
			() => say('error', 'This browser does not let the page copy. Type the code.'),
		);
	});

	const row = make(
		'li',
		'',
		make('p', 'envelope', make('b', '', message.to), make('span', '', clockTime(new Date(message.time).getTime()))),
		make('p', '', message.subject),
		make('p', 'code', make('code', '', message.code), use, copy),
	);
	row.dataset.username = message.username;
	row.dataset.code = message.code;
	row.dataset.kind = message.kind;
	return row;
}

/** Puts the code of a sign-up where it is asked for. */
export function fillCode(username: string, code: string) {
	input('confirm-username').value = username;
	input('confirm-code').value = code;
	byId('confirm-submit').focus();
}

// ------------------------------------------------------------ WebAssembly

/** Watches for the fetch of the library's scripts and WebAssembly. */
export function followWasm(libraryName: string) {
	const badge = byId('wasm');
	const scripts: string[] = [];
	let wasm =
		libraryName === 'upstream'
			? 'No WebAssembly: upstream is JavaScript throughout.'
			: 'WebAssembly: not fetched. Nothing has needed it.';
	const note = (entry: PerformanceResourceTiming) => {
		const { pathname } = new URL(entry.name);
		if (pathname.endsWith('/amazon-cognito-identity.min.js')) {
			scripts.unshift(size(entry)); // they may arrive in any order
		} else if (pathname.endsWith('/cognitowasm.passwordless.js')) {
			scripts.push(size(entry));
		} else if (pathname.endsWith('.wasm')) {
			badge.dataset.state = 'fetched';
			wasm =
				`WebAssembly: ${size(entry)} in ${Math.round(entry.duration)} ms, ` +
				`${(entry.startTime / 1000).toFixed(1)} s after the page.`;
		}
	};
	const show = () => {
		badge.textContent = (scripts.length > 0 ? `Script: ${scripts.join(' + ')}. ` : '') + wasm;
	};
	new PerformanceObserver((list) => {
		for (const entry of list.getEntries()) note(entry as PerformanceResourceTiming);
		show();
	}).observe({ type: 'resource', buffered: true });
	show();
}

/** How big a fetched file is, and whether the browser had it already. */
function size({ encodedBodySize, transferSize }: PerformanceResourceTiming) {
	// What is transferred includes headers; a revalidated file came without a body.
	if (encodedBodySize === 0) return 'cached';
	return kilobytes(encodedBodySize) + (transferSize < encodedBodySize ? ' (cached)' : '');
}
