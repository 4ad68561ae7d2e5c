/**
 * What each call asks of the core, and what becomes of the reply: of sign-ins
 * and sessions, see replies.ts. A part of the runtime, since nobody needs it
 * before there is a core. The names are those of the methods that call.
 *
 * @packageDocumentation
 */
import type { Context, Given, Host, Said } from '../page/call/call';
import { plainCalls, plainSteps } from '../gen/operations';
import type { Operations, PageStorage, PoolRequest, SessionReply } from '../gen/protocol';
import { refused, takeBack, takeSession, takeSignIn, tellSignIn } from './replies';
import type { MFAOption } from '../page/base/types';
import type { CognitoUser } from '../page/classes/user';
import { tell, watch } from './watch';

/** One call of the core. */
interface Call {
	operation: keyof Operations;
	/** Beside the common part. */
	members: object;
	/** Makes the result of the reply; left out, they are the same. */
	take?: ((reply: any, context: Context, host: Host) => unknown) | undefined;
	/** Calls the application with the result, where that takes more than usual. */
	tell?: ((to: any, result: any) => unknown) | undefined;
	/** The call that this one is the first half of; it goes on with the sign-in's state of by then. */
	next?: 'completeMFASetup';
}

function ask<Name extends keyof Operations>(
	operation: Name,
	members: Given<Omit<Parameters<Operations[Name]>[0], keyof PoolRequest>>,
	take?: Call['take'],
	tell?: Call['tell'],
): Call {
	return { operation, members, take, tell };
}

/** The common part of a sign-in's steps. */
function signInUser({ username, deviceKey, deviceGroupKey, randomPassword }: Said, clientMetadata?: unknown) {
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
function renewed(user: CognitoUser, result: unknown): Promise<unknown> {
	return new Promise((resolve) => {
		user.getUserData(() => resolve(result), { bypassCache: true });
	});
}

/** The session is over at the service and in storage, and so in memory as well. */
const over: Call['take'] = (_, { user }, host) => {
	host.endSession(user!, () => user!.clearCachedUser());
	return success();
};

/** Tells the application that a code was sent, the way it asked for. */
const codeSent = (otherwise?: string) => (to: any, reply: unknown) =>
	typeof to.inputVerificationCode === 'function' ? to.inputVerificationCode(reply) : to.onSuccess(otherwise || reply);

const deviceStatus = (DeviceRememberedStatus: string) => ({ accessToken, deviceKey }: Said) =>
	ask('updateDeviceStatus', { AccessToken: accessToken!, DeviceKey: deviceKey!, DeviceRememberedStatus }, success);

const smsCodes = (MFAOptions: MFAOption[]) => ({ accessToken }: Said) =>
	ask('setUserSettings', { AccessToken: accessToken!, MFAOptions }, success);

/** The calls by the name of the method, except the {@link plain} ones. */
const calls = {
	// Signing in.
	signIn: (said) => {
		const [password, flow, clientMetadata] = said.args;
		return ask('signIn', { ...signInUser(said, clientMetadata), password, flow }, takeSignIn, tellSignIn);
	},
	initiateAuth: (said) => {
		const [authParameters, clientMetadata] = said.args;
		return ask('initiateAuth', { ...signInUser(said, clientMetadata), authParameters }, takeSignIn, tellSignIn);
	},
	authenticateUserInternal: (said) => ask('continueSignIn', { ...signInUser(said), reply: said.args[0] }, takeSignIn, tellSignIn),
	sendMFACode: (said) => {
		const [code, type, clientMetadata] = said.args;
		const mfaType = type || (said.challengeName === 'EMAIL_OTP' ? 'EMAIL_OTP' : 'SMS_MFA');
		return ask('sendMFACode', { ...signInUser(said, clientMetadata), session: said.session, code, mfaType }, takeSignIn, tellSignIn);
	},
	getDeviceResponse: (said) =>
		ask('signInDevice', { ...signInUser(said, said.args[0]), session: said.session }, takeSignIn, tellSignIn),
	verifyMFASetup: ({ session, args: [UserCode, FriendlyDeviceName] }) => ({
		...ask('verifySoftwareToken', { Session: session, UserCode, FriendlyDeviceName }, (reply, { flight }) => {
			flight!.user.Session = reply.Session;
		}),
		next: 'completeMFASetup',
	}),
	completeMFASetup: (said) => ask('completeMFASetup', { ...signInUser(said), session: said.session }, takeSignIn, tellSignIn),
	associateSoftwareToken: ({ accessToken, session }) =>
		ask(
			'associateSoftwareToken',
			accessToken ? { AccessToken: accessToken } : { Session: session },
			(reply, { user }) => {
				if (!accessToken) user!.Session = reply.Session;
				return reply.SecretCode;
			},
			(to, secretCode) => to.associateSecretCode(secretCode),
		),
	verifySoftwareToken: ({ accessToken, args: [UserCode, FriendlyDeviceName] }) =>
		ask('verifySoftwareToken', { AccessToken: accessToken, UserCode, FriendlyDeviceName }),

	// Sessions.
	getSession: ({ username, args: [clientMetadata] }) =>
		ask('getSession', { username, clientMetadata }, (reply, context, host) =>
			host.give(context.flight!.user, takeSession(reply, context, host), undefined, { clientMetadata }),
		),
	refreshSession: ({ username, args: [refreshToken, stored, clientMetadata] }, { flight }) => {
		const held = flight!.held;
		const heldToken = held ? held.getAccessToken().getJwtToken() : undefined;
		const members = {
			username: String(username ?? ''),
			refreshToken,
			replaces: (typeof stored === 'string' && stored) || heldToken,
			accessToken: held && held.getRefreshToken() && held.getRefreshToken().getToken() === refreshToken ? heldToken : undefined,
			clientMetadata,
		};
		return ask('refreshSession', members, takeSession);
	},
	signOut: ({ username }) => ask('signOut', { username, revoke: true }),
	revokeTokens: ({ args: [accessToken, refreshToken] }) => ask('revokeToken', { accessToken, refreshToken }),
	verify: ({ args: [idToken, accessToken] }) => ({
		operation: 'verify',
		members: { idToken, accessToken, verifyTokens: true },
		take: () => undefined,
	}),
	revokeToken: ({ clientId, args: [Token] }) =>
		ask('request', { operation: 'RevokeToken', input: { Token, ClientId: clientId }, retry: true }),

	// Before signing in.
	signUp: ({ args: [username, password, userAttributes, validationData, clientMetadata] }) =>
		ask(
			'signUp',
			{ username, password, userAttributes, validationData, clientMetadata },
			({ UserConfirmed, UserSub, CodeDeliveryDetails }, { pool }, host) => ({
				user: new host.CognitoUser({ Username: username, Pool: pool!, Storage: pool!.storage }),
				userConfirmed: UserConfirmed,
				userSub: UserSub,
				codeDeliveryDetails: CodeDeliveryDetails,
			}),
		),
	confirmRegistration: ({ username, args: [confirmationCode, forceAliasCreation, clientMetadata] }) =>
		ask('confirmSignUp', { username: username!, confirmationCode, forceAliasCreation, clientMetadata }, success),
	forgotPassword: ({ username, args: [clientMetadata] }) =>
		ask('forgotPassword', { username: username!, clientMetadata }, undefined, codeSent()),
	confirmPassword: ({ username, args: [confirmationCode, password, clientMetadata] }) =>
		ask('confirmForgotPassword', { username: username!, confirmationCode, password, clientMetadata }, success),

	// Of a signed-in user.
	createGetUserRequest: ({ accessToken }) => ask('getUser', { AccessToken: accessToken! }),
	getUserAttributes: ({ accessToken }) =>
		ask('getUser', { AccessToken: accessToken! }, ({ UserAttributes }, _, host) =>
			UserAttributes.map((data: any) => new host.CognitoUserAttribute(data)),
		),
	getMFAOptions: ({ accessToken }) => ask('getUser', { AccessToken: accessToken! }, (reply) => reply.MFAOptions),
	changePassword: ({ accessToken, args: [PreviousPassword, ProposedPassword, ClientMetadata] }) =>
		ask('changePassword', { AccessToken: accessToken!, PreviousPassword, ProposedPassword, ClientMetadata }, success),
	enableMFA: smsCodes([{ DeliveryMedium: 'SMS', AttributeName: 'phone_number' }]),
	disableMFA: smsCodes([]),
	setUserMfaPreference: ({ accessToken, args: [SMSMfaSettings, SoftwareTokenMfaSettings] }) =>
		ask('setUserMFAPreference', { AccessToken: accessToken!, SMSMfaSettings, SoftwareTokenMfaSettings }, success),
	deleteUser: ({ accessToken, username, args: [ClientMetadata] }) =>
		ask('deleteUser', { AccessToken: accessToken!, username: username!, ClientMetadata }, over),
	globalSignOut: ({ accessToken, username }) =>
		ask('globalSignOut', { AccessToken: accessToken!, username: username! }, over),
	deleteAttributes: ({ accessToken, args: [UserAttributeNames] }) =>
		ask('deleteUserAttributes', { AccessToken: accessToken!, UserAttributeNames }, (_, { user }) => renewed(user!, 'SUCCESS')),
	updateAttributes: ({ accessToken, args: [UserAttributes, ClientMetadata] }) =>
		ask(
			'updateUserAttributes',
			{ AccessToken: accessToken!, UserAttributes, ClientMetadata },
			(reply, { user }) => renewed(user!, reply),
			(to, reply) => to(null, 'SUCCESS', reply),
		),
	getAttributeVerificationCode: ({ accessToken, args: [AttributeName, ClientMetadata] }) => {
		const members = { AccessToken: accessToken!, AttributeName, ClientMetadata };
		return ask('getUserAttributeVerificationCode', members, undefined, codeSent('SUCCESS'));
	},
	verifyAttribute: ({ accessToken, args: [AttributeName, Code] }) =>
		ask('verifyUserAttribute', { AccessToken: accessToken!, AttributeName, Code }, success),
	getDevice: ({ accessToken, deviceKey }) => ask('getDevice', { AccessToken: accessToken!, DeviceKey: deviceKey! }),
	forgetSpecificDevice: ({ accessToken, args: [DeviceKey] }) =>
		ask('forgetDevice', { AccessToken: accessToken!, DeviceKey }, success),
	forgetDevice: ({ accessToken, deviceKey }) =>
		ask('forgetDevice', { AccessToken: accessToken!, DeviceKey: deviceKey! }, (_, { user }) => {
			user!.deviceKey = user!.randomPassword = user!.deviceGroupKey = null;
			user!.clearCachedDeviceKeyAndPassword();
			return success();
		}),
	setDeviceStatusRemembered: deviceStatus('remembered'),
	setDeviceStatusNotRemembered: deviceStatus('not_remembered'),
	listDevices: ({ accessToken, args: [Limit, PaginationToken] }) =>
		ask('listDevices', { AccessToken: accessToken!, Limit, PaginationToken: PaginationToken || undefined }),

	// Of Client.
	request: ({ args: [operation, input, retry] }) => ask('request', { operation, input, retry }),
} satisfies { [name: string]: (said: Said, context: Context) => Call };

/** A call whose arguments are the members of the operation of that name; see `Plain` in internal/protocol. */
function plain(operation: PlainName, said: Said): Call {
	const args: unknown[] = [...said.args];
	const members: { [name: string]: unknown } = {};
	if (operation in plainSteps) {
		for (const member of plainSteps[operation as keyof typeof plainSteps]) members[member] = args.shift();
		return { operation, members: { ...signInUser(said, args[0]), session: said.session, ...members }, take: takeSignIn, tell: tellSignIn };
	}
	const known: typeof members = { AccessToken: said.accessToken, username: said.username };
	for (const member of plainCalls[operation as keyof typeof plainCalls]) members[member] = member in known ? known[member] : args.shift();
	return { operation, members };
}

/** Reports whether a user's session is in sessionStorage, which other tabs do not have. */
function isOwn(user: CognitoUser | undefined): boolean | undefined {
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
 * @param name - of the call
 * @param said - a copy of what the page has said, the arguments as members
 * @param context - who calls, and for whom
 * @param host - what of the facade is needed here
 * @returns a promise of the result; where there are callbacks, of a function
 * that calls them with it
 */
export function perform(operations: Operations, name: CallName, said: Said, context: Context, host: Host): Promise<unknown> {
	const { args, username, session, challengeName, deviceKey, deviceGroupKey, randomPassword, accessToken, refreshBefore, ...common } = said;
	const given = { ...said, args: Object.assign([], args) };
	const call: Call = name in calls ? calls[name as keyof typeof calls](given, context) : plain(name as PlainName, given);
	const { flight, callbacks } = context;
	const send = operations[call.operation] as (request: object) => Promise<unknown>;
	// A client sends its requests without one.
	const storage = common.storage as PageStorage | undefined;
	const told = (outcome: unknown) => storage && tell(storage, outcome, host);
	const ownStorage = isOwn(context.user || (flight && flight.user));
	const result = send({ ...common, ...call.members, storage: storage && watch(storage).storage, ownStorage }).then(
		(reply) => {
			told(reply);
			// Who called has been told of the end, and nothing of the rest is to stay.
			if (flight && flight.controller.signal.aborted) return takeBack(flight, reply as SessionReply, host);
			return call.take ? call.take(reply, context, host) : reply;
		},
		(error) => {
			told(error);
			if (flight) refused(flight, error);
			throw error;
		},
	);
	const { next } = call;
	if (next) {
		return result.then(() => {
			const { user, controller } = flight!;
			return controller.signal.aborted ? undefined : perform(operations, next, { ...said, session: user.Session }, context, host);
		});
	}
	if (!callbacks) return result;
	return result.then((value) => (to: any) => {
		if (call.tell) return call.tell(to, value);
		return typeof to === 'function' ? to(null, value) : to.onSuccess(value);
	});
}
