/**
 * What each call asks of the core, and what becomes of the reply: of sign-ins
 * and sessions, see replies.ts. A part of the runtime, since nobody needs it
 * before there is a core. The names are those of the methods that call.
 *
 * @packageDocumentation
 */
import { defaultEndpoint } from '../gen/constants';
import { plainCalls, plainSteps } from '../gen/operations';
import { optionsOf } from '../page/base/options';
import type { Callback } from '../page/call/callbacks';
import type { Caller, CallRequest, Host } from '../page/state/call';
import type { UserState } from '../page/state/user';
import type { JSONValue, Operations, PoolRequest, SessionReply, SignInReply } from '../gen/protocol';
import { hookedFetch, isHookFailure } from './hooks';
import { argumentsOf, attemptFor, attemptOf, takeAgain } from './reauthenticate';
import type { Attempt } from './reauthenticate';
import { adoptSession, refused, takeBack, takeSession, takeSignIn } from './replies';
import { tellSignIn } from './step';
import type { ClientMetadata, CognitoServiceError, MFAOption } from '../page/base/types';
import { dropSignUpSession, isThenable, keepSignUpSession, signUpSession } from './sign-up-session';
import { tell, watch } from './watch';

/** What of the service's replies is read here. */
interface ServiceReply {
	Session: string;
	SecretCode: unknown;
	MFAOptions: unknown;
	UserAttributes: { Name: string; Value: string }[];
	UserConfirmed: unknown;
	UserSub: unknown;
	CodeDeliveryDetails: unknown;
}
/** The reply of an operation; the service's own where the core passes that on. */
type Reply<Name extends keyof Operations, Replied = Awaited<ReturnType<Operations[Name]>>> = JSONValue extends Replied
	? ServiceReply
	: Replied;

/** What the application passed: a function, or an object with one of these members at least. */
type Callbacks = Callback & { [name: string]: ((result: unknown) => unknown) | undefined };

/** One call of the core. */
interface Call {
	operation: keyof Operations;
	/** Beside the common part. */
	members: object;
	/** Gets the Session of the user's sign-up, if it is kept, and returns the member that sends it. */
	signUp?: ((session: unknown) => object) | undefined;
	/** Whether that Session is the one of ConfirmSignUp. */
	confirmed?: boolean;
	/** Makes the result from the reply; omitted, they are the same. */
	take?(reply: unknown, caller: Caller, host: Host): unknown;
	/** Calls the application with the result, where that takes more than usual. */
	tell?(to: Callbacks, result: unknown): unknown;
	/** The call that this one is the first half of; it goes on with the sign-in's state of by then. */
	next?: 'completeMFASetup';
}

function operation<Name extends keyof Operations>(
	operation: Name,
	members: { [Member in keyof Omit<Parameters<Operations[Name]>[0], keyof PoolRequest>]: unknown },
	take?: (reply: Reply<Name>, caller: Caller, host: Host) => unknown,
	tell?: Call['tell'],
): Call {
	return { operation, members, take, tell };
}

/** The common part of a sign-in's steps. */
function signInUser({ username, deviceKey, deviceGroupKey, randomPassword }: CallRequest, clientMetadata?: unknown) {
	return {
		username: String(username ?? ''),
		deviceKey: deviceKey || undefined,
		deviceGroupKey: deviceGroupKey || undefined,
		randomPassword: randomPassword || undefined,
		clientMetadata,
	};
}

const success = () => 'SUCCESS';

/** Renews the cached description of the user after a change; whether that works does not matter to the change. */
function renewed(user: UserState, result: unknown): Promise<unknown> {
	return new Promise((resolve) => {
		user.getUserData(() => resolve(result), { bypassCache: true });
	});
}

/** The session is over at the service and in storage, and so in memory as well. */
const over = (_: unknown, { user }: Caller, host: Host) => {
	host.endSession(user!, () => user!.clearCachedUser());
	return success();
};

/** Calls the application back when a code was sent, by the callback of its choice. */
const codeSent = (otherwise?: string) => (to: Callbacks, reply: unknown) =>
	typeof to.inputVerificationCode === 'function' ? to.inputVerificationCode(reply) : to.onSuccess!(otherwise || reply);

const deviceStatus =
	(DeviceRememberedStatus: string) =>
	({ accessToken, deviceKey }: CallRequest) =>
		operation(
			'updateDeviceStatus',
			{ AccessToken: accessToken!, DeviceKey: deviceKey!, DeviceRememberedStatus },
			success,
		);

const smsCodes =
	(MFAOptions: MFAOption[]) =>
	({ accessToken }: CallRequest) =>
		operation('setUserSettings', { AccessToken: accessToken!, MFAOptions }, success);

/** Begins a sign-in. */
function signIn(request: CallRequest): Call {
	const [password, flow, clientMetadata, authParameters] = request.args;
	const given = password != null && { password: String(password) };
	const {
		PREFERRED_CHALLENGE: preferredChallenge,
		TARGET_ACR_VALUES,
		MAX_AGE,
		ACCESS_TOKEN,
	} = (authParameters || {}) as Record<string, string | undefined>;
	const stepUp = (TARGET_ACR_VALUES || MAX_AGE) && { TARGET_ACR_VALUES, MAX_AGE, ACCESS_TOKEN };
	const members = { ...signInUser(request, clientMetadata), ...given, flow, preferredChallenge, stepUp };
	let kept: unknown;
	const call = operation(
		'signIn',
		members,
		(reply, caller, host) => {
			if (kept) dropSignUpSession(request); // it can be used once
			return takeSignIn(reply, caller, host);
		},
		tellSignIn,
	);
	// Whoever asks for a passkey is asked for it.
	if (flow !== 'USER_AUTH' || preferredChallenge === 'WEB_AUTHN') return call;
	return { ...call, confirmed: true, signUp: (session) => ({ signUpSession: (kept = session) }) };
}

/** The calls by the name of the method, except the {@link plain} ones. */
const calls = {
	// Signing in.
	signIn,
	/** Of somebody who is signed in; perform gives it a storage of its own. */
	reauthenticate: (request) => ({ ...signIn({ ...request, args: argumentsOf(request) }), signUp: undefined }),
	selectChallenge: (request) => {
		const [answer, options] = request.args;
		const { password, clientMetadata } = (options || {}) as { password?: string; clientMetadata?: unknown };
		const { session, challengeName } = request;
		const members = { ...signInUser(request, clientMetadata), session, challengeName, answer, password };
		return operation('selectChallenge', members, takeSignIn, tellSignIn);
	},
	initiateAuth: (request) => {
		const [authParameters, clientMetadata] = request.args;
		return operation(
			'initiateAuth',
			{ ...signInUser(request, clientMetadata), authParameters },
			takeSignIn,
			tellSignIn,
		);
	},
	authenticateUserInternal: (request) =>
		operation('continueSignIn', { ...signInUser(request), reply: request.args[0] }, takeSignIn, tellSignIn),
	sendMFACode: (request) => {
		const [code, type, clientMetadata] = request.args;
		const { challengeName } = request;
		const mfaType = type || (/^(EMAIL|SMS)_OTP$/.test(challengeName!) ? challengeName : 'SMS_MFA');
		return operation(
			'sendMFACode',
			{ ...signInUser(request, clientMetadata), session: request.session, code, mfaType },
			takeSignIn,
			tellSignIn,
		);
	},
	getDeviceResponse: (request) =>
		operation(
			'signInDevice',
			{ ...signInUser(request, request.args[0]), session: request.session },
			takeSignIn,
			tellSignIn,
		),
	verifyMFASetup: ({ session, args: [UserCode, FriendlyDeviceName] }) => ({
		...operation('verifySoftwareToken', { Session: session, UserCode, FriendlyDeviceName }, (reply, { flight }) => {
			adoptSession(flight!.user, reply.Session);
		}),
		next: 'completeMFASetup',
	}),
	completeMFASetup: (request) =>
		operation('completeMFASetup', { ...signInUser(request), session: request.session }, takeSignIn, tellSignIn),
	associateSoftwareToken: ({ accessToken, session }) =>
		operation(
			'associateSoftwareToken',
			accessToken ? { AccessToken: accessToken } : { Session: session },
			(reply, { user }) => {
				if (!accessToken) adoptSession(user!, reply.Session);
				return reply.SecretCode;
			},
			(to, secretCode) => to.associateSecretCode!(secretCode),
		),
	verifySoftwareToken: ({ accessToken, args: [UserCode, FriendlyDeviceName] }) =>
		operation('verifySoftwareToken', { AccessToken: accessToken, UserCode, FriendlyDeviceName }),

	// At the pool's domain; cognitowasm/oauth makes the members.
	authorize: ({ args: [members] }) => ({ operation: 'authorize', members: members as object }),
	exchangeCode: ({ args: [members] }) => ({
		operation: 'exchangeCode',
		members: { ...(members as object), verifyTokens: true },
		take: (reply, caller, host) => takeSession(reply as SessionReply, caller, host),
	}),

	// Sessions.
	getSession: ({ username, args: [clientMetadata] }) =>
		operation('getSession', { username, clientMetadata }, (reply, caller, host) =>
			host.give(caller.flight!.user, takeSession(reply, caller, host), undefined, {
				clientMetadata: clientMetadata as ClientMetadata,
			}),
		),
	refreshSession: ({ username, args: [refreshToken, accessToken, clientMetadata, storedRefreshToken] }, { flight }) => {
		const held = flight!.held;
		const heldToken = held ? held.getAccessToken().getJwtToken() : undefined;
		const stored = typeof accessToken === 'string' && accessToken ? accessToken : undefined;
		const isHeld = held && held.getRefreshToken() && held.getRefreshToken().getToken() === refreshToken;
		const members = {
			username: String(username ?? ''),
			refreshToken,
			replaces: stored || heldToken,
			// What came with the refresh token, by which the core knows a later session of the same sign-in.
			accessToken: isHeld ? heldToken : storedRefreshToken === refreshToken ? stored : undefined,
			clientMetadata,
		};
		return operation('refreshSession', members, takeSession);
	},
	signOut: ({ username }) => operation('signOut', { username, revoke: true }),
	revokeTokens: ({ args: [accessToken, refreshToken] }) => operation('revokeToken', { accessToken, refreshToken }),
	verify: ({ args: [idToken, accessToken] }) => ({
		operation: 'verify',
		members: { idToken, accessToken, verifyTokens: true },
		take: () => undefined,
	}),
	revokeToken: ({ clientId, args: [Token] }) =>
		operation('request', { operation: 'RevokeToken', input: { Token, ClientId: clientId }, retry: true }),

	// Before signing in.
	signUp: ({ storage, clientId, args: [username, password, userAttributes, validationData, clientMetadata] }) =>
		operation(
			'signUp',
			{ username, password, userAttributes, validationData, clientMetadata },
			({ UserConfirmed, UserSub, CodeDeliveryDetails, Session }, { pool }, host) => {
				if (Session) keepSignUpSession({ storage, clientId, username: username as string }, Session, false);
				return {
					user: new host.CognitoUser({ Username: username as string, Pool: pool!, Storage: pool!.storage }),
					userConfirmed: UserConfirmed,
					userSub: UserSub,
					codeDeliveryDetails: CodeDeliveryDetails,
				};
			},
		),
	confirmRegistration: (request) => {
		const [confirmationCode, forceAliasCreation, clientMetadata] = request.args;
		const members = { username: request.username!, confirmationCode, forceAliasCreation, clientMetadata };
		let kept: unknown;
		const call = operation('confirmSignUp', members, (reply) => {
			if (reply && reply.Session) keepSignUpSession(request, reply.Session, true);
			else if (kept) dropSignUpSession(request);
			return success();
		});
		return { ...call, signUp: (session) => ({ session: (kept = session) }) };
	},
	forgotPassword: ({ username, args: [clientMetadata] }) =>
		operation('forgotPassword', { username: username!, clientMetadata }, undefined, codeSent()),
	confirmPassword: ({ username, args: [confirmationCode, password, clientMetadata] }) =>
		operation('confirmForgotPassword', { username: username!, confirmationCode, password, clientMetadata }, success),

	// Of a signed-in user.
	createGetUserRequest: ({ accessToken }) => operation('getUser', { AccessToken: accessToken! }),
	getUserAttributes: ({ accessToken }) =>
		operation('getUser', { AccessToken: accessToken! }, ({ UserAttributes }, _, host) =>
			UserAttributes.map((data) => new host.CognitoUserAttribute(data)),
		),
	getMFAOptions: ({ accessToken }) => operation('getUser', { AccessToken: accessToken! }, (reply) => reply.MFAOptions),
	changePassword: ({ accessToken, args: [PreviousPassword, ProposedPassword, ClientMetadata] }) =>
		operation(
			'changePassword',
			{ AccessToken: accessToken!, PreviousPassword, ProposedPassword, ClientMetadata },
			success,
		),
	enableMFA: smsCodes([{ DeliveryMedium: 'SMS', AttributeName: 'phone_number' }]),
	disableMFA: smsCodes([]),
	setUserMfaPreference: ({ accessToken, args }) => {
		const [SMSMfaSettings, SoftwareTokenMfaSettings, EmailMfaSettings, WebAuthnMfaSettings] = args;
		const members = { SMSMfaSettings, SoftwareTokenMfaSettings, EmailMfaSettings, WebAuthnMfaSettings };
		return operation('setUserMFAPreference', { AccessToken: accessToken!, ...members }, success);
	},
	deleteUser: ({ accessToken, username, args: [ClientMetadata] }) =>
		operation('deleteUser', { AccessToken: accessToken!, username: username!, ClientMetadata }, over),
	globalSignOut: ({ accessToken, username }) =>
		operation('globalSignOut', { AccessToken: accessToken!, username: username! }, over),
	deleteAttributes: ({ accessToken, args: [UserAttributeNames] }) =>
		operation('deleteUserAttributes', { AccessToken: accessToken!, UserAttributeNames }, (_, { user }) =>
			renewed(user!, 'SUCCESS'),
		),
	updateAttributes: ({ accessToken, args: [UserAttributes, ClientMetadata] }) =>
		operation(
			'updateUserAttributes',
			{ AccessToken: accessToken!, UserAttributes, ClientMetadata },
			(reply, { user }) => renewed(user!, reply),
			(to, reply) => to(null, 'SUCCESS', reply),
		),
	getAttributeVerificationCode: ({ accessToken, args: [AttributeName, ClientMetadata] }) => {
		const members = { AccessToken: accessToken!, AttributeName, ClientMetadata };
		return operation('getUserAttributeVerificationCode', members, undefined, codeSent('SUCCESS'));
	},
	verifyAttribute: ({ accessToken, args: [AttributeName, Code] }) =>
		operation('verifyUserAttribute', { AccessToken: accessToken!, AttributeName, Code }, success),
	getDevice: ({ accessToken, deviceKey }) =>
		operation('getDevice', { AccessToken: accessToken!, DeviceKey: deviceKey! }),
	forgetSpecificDevice: ({ accessToken, args: [DeviceKey] }) =>
		operation('forgetDevice', { AccessToken: accessToken!, DeviceKey }, success),
	forgetDevice: ({ accessToken, deviceKey }) =>
		operation('forgetDevice', { AccessToken: accessToken!, DeviceKey: deviceKey! }, (_, { user }) => {
			user!.deviceKey = user!.randomPassword = user!.deviceGroupKey = null;
			user!.clearCachedDeviceKeyAndPassword();
			return success();
		}),
	setDeviceStatusRemembered: deviceStatus('remembered'),
	setDeviceStatusNotRemembered: deviceStatus('not_remembered'),
	listDevices: ({ accessToken, args: [Limit, PaginationToken] }) =>
		operation('listDevices', { AccessToken: accessToken!, Limit, PaginationToken: PaginationToken || undefined }),

	// Of Client.
	request: ({ args: [name, input, retry] }) => operation('request', { operation: name, input, retry }),
} satisfies { [name: string]: (request: CallRequest, caller: Caller) => Call };

/** A call whose arguments are the members of the operation of that name; see `Plain` in internal/protocol. */
function plain(operation: PlainName, request: CallRequest): Call {
	const args: unknown[] = [...request.args];
	const members: { [name: string]: unknown } = {};
	if (operation in plainSteps) {
		for (const member of plainSteps[operation as keyof typeof plainSteps]) members[member] = args.shift();
		return {
			operation,
			members: { ...signInUser(request, args[0]), session: request.session, ...members },
			take: takeSignIn,
			tell: tellSignIn,
		};
	}
	const known: typeof members = { AccessToken: request.accessToken, username: request.username };
	for (const member of plainCalls[operation as keyof typeof plainCalls])
		members[member] = member in known ? known[member] : args.shift();
	return { operation, members };
}

/** Reports whether a user's session is in sessionStorage, which other tabs do not have. */
function isOwn(user: UserState | undefined): boolean | undefined {
	try {
		return (user && user.storage === globalThis.sessionStorage) || undefined;
	} catch {
		return undefined; // blocked
	}
}

/** The name of a call. */
export type CallName = keyof typeof calls | PlainName;

type PlainName = keyof typeof plainSteps | keyof typeof plainCalls;

/**
 * Makes a call.
 *
 * @param operations - the core's
 * @param host - what of the facade is needed here
 * @param name - of the call
 * @param request - a copy of the page's, the arguments as members
 * @param caller - who calls, and for whom
 * @returns a promise of the result; where there are callbacks, of a function
 * that calls them with it
 */
export function perform(
	operations: Operations,
	host: Host,
	name: CallName,
	request: CallRequest,
	caller: Caller,
	attempt?: Attempt,
): Promise<unknown> {
	if (name === 'reauthenticate' && !attempt) {
		return attemptFor(request, caller, host).then((begun) => perform(operations, host, name, request, caller, begun));
	}
	const {
		args,
		username,
		session,
		challengeName,
		deviceKey,
		deviceGroupKey,
		randomPassword,
		accessToken,
		refreshBefore,
		headers: _headers, // see hooks.ts
		...common
	} = request;
	const copy = { ...request, args: Object.assign([], args) };
	const call: Call = name in calls ? calls[name as keyof typeof calls](copy, caller) : plain(name as PlainName, copy);
	const { flight, callbacks } = caller;
	const user = caller.user || (flight && flight.user);
	const owner = user || caller.pool;
	// eslint-disable-next-line @typescript-eslint/unbound-method -- it has no this
	const send = operations[call.operation] as (request: object) => Promise<unknown>;
	// A client sends its requests without one.
	const userStorage = common.storage;
	// Whoever begins anew answers nothing.
	const again = attempt || (flight && 'session' in call.members && attemptOf(flight.user, session));
	const storage = again ? again.storage : userStorage;
	const warn = (outcome: unknown) => storage && tell(storage, outcome, host);
	const whole = {
		...common,
		// The core knows the default.
		endpoint: common.endpoint === defaultEndpoint(common.userPoolId) ? undefined : common.endpoint,
		...call.members,
		storage: storage && watch(storage).storage,
		ownStorage: isOwn(user),
		fetch: hookedFetch(optionsOf(owner ? owner.client : caller.client)),
	};
	const { signUp } = call;
	const begin = (session: unknown) => send({ ...whole, ...signUp!(session) });
	const kept = signUp && signUpSession(request, !!call.confirmed);
	const sent = !signUp ? send(whole) : isThenable(kept) ? kept.then(begin) : begin(kept);
	const result = sent.then(
		(reply) => {
			warn(reply);
			// The call was aborted, which the caller knows: nothing that it stored may stay.
			if (flight && flight.controller.signal.aborted) return takeBack(flight, reply as SessionReply, host);
			// Whoever is signed in has no more use for the Session of the sign-up.
			if ((Object(reply) as { session?: unknown }).session) {
				dropSignUpSession({ storage, clientId: common.clientId, username });
			}
			if (again && call.tell === tellSignIn) {
				const revoke = ({ accessToken, refreshToken }: SessionReply) =>
					operations.revokeToken({ ...(common as PoolRequest), accessToken, refreshToken });
				return takeAgain(reply as SignInReply, caller, host, userStorage!, again, revoke);
			}
			const taken = call.take ? call.take(reply, caller, host) : reply;
			warn(reply); // what the storage has refused since
			return taken;
		},
		(error: unknown) => {
			warn(error);
			if (flight && !isHookFailure(error)) refused(flight, error as CognitoServiceError, host, session);
			throw error;
		},
	);
	if (flight && !again) {
		host.underway = (host.underway || 0) + 1;
		const over = () => {
			host.underway!--;
		};
		result.then(over, over);
	}
	const { next } = call;
	if (next) {
		return result.then(() => {
			const { user, controller } = flight!;
			return controller.signal.aborted
				? undefined
				: perform(operations, host, next, { ...request, session: user.Session }, caller);
		});
	}
	if (!callbacks) return result;
	return result.then((value) => (to: Callbacks) => {
		if (call.tell) return call.tell(to, value);
		return typeof to === 'function' ? to(null, value) : (to as Callbacks).onSuccess!(value);
	});
}
