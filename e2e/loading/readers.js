// Asks the facade and the core about the same storages.
import { load } from '/dist/core.mjs';
import { CognitoUserPool } from '/dist/index.mjs';
const pool = { UserPoolId: 'us-east-1_FakePool1', ClientId: '1fakeclient2fakeclient3fake' };
function pageStorage(state) {
	const items = new Map(Object.entries(state));
	return {
		getItem: (key) => (items.has(key) ? items.get(key) : null),
		setItem: (key, value) => void items.set(key, value),
		removeItem: (key) => void items.delete(key),
	};
}
function askFacade(state) {
	const user = new CognitoUserPool({ ...pool, Storage: pageStorage(state) }).getCurrentUser();
	if (!user) return { who: '', outcome: 'nobody' };
	const found = { who: user.getUsername(), outcome: 'no answer at once' };
	user.refreshSession = () => {
		found.outcome = 'refresh';
	};
	user.getSession((error, session) => {
		found.outcome = error ? error.message : 'valid';
		if (error) return;
		found.tokens = [
			session.getIdToken().getJwtToken(),
			session.getAccessToken().getJwtToken(),
			session.getRefreshToken().getToken(),
		];
		found.drift = session.getClockDrift();
	});
	return found;
}
async function askCore(core, state) {
	const request = { userPoolId: pool.UserPoolId, clientId: pool.ClientId, storage: pageStorage(state) };
	const user = await core.getCurrentUser(request);
	if (!user) return { who: '', outcome: 'nobody' };
	const found = { who: user.username };
	try {
		const session = await core.getSession({ ...request, username: user.username });
		found.outcome = 'valid';
		found.tokens = [session.idToken, session.accessToken, session.refreshToken];
		found.drift = session.clockDrift;
	} catch (error) {
		found.outcome = error.code === 'RefreshAsked' ? 'refresh' : error.message;
	}
	return found;
}
window.ask = async () => {
	const core = await load();
	const states = await (await fetch('/states.json')).json();
	// The service refuses what reaches it, so that a refresh can be told.
	window.fetch = async () => new Response('{"__type":"RefreshAsked","message":""}', { status: 400 });
	const answers = [];
	for (const state of states) answers.push([askFacade(state), await askCore(core, state)]);
	return answers;
};
