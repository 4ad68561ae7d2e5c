/**
 * The pool's options `headers`, `onRequest` and `onResponse`: makes the function that Go
 * calls in place of fetch. In a worker, where this is a part of it too, the hooks are
 * messages to the page.
 *
 * @packageDocumentation
 */
import type { PoolOptions } from '../page/base/options';
import type { RequestEvent, ResponseEvent } from '../page/base/types';
import { surface } from '../page/base/surface';
import type { PoolRequest } from '../gen/protocol';

/** The options that this file is about. */
export type Hooks = Pick<PoolOptions, (typeof hookNames)[number]>;

/** Their names. */
export const hookNames = ['headers', 'onRequest', 'onResponse'] as const;

/** What Go calls in place of fetch. */
type HookedFetch = NonNullable<PoolRequest['fetch']>;

/** What Go passes to it: an object of its own for each request, so that it can be changed. */
interface Init {
	headers: { [name: string]: string };
	signal?: AbortSignal;
}

/**
 * The functions that have been made, by one of their hooks. Equal hooks have the same
 * function, since calls share a refresh only if they send requests in the same way.
 */
const made = new WeakMap<object, { hooks: Hooks; fetch: HookedFetch }[]>();

/** The hooks of such a function. */
const hooksByFetch = new WeakMap<HookedFetch, Hooks>();

/** Returns what to call in place of fetch; nothing where there are no hooks. */
export function hookedFetch(hooks: Hooks): HookedFetch | undefined {
	const { headers, onRequest, onResponse } = hooks;
	const key = headers || onRequest || onResponse;
	if (!key) return undefined;
	const all = made.get(key) || [];
	const known = all.find((each) => hookNames.every((name) => each.hooks[name] === hooks[name]));
	if (known) return known.fetch;
	const fetch: HookedFetch = (url, init) => send(hooks, url, init as Init);
	made.set(key, [...all, { hooks, fetch }]);
	hooksByFetch.set(fetch, hooks);
	return fetch;
}

/** The hooks of a function that {@link hookedFetch} has made. */
export function hooksOf(fetch: HookedFetch | undefined): Hooks | undefined {
	return fetch && hooksByFetch.get(fetch);
}

/** What the option `headers` has thrown. */
const failures = new WeakSet();

/** Reports whether an error is the application's own, from its option `headers`, whatever code it has. */
export function isHookFailure(error: unknown): boolean {
	return failures.has(Object(error) as object);
}

/**
 * Returns the headers to add to a request, as pairs of name and value.
 *
 * @throws what the option throws, or an error with code `InvalidParameter` that names a
 * header which cannot be sent
 */
export async function addedHeaders(
	headers: Hooks['headers'],
	event: RequestEvent,
): Promise<[name: string, value: string][]> {
	try {
		const added: unknown = await (typeof headers === 'function' ? headers(event) : headers);
		if (added == null) return [];
		if (typeof added !== 'object') throw invalid('The option headers must be, or return, an object.');
		const pairs = Symbol.iterator in added ? [...(added as Headers)] : Object.entries(added);
		return pairs
			.filter(([, value]) => (value as unknown) != null)
			.map(([name, value]) => {
				const text = String(value);
				// The value may be a secret.
				if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[^\t\x20-\x7E\x80-\xFF]/.test(text))
					throw invalid('The option headers has a header that cannot be sent: ' + name);
				return [name, text];
			});
	} catch (error) {
		const failure: unknown = error || invalid('The option headers has thrown ' + String(error) + '.');
		if (Object(failure) === failure) failures.add(failure as object);
		throw failure;
	}
}

/** An error like those that Go makes. */
function invalid(message: string): Error {
	const members = { name: 'CognitoError', code: 'InvalidParameter', reason: 'INVALID_PARAMETER', retryable: false };
	return Object.assign(new Error(message), members);
}

/** What requests have anyway; those of the AWS SDK have others, and not all of these. */
const protocolHeaders = ['Content-Type', 'X-Amz-Target', 'X-Amz-User-Agent', 'Cache-Control'];

/**
 * Sends a request.
 *
 * @returns what Go needs of the response; or the error of the option `headers`, which the
 * call then fails with
 */
async function send({ headers, onRequest, onResponse }: Hooks, url: string, init: Init): Promise<object> {
	const { signal } = init;
	const operation = init.headers['X-Amz-Target']!.replace(/.*\./, '');
	try {
		const taken = [...protocolHeaders, ...Object.keys(init.headers)].map((name) => name.toLowerCase());
		for (const [name, value] of await addedHeaders(headers, { operation })) {
			if (taken.includes(name.toLowerCase()))
				throw invalid('The option headers has a header that every request has anyway: ' + name);
			init.headers[name] = value;
		}
	} catch (thrown) {
		return { thrown };
	}
	// Nobody waits for the response any more.
	if (signal && signal.aborted) throw new Error('The call was aborted before it was sent.');
	report(onRequest, { operation });
	const start = Date.now();
	const over = (event: Pick<ResponseEvent, 'status' | 'code' | 'requestId'>) => {
		const { status, ...more } = event;
		report(onResponse, { operation, status, duration: Date.now() - start, ...more });
	};
	try {
		const response = await fetched(url, init);
		const body = await bodyOf(response);
		over(outcome(response, body));
		// Its body can be read only once.
		const { ok, status, headers } = response;
		return body === undefined ? response : { ok, status, headers, text: () => body };
	} catch (error) {
		over({ status: 0, code: signal && signal.aborted ? 'Aborted' : 'NetworkError' });
		throw error;
	}
}

/** Calls a hook. What it throws is an error of the application, and none of the call. */
export function report<Reported>(hook: ((event: Reported) => void) | undefined, event: Reported): void {
	try {
		if (hook) hook(event);
	} catch (error) {
		surface(error);
	}
}

/** Calls the page's function fetch, without the signal if it does not accept that; see fetch.go. */
async function fetched(url: string, init: Init): Promise<Response> {
	try {
		return await fetch(url, init);
	} catch (error) {
		const { name, message } = Object(error) as Partial<Error>;
		if (!init.signal || name !== 'TypeError' || !/ignal/.test(String(message))) throw error;
		delete init.signal;
		return fetch(url, init);
	}
}

/** The text of a response; a mock of fetch may have none. */
async function bodyOf(response: Response): Promise<string | undefined> {
	const text: unknown = typeof response.text === 'function' ? await response.text() : undefined;
	return typeof text === 'string' ? text : undefined;
}

/** What may be reported of a response: nothing that it says but the service's names for the request and for the error. */
function outcome({ ok, status, headers }: Response, body = ''): Pick<ResponseEvent, 'status' | 'code' | 'requestId'> {
	const header = (name: string) => (headers && typeof headers.get === 'function' && headers.get(name)) || '';
	const requestId = header('x-amzn-requestid');
	return {
		status: status || (ok ? 200 : 400),
		...(!ok && nameOf(codeIn(body) || header('x-amzn-errortype'))),
		...(requestId && { requestId }),
	};
}

function codeIn(body: string): unknown {
	try {
		const { __type, code } = JSON.parse(body) as { __type?: unknown; code?: unknown };
		return __type || code;
	} catch {
		return undefined;
	}
}

/** The name of an exception; a proxy may send anything in its place. */
function nameOf(code: unknown): { code?: string } {
	const [, name] = (typeof code === 'string' && /^(?:.*#)?([A-Za-z]+Exception)(?::.*)?$/.exec(code)) || [];
	return name ? { code: name } : {};
}
