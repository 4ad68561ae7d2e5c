// Both interfaces of the package as a server uses them, over storages that are handed in.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const userPoolId = 'us-east-1_FakePool1';
const clientId = '1fakeclient2fakeclient3fake';

/**
 * Returns one of the interfaces.
 *
 * @param kind - 'core' or 'facade'
 * @param file - of dist
 * @param endpoint - Cognito's
 * @returns functions that answer with tokens, or reject; `withoutStorage` answers with what
 * a caller without a storage is given of somebody else; and whether storages may answer later
 */
export async function library(kind, file, endpoint) {
	return kind === 'core'
		? core(await import(pathToFileURL(file)), endpoint)
		: facade(createRequire(import.meta.url)(file), endpoint);
}

async function core({ load }, endpoint) {
	const operations = await load();
	const pool = { userPoolId, clientId, endpoint };
	return {
		asynchronous: true,
		signIn: async (storage, username, password) =>
			(await operations.signIn({ ...pool, storage, username, password, flow: 'USER_PASSWORD_AUTH' })).session,
		session: (storage) => operations.getSession({ ...pool, storage }),
		signOut: (storage) => operations.signOut({ ...pool, storage, revoke: true }),
		withoutStorage: async (username, password) => {
			for (const answer of [
				operations.signIn({ ...pool, username, password }),
				operations.getCurrentUser(pool),
				operations.getSession(pool),
			]) {
				const found = await answer.then(JSON.stringify, ({ code }) => code);
				if (found !== 'InvalidParameter') return found;
			}
		},
	};
}

function facade({ CognitoUserPool, CognitoUser, AuthenticationDetails }, endpoint) {
	const poolOf = (Storage) => new CognitoUserPool({ UserPoolId: userPoolId, ClientId: clientId, endpoint, Storage });
	const tokens = (session) => ({
		idToken: session.getIdToken().getJwtToken(),
		accessToken: session.getAccessToken().getJwtToken(),
		refreshToken: session.getRefreshToken().getToken(),
	});
	const current = (Storage) => {
		const user = poolOf(Storage).getCurrentUser();
		if (!user) throw Object.assign(new Error('Nobody is signed in.'), { code: 'NoSession' });
		return user;
	};
	const signIn = (Storage, Username, Password) =>
		new Promise((resolve, reject) => {
			const user = new CognitoUser({ Username, Pool: poolOf(Storage), Storage });
			user.setAuthenticationFlowType('USER_PASSWORD_AUTH');
			user.authenticateUser(new AuthenticationDetails({ Username, Password }), {
				onSuccess: (session) => resolve(tokens(session)),
				onFailure: reject,
			});
		});
	return {
		// Its classes read synchronously.
		asynchronous: false,
		signIn,
		session: async (storage) =>
			new Promise((resolve, reject) =>
				current(storage).getSession((error, session) => (error ? reject(error) : resolve(tokens(session)))),
			),
		signOut: async (storage) =>
			new Promise((resolve, reject) => {
				const user = current(storage);
				user.getSession(() => user.signOut((error) => (error ? reject(error) : resolve())));
			}),
		withoutStorage: async (username, password) => {
			await signIn(undefined, username, password);
			return poolOf().getCurrentUser()?.getUsername();
		},
	};
}
