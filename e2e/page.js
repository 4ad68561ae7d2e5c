// What the test pages have besides the library: the peer's callbacks as promises
// that tell which callback was called, and how often.

/** A pool on the test's Cognito; the test puts its address into localStorage-free globals first. */
function makePool(options = {}, wrap) {
	return new AmazonCognitoIdentity.CognitoUserPool(
		{ UserPoolId: 'us-east-1_FakePool1', ClientId: '1fakeclient2fakeclient3fake', endpoint: window.endpoint, ...options },
		wrap,
	);
}

function makeUser(name, options = {}) {
	return new AmazonCognitoIdentity.CognitoUser({ Username: name, Pool: makePool(), ...options });
}

/** An error as plain data. */
function plainError(error) {
	return error instanceof Error || (error && error.message !== undefined)
		? { name: error.name, code: error.code, message: error.message, statusCode: error.statusCode }
		: error;
}

/** Signs in and tells which callback was called: {called, error, arguments, username}. */
function signIn(user, password, details = {}) {
	return new Promise((resolve) => {
		const said = (called) =>
			function (...args) {
				resolve({ called, arguments: args.length, error: called === 'onFailure' ? plainError(args[0]) : undefined, username: user.getUsername() });
			};
		user.authenticateUser(
			new AmazonCognitoIdentity.AuthenticationDetails({ Username: user.getUsername(), Password: password, ...details }),
			{ onSuccess: said('onSuccess'), onFailure: said('onFailure'), mfaRequired: said('mfaRequired'), newPasswordRequired: said('newPasswordRequired') },
		);
	});
}

/** A node-style call as {error, value, synchronous}. */
function called(start) {
	return new Promise((resolve) => {
		let synchronous = true;
		start((error, value) => resolve({ error: error ? plainError(error) : null, value, synchronous }));
		synchronous = false;
	});
}

/** A session as plain data. */
function plainSession(session) {
	return session && {
		idToken: session.getIdToken().getJwtToken(),
		accessToken: session.getAccessToken().getJwtToken(),
		refreshToken: session.getRefreshToken().getToken(),
		valid: session.isValid(),
	};
}

/** Makes the stored session look as if it had ended: by the clock drift, as a wrong clock would. */
function expire(name) {
	localStorage.setItem('CognitoIdentityServiceProvider.1fakeclient2fakeclient3fake.' + name + '.clockDrift', '-100000');
}

/** The session of the current user, through getSession. */
function session() {
	const user = makePool().getCurrentUser();
	return user ? called((done) => user.getSession((error, value) => done(error, plainSession(value)))) : Promise.resolve(null);
}
