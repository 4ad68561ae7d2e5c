import { AuthenticationDetails, CognitoUser, CognitoUserPool } from 'amazon-cognito-identity-js';

const Pool = new CognitoUserPool({
	UserPoolId: process.env.USER_POOL_ID,
	ClientId: process.env.CLIENT_ID,
	endpoint: process.env.COGNITO_ENDPOINT, // of an emulator
});
const form = document.querySelector('form');
const signedIn = document.querySelector('#signed-in');

function show() {
	const user = Pool.getCurrentUser();
	form.hidden = !!user;
	signedIn.hidden = !user;
	user?.getSession((error, session) => {
		signedIn.querySelector('p').textContent = error ? error.message : 'Signed in as ' + session.getIdToken().payload.email;
	});
}

form.addEventListener('submit', (event) => {
	event.preventDefault();
	const { username, password } = Object.fromEntries(new FormData(form));
	const details = new AuthenticationDetails({ Username: username, Password: password });
	new CognitoUser({ Username: username, Pool }).authenticateUser(details, {
		onSuccess: show,
		onFailure: (error) => (form.querySelector('[role=alert]').textContent = error.message),
	});
});
signedIn.querySelector('button').addEventListener('click', () => {
	Pool.getCurrentUser()?.signOut();
	show();
});
show();
