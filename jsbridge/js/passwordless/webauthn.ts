/**
 * The page's half of WebAuthn: from the service's options, as JSON, to the credential, as JSON.
 *
 * Both are converted by hand in every browser. `parseCreationOptionsFromJSON` and its like are
 * missing in older ones, and a password manager that replaces `navigator.credentials` returns
 * objects whose `toJSON` is missing or throws. This code is needed for those anyway, and so
 * there is one way to test.
 *
 * @packageDocumentation
 */
import { bytesOf } from '../page/base/bytes';

/** What a ceremony can fail with. */
export type FailureCode =
	'PasskeyCancelled' | 'PasskeyNotAllowed' | 'PasskeyRegistered' | 'PasskeyUnsupported' | 'Aborted' | 'InvalidResponse';

/** Makes the error that a ceremony rejects with. */
export type Fail = (code: FailureCode, message: string, cause?: unknown) => Error;

const messages: Record<FailureCode, string> = {
	PasskeyCancelled: 'No passkey was used: cancelled, timed out, or there is none. Offer another way.',
	PasskeyNotAllowed:
		"Passkeys are not allowed on this page: its domain must match the pool's relying party ID, and a frame needs a permissions policy.",
	PasskeyRegistered: 'This authenticator has a passkey of the user: use it.',
	PasskeyUnsupported: 'There are no passkeys in this browser, or not without HTTPS. Offer another way.',
	Aborted: 'The request was aborted, by its signal or by another one.',
	InvalidResponse: 'The options for the passkey cannot be read. Begin again.',
};

/** Codes by the name of the browser's error; see codeOf for the rest. */
const codes: { [name: string]: FailureCode | undefined } = {
	AbortError: 'Aborted',
	ConstraintError: 'PasskeyUnsupported',
	NotSupportedError: 'PasskeyUnsupported',
	SecurityError: 'PasskeyNotAllowed',
	TypeError: 'InvalidResponse',
};

function codeOf(error: Partial<Error> | undefined, method: 'create' | 'get'): FailureCode {
	const { name, message } = error || {};
	if (name === 'InvalidStateError' && method === 'create') return 'PasskeyRegistered';
	// Chromium names the permissions policy that forbids the ceremony. Otherwise browsers do not
	// tell why they do not allow it, so that no page learns which passkeys there are.
	if (name === 'NotAllowedError' && /policy/i.test(message!)) return 'PasskeyNotAllowed';
	return codes[name!] || 'PasskeyCancelled';
}

/** The members of options that are not as the browser needs them, which is binary. */
interface Options {
	challenge: string;
	user?: { id: string };
	excludeCredentials?: { id: string }[];
	allowCredentials?: { id: string }[];
}

const decode = (text: string): Uint8Array => bytesOf(atob(text.replace(/-/g, '+').replace(/_/g, '/')));

const decodeIds = (list: { id: string }[] = []) => list.map((item) => ({ ...item, id: decode(item.id) }));

function decodeOptions(options: Options) {
	const { user } = options;
	return {
		...options,
		challenge: decode(options.challenge),
		user: user && { ...user, id: decode(user.id) },
		excludeCredentials: decodeIds(options.excludeCredentials),
		allowCredentials: decodeIds(options.allowCredentials),
	};
}

/**
 * Encodes what should be a buffer or a view of one, be it of another window or of an extension.
 *
 * @throws TypeError when there are no bytes
 */
function encode(source: BufferSource | null): string {
	const bytes = ArrayBuffer.isView(source)
		? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
		: new Uint8Array(source!);
	if (!bytes.length) throw new TypeError();
	const text = bytes.reduce((before, byte) => before + String.fromCharCode(byte), '');
	return btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
}

/** The value of a member that may be missing, or fail. */
function optional<Value>(read: () => Value): Value | undefined {
	try {
		return read();
	} catch {
		return undefined;
	}
}

type Credential = PublicKeyCredential & { response: AuthenticatorAttestationResponse & AuthenticatorAssertionResponse };

function encodeCredential(credential: Credential, method: 'create' | 'get'): object {
	const { response } = credential;
	const rawId = encode(credential.rawId);
	const encoded = {
		id: rawId,
		rawId,
		type: 'public-key',
		authenticatorAttachment: credential.authenticatorAttachment || undefined,
		clientExtensionResults: optional(() => credential.getClientExtensionResults()) || {},
		response: {
			clientDataJSON: encode(response.clientDataJSON),
			...(method === 'create'
				? {
						attestationObject: encode(response.attestationObject),
						transports: optional(() => response.getTransports()) || [],
						publicKeyAlgorithm: optional(() => response.getPublicKeyAlgorithm()),
						publicKey: optional(() => encode(response.getPublicKey())),
						authenticatorData: optional(() => encode(response.getAuthenticatorData())),
					}
				: {
						authenticatorData: encode(response.authenticatorData),
						signature: encode(response.signature),
						userHandle: optional(() => encode(response.userHandle)),
					}),
		},
	};
	return JSON.parse(JSON.stringify(encoded)) as object; // without the members that are undefined
}

/** A ceremony that is under way. */
export interface Ceremony {
	/** Aborts it. */
	stop: () => void;
	/** Resolves once it is over, to whether there is a credential. */
	over: Promise<boolean>;
}

let current: Ceremony | undefined;

/** The ceremony that is under way, if there is one. */
export const underway = (): Ceremony | undefined => current;

/**
 * Performs a ceremony. It calls the browser synchronously: Safari wants that soon after a click.
 * A browser has one request of a page at a time, and so whatever is under way is aborted.
 */
async function perform(
	method: 'create' | 'get',
	options: object,
	fail: Fail,
	signal?: AbortSignal,
	mediation?: 'conditional',
): Promise<object> {
	const failure = (code: FailureCode, cause?: unknown) => fail(code, messages[code], cause);
	if (signal && signal.aborted) throw failure('Aborted', signal.reason);
	const { PublicKeyCredential, navigator } = globalThis as Partial<typeof globalThis>;
	const credentials = navigator && (navigator.credentials as CredentialsContainer | undefined);
	if (!PublicKeyCredential || !credentials) throw failure('PasskeyUnsupported');
	let publicKey;
	try {
		publicKey = decodeOptions((options as { publicKey?: Options }).publicKey || (options as Options));
	} catch (error) {
		throw failure('InvalidResponse', error);
	}

	if (current) current.stop();
	const controller = new AbortController();
	const stop = () => controller.abort();
	let settle!: (made: boolean) => void;
	const ceremony: Ceremony = { stop, over: new Promise((resolve) => (settle = resolve)) };
	current = ceremony;
	let credential: unknown;
	let encoded: object | undefined;
	try {
		if (signal) signal.addEventListener('abort', stop);
		credential = await Promise.race([
			credentials[method]({ publicKey, mediation, signal: controller.signal } as object),
			// What replaces the browser's own credentials may know nothing of signals.
			new Promise((_, reject) => controller.signal.addEventListener('abort', reject)),
		]);
		return (encoded = encodeCredential(credential as Credential, method));
	} catch (error) {
		if (controller.signal.aborted) throw failure('Aborted', signal && signal.reason);
		throw failure(credential === undefined ? codeOf(error as Partial<Error>, method) : 'PasskeyUnsupported', error);
	} finally {
		if (signal) signal.removeEventListener('abort', stop);
		if (current === ceremony) current = undefined;
		settle(!!encoded);
	}
}

/**
 * Makes a passkey.
 *
 * @param options - PublicKeyCredentialCreationOptionsJSON
 * @param fail - makes the error that this rejects with
 * @param signal - aborts it
 * @returns RegistrationResponseJSON
 */
export function create(options: object, fail: Fail, signal?: AbortSignal): Promise<object> {
	return perform('create', options, fail, signal);
}

/**
 * Signs with a passkey.
 *
 * @param options - PublicKeyCredentialRequestOptionsJSON, or an object with that as its `publicKey`
 * @param fail - makes the error that this rejects with
 * @param signal - aborts it
 * @param mediation - 'conditional' to wait until the user picks a passkey among the suggestions of an input
 * @returns AuthenticationResponseJSON
 */
export function get(options: object, fail: Fail, signal?: AbortSignal, mediation?: 'conditional'): Promise<object> {
	return perform('get', options, fail, signal, mediation);
}

/** How to tell password managers what has become of passkeys: newer than TypeScript's declarations. */
type Notices = Record<'signalAllAcceptedCredentials' | 'signalUnknownCredential', (facts: object) => Promise<void>>;

/** Gives a notice, which is a courtesy: nothing depends on it. */
async function notify(notice: keyof Notices, facts: object): Promise<void> {
	try {
		await (PublicKeyCredential as unknown as Notices)[notice](facts);
	} catch {
		// Most browsers do not offer it yet.
	}
}

/**
 * Lets password managers forget the passkeys that the user has deleted.
 *
 * @param userId - the user's ID among the options of a registration
 * @param ids - of all that are left
 */
export function notifyDeleted(rpId: string, userId: string, ids: string[]): Promise<void> {
	return notify('signalAllAcceptedCredentials', { rpId, userId, allAcceptedCredentialIds: ids });
}

/** Lets password managers forget a passkey that the service does not know. */
export function notifyUnknown(rpId: string, credentialId: string): Promise<void> {
	return notify('signalUnknownCredential', { rpId, credentialId });
}
