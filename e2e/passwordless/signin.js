// What the tests of this package do in their page, by callbacks and by promises.

/**
 * Takes a step of a sign-in, and tells what came: the callback, and what a test looks at of
 * its arguments.
 *
 * @param {(to?: object) => any} take - calls a method with callbacks, or with none for a promise
 */
async function step(take) {
	const told = window.style === 'promises' ? await byPromise(take) : await byCallbacks(take);
	window.last = told;
	return told;
}

/** @param {(to: object) => any} take */
function byCallbacks(take) {
	return new Promise((resolve) => {
		const names = ['selectChallenge', 'emailOtpRequired', 'smsOtpRequired', 'webAuthnRequired', 'mfaRequired'];
		/** @type {Record<string, Function>} */
		const callbacks = {
			onSuccess: () => resolve('signed in'),
			onFailure: (error) => resolve(error.reason),
		};
		for (const name of names) {
			callbacks[name] = (first) => resolve(Array.isArray(first) ? name + ' ' + first : name);
		}
		take(callbacks);
	});
}

/** @param {(to?: object) => any} take */
async function byPromise(take) {
	try {
		const result = await take();
		if (!result.challengeName) return 'signed in';
		if (result.availableChallenges) return 'selectChallenge ' + result.availableChallenges;
		const first = { EMAIL_OTP: 'emailOtpRequired', SMS_OTP: 'smsOtpRequired', WEB_AUTHN: 'webAuthnRequired' };
		return (result.challengeName !== 'EMAIL_OTP' || result.firstFactor) && first[result.challengeName]
			? first[result.challengeName]
			: 'mfaRequired';
	} catch (error) {
		return error.reason;
	}
}

/**
 * Begins to sign a user in by USER_AUTH.
 *
 * @param {string} name
 * @param {string} [preferred]
 * @param {string} [password]
 */
function begin(name, preferred, password) {
	window.user = makeUser(name);
	user.setAuthenticationFlowType('USER_AUTH');
	/** @type {any} */
	const details = { Username: name, Password: password };
	if (preferred) details.AuthParameters = { PREFERRED_CHALLENGE: preferred };
	return step((to) => user.authenticateUser(new AmazonCognitoIdentity.AuthenticationDetails(details), to));
}

/** @param {string} answer @param {string} [password] */
const select = (answer, password) => step((to) => user.selectChallenge(answer, to, { password }));

/** @param {string} code */
const answer = (code) => step((to) => user.sendMFACode(code, to));

/** Signs in with a passkey. */
const passkey = () => step((to) => user.signInWithPasskey(to));

/** What a method of an account gives: its result, or the reason why not. */
function account(take) {
	return take().then(
		(result) => ({ result }),
		(error) => ({ reason: error.reason, code: error.code }),
	);
}

/** All that is kept for the next page, as one text. */
const keptText = () => JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage });

/** Makes the pools of this page keep challenges. */
function keepChallenges() {
	const plain = makePool;
	window.makePool = (options, wrap) => plain({ keepChallenges: 'session', ...options }, wrap);
}

/**
 * Changes the challenge that is kept.
 *
 * @param {(text: string) => string} change
 */
function changeKept(change) {
	for (const [key, text] of Object.entries(sessionStorage)) sessionStorage.setItem(key, change(text));
}
