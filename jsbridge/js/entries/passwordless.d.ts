/**
 * Signing in by choice (`USER_AUTH`), passkeys, and sign-ins that survive a reload:
 * `import 'cognitowasm/passwordless'` once, anywhere in a program, adds these methods to the
 * classes. Pages with the classic script load `dist/cognitowasm.passwordless.js` behind it.
 *
 * Called without callbacks, or with an AbortSignal in their place, each method returns a
 * promise, which is rejected with a `CognitoServiceError`.
 *
 * https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-selection-sdk.html
 *
 * @packageDocumentation
 */
import type {
	ClientMetadata,
	CognitoUser,
	CognitoUserPool,
	FirstFactor,
	IAuthenticationCallback,
	IMfaSettings,
	NodeCallback,
	SignInResult,
} from 'cognitowasm';

declare module 'cognitowasm' {
	interface CognitoUser {
		/**
		 * Answers `SELECT_CHALLENGE`, or chooses another way to sign in while `EMAIL_OTP`,
		 * `SMS_OTP` or `WEB_AUTHN` is open. Where the service no longer accepts a choice within
		 * this sign-in, it begins again with that factor.
		 *
		 * @param answer - the factor
		 * @param signal - aborts the call
		 * @param options - the password, for the factors that have one, and data for the pool's triggers
		 * @returns a promise of the sign-in's next step: the session, or a challenge to answer
		 */
		selectChallenge(answer: FirstFactor, signal?: AbortSignal, options?: SelectChallengeOptions): Promise<SignInResult>;
		/** The same, by callbacks: one member is called, once. */
		selectChallenge(answer: FirstFactor, callbacks: IAuthenticationCallback, options?: SelectChallengeOptions): void;

		/**
		 * Signs the user in with a passkey: answers `WEB_AUTHN`, or begins a sign-in with it. The
		 * browser shows its dialog, which some browsers do only shortly after a click.
		 *
		 * @param signal - aborts the call, and closes the dialog
		 * @param clientMetadata - passed to the pool's triggers
		 * @returns a promise of the sign-in's next step; `SELECT_CHALLENGE` where the user has no
		 * passkey. Rejected with reason `PASSKEY_CANCELLED`, `PASSKEY_UNSUPPORTED` or
		 * `PASSKEY_NOT_ALLOWED`: the challenge stays open
		 */
		signInWithPasskey(signal?: AbortSignal, clientMetadata?: ClientMetadata): Promise<SignInResult>;
		/** The same, by callbacks: one member is called, once. */
		signInWithPasskey(callbacks: IAuthenticationCallback, clientMetadata?: ClientMetadata): void;

		/**
		 * Offers the user's passkeys among the suggestions of a text field (`autocomplete="username
		 * webauthn"`), from the moment that it has the focus until one is chosen. Nothing happens
		 * where the browser has no such suggestions. Cognito begins each sign-in with a user's
		 * name, so that this takes one: see {@link CognitoUserPool.getPasskeyUser}.
		 *
		 * https://www.w3.org/TR/webauthn-3/#GetAssertion-conditional-mediation
		 *
		 * @param input - the text field
		 * @param callbacks - one member is called, once, after a passkey was chosen; `onFailure` also if
		 * the sign-in cannot begin, except for want of a network or of a passkey
		 * @param signal - ends it
		 * @returns a function that ends it
		 */
		autofillPasskey(input: HTMLElement, callbacks: IAuthenticationCallback, signal?: AbortSignal): () => void;

		/**
		 * Registers a passkey of the signed-in user, who must stay signed in to the same app
		 * client meanwhile.
		 *
		 * @param signal - aborts the call, and closes the browser's dialog
		 * @returns a promise of its id; rejected for instance with reason `PASSKEY_CANCELLED`,
		 * `PASSKEY_REGISTERED` or `PASSKEYS_DISABLED`
		 */
		registerPasskey(signal?: AbortSignal): Promise<RegisteredPasskey>;
		/** The same, by a callback. */
		registerPasskey(callback: NodeCallback<Error, RegisteredPasskey>): void;

		/**
		 * Lists all passkeys of the signed-in user.
		 *
		 * @param signal - aborts the call
		 */
		listPasskeys(signal?: AbortSignal): Promise<Passkey[]>;
		/** The same, by a callback. */
		listPasskeys(callback: NodeCallback<Error, Passkey[]>): void;

		/**
		 * Deletes a passkey of the signed-in user at the service, and tells the user's password
		 * manager, where the browser can.
		 *
		 * @param credentialId - its id
		 * @param signal - aborts the call
		 * @returns a promise of `SUCCESS`
		 */
		deletePasskey(credentialId: string, signal?: AbortSignal): Promise<string>;
		/** The same, by a callback. */
		deletePasskey(credentialId: string, callback: NodeCallback<Error, string>): void;

		/**
		 * Says how the signed-in user can sign in (GetUserAuthFactors).
		 *
		 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAuthFactors.html
		 *
		 * @param signal - aborts the call
		 */
		getUserAuthFactors(signal?: AbortSignal): Promise<UserAuthFactors>;
		/** The same, by a callback. */
		getUserAuthFactors(callback: NodeCallback<Error, UserAuthFactors>): void;

		/**
		 * Sets which second factors are on, and which is preferred.
		 *
		 * @param smsMfaSettings - codes by SMS; null leaves them as they are
		 * @param softwareTokenMfaSettings - an authenticator application; null leaves it as it is
		 * @param callback - gets an error, or `SUCCESS`
		 * @param emailMfaSettings - codes by e-mail; null leaves them as they are
		 * @param webAuthnMfaSettings - whether a passkey with user verification counts as two factors
		 */
		setUserMfaPreference(
			smsMfaSettings: IMfaSettings | null,
			softwareTokenMfaSettings: IMfaSettings | null,
			callback: NodeCallback<Error, string>,
			emailMfaSettings?: IMfaSettings | null,
			webAuthnMfaSettings?: { Enabled: boolean } | null,
		): void;

		/**
		 * The challenge that waits for an answer as plain data, without passwords, codes and
		 * secrets, or null. {@link CognitoUserPool.resumeChallenge} makes a user of it again.
		 * Whoever has it and the answer can sign in, so keep it from others.
		 */
		exportChallenge(): ChallengeData | null;

		/** Discards the open challenge on this side; nothing is sent. An answer that is under way goes on. */
		cancelChallenge(): void;
	}

	interface IAuthenticationCallback {
		/** The user must choose how to sign in, in the flow `USER_AUTH`; see {@link CognitoUser.selectChallenge}. */
		selectChallenge?: (availableChallenges: FirstFactor[], challengeParameters: ChallengeParameters) => void;
		/** A code was sent by e-mail, as the first factor; it is answered with `sendMFACode`. */
		emailOtpRequired?: (challengeName: 'EMAIL_OTP', challengeParameters: ChallengeParameters) => void;
		/** A code was sent to the user's phone, as the first factor; it is answered with `sendMFACode`. */
		smsOtpRequired?: (challengeName: 'SMS_OTP', challengeParameters: ChallengeParameters) => void;
		/** A passkey is needed; see {@link CognitoUser.signInWithPasskey}. */
		webAuthnRequired?: (challengeName: 'WEB_AUTHN', challengeParameters: ChallengeParameters) => void;
	}

	interface CognitoUserPool {
		/**
		 * Makes a user who can answer a challenge: in another tab, or after a reload.
		 *
		 * @param data - what `exportChallenge` returned
		 * @throws Error with code `InvalidParameter` if it is anything else
		 */
		resumeChallenge(data: ChallengeData): CognitoUser;
		/**
		 * Makes a user of the challenge that `keepChallenges: 'session'` has kept in this tab.
		 *
		 * @returns null if there is none, or if it has expired
		 */
		resumeChallenge(): CognitoUser | null;

		/** The user who used or registered a passkey here last, whether signed in or not, or null. */
		getPasskeyUser(): Promise<CognitoUser | null>;
	}
}

/** What the service says of a challenge, for instance CODE_DELIVERY_DESTINATION. */
export interface ChallengeParameters {
	/** Structured values are JSON texts. */
	[name: string]: string;
}

/** The third argument of `selectChallenge`. */
export interface SelectChallengeOptions {
	/** For `PASSWORD` and `PASSWORD_SRP`. */
	password?: string | undefined;
	/** Handed to the pool's triggers. */
	clientMetadata?: ClientMetadata | undefined;
}

/** The result of `registerPasskey`. */
export interface RegisteredPasskey {
	/** The passkey's id, as `listPasskeys` has it. */
	credentialId: string;
}

/** A passkey, as the service describes it. */
export interface Passkey {
	/** Its id, in base64url. */
	CredentialId: string;
	/** The service's name for it. */
	FriendlyCredentialName: string;
	/** The domain that it is for. */
	RelyingPartyId: string;
	/** `platform` or `cross-platform`. */
	AuthenticatorAttachment?: string;
	/** For instance `internal`, `hybrid` or `usb`. */
	AuthenticatorTransports: string[];
	/** When it was registered, in seconds since 1970. */
	CreatedAt: number;
}

/** The result of `getUserAuthFactors`. */
export interface UserAuthFactors {
	/** The user's name. */
	Username: string;
	/** The first factors that the user has. */
	ConfiguredUserAuthFactors?: FirstFactor[];
	/** The second factor to use. */
	PreferredMfaSetting?: string;
	/** The second factors that are on. */
	UserMFASettingList?: string[];
}

/** A challenge that waits for an answer; JSON can carry it. */
export interface ChallengeData {
	/** The user's name. */
	username: string;
	/** The challenge, by Cognito's name. */
	challengeName: string;
	/** As the service sent them. */
	challengeParameters?: ChallengeParameters;
	/** The factors that `SELECT_CHALLENGE` offers, or has offered in this sign-in. */
	availableChallenges?: FirstFactor[];
	/** True where it is the first factor: `EMAIL_OTP` is the name of both a first and a second one. */
	firstFactor?: true;
	/** The sign-in's state at the service. */
	session: string;
	/** The flow that the sign-in began with. */
	authenticationFlowType: string;
	/** The key of the remembered device, if there is one. */
	deviceKey?: string;
	/** When the service will have forgotten it, unless the app client is set up otherwise; in milliseconds since 1970. */
	expires: number;
}

/**
 * Adds the methods to the classes of `cognitowasm/inline`; those of `cognitowasm` have them
 * from the import.
 *
 * @param classes - the package, or these two classes of it
 * @throws TypeError for classes of another library, or of another version of this one
 */
export function addPasswordless(classes: {
	CognitoUser: typeof CognitoUser;
	CognitoUserPool: typeof CognitoUserPool;
}): void;
