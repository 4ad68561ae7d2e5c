// An account from its registration to its attributes, at an emulator of the service.
'use strict';
async function account(library, { endpoint, UserPoolId, ClientId, username, password, code }) {
	const done = [];
	const { within } = life;
	const asked = (what, call) =>
		within(what, (resolve, reject) => call((error, value) => (error ? reject(error) : resolve(value)))).then(
			(value) => (done.push(what), value),
		);
	const pool = () => new library.CognitoUserPool({ UserPoolId, ClientId, endpoint });
	try {
		const Email = new library.CognitoUserAttribute({ Name: 'email', Value: username });
		const { user } = await asked('signing up', (callback) => pool().signUp(username, password, [Email], [], callback));
		const sent = await code();
		await asked('confirming', (callback) => user.confirmRegistration(sent, true, callback));
		user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
		const details = new library.AuthenticationDetails({ Username: username, Password: password });
		await asked('signing in', (callback) =>
			user.authenticateUser(details, { onSuccess: (session) => callback(null, session), onFailure: callback }),
		);
		const current = pool().getCurrentUser();
		const session = await asked('reading', (callback) => current.getSession(callback));
		const next = await asked('refreshing', (callback) => current.refreshSession(session.getRefreshToken(), callback));
		if (!next.isValid()) done.push('the session is not valid');
		const attributes = await asked('attributes', (callback) => current.getUserAttributes(callback));
		done.push(attributes.find((attribute) => attribute.getName() === 'email').getValue());
		current.signOut();
		done.push(pool().getCurrentUser() ? 'somebody' : 'nobody');
	} catch (error) {
		done.push(error.message);
	}
	return done;
}
