// Signing in another way, by the flow USER_AUTH: the user chooses a factor, types a code or uses
// a passkey. A sign-in that waits for an answer is kept in this tab, and goes on after a reload.
// All of it is cognitowasm.passwordless.js's.

import { busyWith, byId, input, make, onClick, onSubmit, say } from './view';
import { logAction } from './wire';

/** What this needs of the rest of the page. */
interface Page {
	pool: PasswordlessPool;
	userNamed(username: string): PasswordlessUser;
	/** Shows who is signed in. */
	welcome(user: PasswordlessUser, session: CognitoUserSession, text: string): Promise<void>;
	/** Asks for the code of a sign-up that has not been confirmed. */
	askToConfirm(username: string): void;
}

/** What the prompt can ask for: the ids of its parts, and which control gets the focus. */
const parts = { factors: '#factors button', otp: '#otp-code', proof: '#proof-password', passkey: '#passkey-use' };

type Part = keyof typeof parts;

const partOf: Partial<Record<string, Part>> = {
	SELECT_CHALLENGE: 'factors',
	EMAIL_OTP: 'otp',
	SMS_OTP: 'otp',
	WEB_AUTHN: 'passkey',
};

const factorNames: Record<FirstFactor, string> = {
	PASSWORD: 'Password',
	PASSWORD_SRP: 'Password, never sent',
	EMAIL_OTP: 'Code by e-mail',
	SMS_OTP: 'Code by SMS',
	WEB_AUTHN: 'Passkey',
};

const proofHints = {
	PASSWORD: 'It is sent to Cognito, over TLS.',
	PASSWORD_SRP: 'SRP proves that you know it.',
};

type PasswordFactor = keyof typeof proofHints;

const takesPassword = (factor: FirstFactor): factor is PasswordFactor => factor in proofHints;

export const factorName = (factor: FirstFactor) => factorNames[factor];

let page: Page;

/** Whose sign-in the prompt is about. */
let open: PasswordlessUser | undefined;

/** What Cognito has offered in this sign-in; empty if this page was not there, before a reload for instance. */
let offered: FirstFactor[] = [];

/** The part of the prompt that is shown. */
let shown: Part = 'factors';

/** Which of the two a password is for. */
let passwordFactor: PasswordFactor = 'PASSWORD_SRP';

/** Shows what this page can do with the library, and the sign-in that a reload has interrupted. */
export function startChoice(of: Page) {
	page = of;
	onClick('choose', choose);
	onClick('passkey-signin', signInWithPasskey);
	onSubmit('otp', answerCode);
	onClick('otp-again', () => select(challengeOf(opened()) as FirstFactor));
	onSubmit('proof', answerPassword);
	onClick('passkey-use', usePasskey);
	onClick('another-way', anotherWay);
	onClick('start-over', startOver);
}

/** Shows the prompt of the sign-in that was under way before a reload. */
export function resume() {
	const user = page.pool.resumeChallenge();
	if (!user) return;
	offered = [];
	showChallenge(user);
	say('ok', `The sign-in of ${user.getUsername()} goes on.`);
}

// ------------------------------------------------------------- its steps

/** Begins with the name alone, so that Cognito says how this user can sign in. */
async function choose() {
	const username = typedName();
	if (!username) return;
	logAction('Sign in another way');
	say('busy', 'Asking Cognito…');
	await begin(page.userNamed(username));
}

async function begin(user: PasswordlessUser) {
	user.setAuthenticationFlowType('USER_AUTH');
	const details = new AmazonCognitoIdentity.AuthenticationDetails({ Username: user.getUsername() });
	await take(user, () => user.authenticateUser(details), 'Signed in: the code of the confirmation was enough.');
}

/** Signs in with a passkey of the typed name, or else of whoever used one here last. */
async function signInWithPasskey() {
	const user = input('signin-username').value.trim() ? undefined : await page.pool.getPasskeyUser();
	const username = user ? user.getUsername() : typedName();
	if (!username) return;
	logAction('Sign in with a passkey');
	await withPasskey(user ?? page.userNamed(username));
}

async function usePasskey() {
	logAction('Use a passkey');
	await withPasskey(opened());
}

async function withPasskey(user: PasswordlessUser) {
	say('busy', 'Your browser asks for the passkey…');
	await take(user, () => user.signInWithPasskey(), 'Signed in with a passkey.');
	if (challengeOf(user) === 'SELECT_CHALLENGE') say('ok', `${user.getUsername()} has no passkey. Choose another way.`);
}

async function select(factor: FirstFactor) {
	if (takesPassword(factor)) {
		passwordFactor = factor;
		byId('proof-hint').textContent = proofHints[factor];
		showPart('proof');
		say('ok', `Type the password of ${opened().getUsername()}.`);
		return;
	}
	logAction(`Choose: ${factorName(factor)}`);
	const user = opened();
	say('busy', 'Asking Cognito…');
	await take(user, () => user.selectChallenge(factor), 'Signed in.');
	if (challengeOf(user) === 'WEB_AUTHN') await withPasskey(user);
}

async function answerCode() {
	logAction('Answer with the code');
	const user = opened();
	say('busy', 'Signing in…');
	await take(user, () => user.sendMFACode(input('otp-code').value.trim()), 'Signed in with a code.');
}

async function answerPassword() {
	logAction('Answer with the password');
	const user = opened();
	const password = input('proof-password').value;
	say('busy', 'Signing in…');
	await take(user, () => user.selectChallenge(passwordFactor, undefined, { password }), 'Signed in with the password.');
}

async function anotherWay() {
	if (offered.length > 0) {
		showPart('factors');
		return;
	}
	logAction('Try another way');
	await begin(opened());
}

/** Forgets the sign-in, here and in sessionStorage; that takes no request. */
function startOver() {
	logAction('Start over');
	opened().signOut();
	closePrompt();
	input('signin-username').focus();
	say('ok', 'That sign-in is forgotten.');
}

/**
 * Takes a step of a sign-in, and shows what comes next. After a failure that is what the step
 * was, unless the library says otherwise: after a wrong code another one may follow, but not
 * once the sign-in has expired.
 */
async function take(user: PasswordlessUser, step: () => Promise<SignInResult>, signedIn: string) {
	const before = challengeOf(user);
	let result: SignInResult;
	try {
		result = await step();
	} catch (error) {
		const after = challengeOf(user);
		if (!after && open) {
			closePrompt();
			input('signin-username').focus();
		} else if (after && after !== before) showChallenge(user);
		else if (open && (shown === 'otp' || shown === 'proof')) focusPrompt();
		if ((error as CognitoError).code === 'UserNotConfirmedException') page.askToConfirm(user.getUsername());
		throw error;
	}
	if (result.challengeName === undefined) {
		await page.welcome(user, result.session, signedIn);
		return;
	}
	if (result.availableChallenges) offered = result.availableChallenges;
	showChallenge(user);
	if (shown === 'otp') say('ok', 'A code is on its way to the mailbox.');
	if (shown === 'factors') say('ok', `${user.getUsername()} can choose how to sign in.`);
}

// ------------------------------------------------------------ the prompt

const challengeOf = (user: PasswordlessUser) => user.exportChallenge()?.challengeName;

function opened(): PasswordlessUser {
	if (!open) throw new Error('No sign-in is under way.');
	return open;
}

function typedName(): string {
	const username = input('signin-username').value.trim();
	if (!username) {
		input('signin-username').focus();
		say('error', 'Say for which username.');
	}
	return username;
}

/** Shows what a sign-in waits for. */
function showChallenge(user: PasswordlessUser) {
	const challenge = user.exportChallenge();
	const part = challenge && partOf[challenge.challengeName];
	if (!part) throw new Error(`This page has no answer to ${challenge?.challengeName ?? 'no challenge'}.`);
	open = user;
	byId('prompt-user').textContent = user.getUsername();
	byId('prompt').dataset.challenge = challenge.challengeName;
	offered = challenge.availableChallenges ?? offered;
	byId('factor-list').replaceChildren(...offered.map(factorButton));
	const sentTo = challenge.challengeParameters?.CODE_DELIVERY_DESTINATION;
	byId('otp-sent').textContent = sentTo ? `Sent to ${sentTo}.` : '';
	byId<HTMLFormElement>('otp').reset();
	showPart(part);
}

function factorButton(factor: FirstFactor): HTMLElement {
	const button = make('button', 'quiet', factorName(factor));
	button.type = 'button';
	button.dataset.factor = factor;
	button.addEventListener('click', () => void busyWith(button, () => select(factor)));
	return button;
}

/** Shows one part of the prompt, and moves the focus to what it asks for. */
function showPart(part: Part) {
	shown = part;
	byId('signin').hidden = byId('otherwise').hidden = true;
	byId('prompt').hidden = false;
	for (const each of Object.keys(parts)) byId(each).hidden = each !== part;
	byId('another-way').hidden = part === 'factors';
	byId<HTMLFormElement>('proof').reset();
	focusPrompt();
}

/** Moves the focus to what the prompt asks for; what was typed wrong is there to be typed over. */
function focusPrompt() {
	const control = document.querySelector<HTMLElement>(parts[shown]);
	control?.focus();
	if (control instanceof HTMLInputElement) control.select();
}

/** Shows the ordinary form in the prompt's place. */
export function closePrompt() {
	if (!open) return;
	open = undefined;
	offered = [];
	byId('prompt').hidden = true;
	delete byId('prompt').dataset.challenge;
	for (const id of ['otp', 'proof']) byId<HTMLFormElement>(id).reset();
	byId('signin').hidden = byId('otherwise').hidden = false;
}

/** Puts the code of a sign-in where it is asked for. */
export function fillPrompt(code: string) {
	if (!open || partOf[challengeOf(open) ?? ''] !== 'otp') {
		say('error', 'No sign-in waits for a code.');
		return;
	}
	if (shown !== 'otp') showPart('otp'); // after a look at other ways
	input('otp-code').value = code;
	byId('otp-submit').focus();
}
