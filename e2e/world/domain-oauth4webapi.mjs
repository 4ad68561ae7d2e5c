// An application that signs in at the pool's domain with oauth4webapi, which checks every
// reply by the specifications.
import * as oauth from 'oauth4webapi';
import { fate } from './fate.mjs';

// The test's servers have no TLS.
const insecure = { [oauth.allowInsecureRequests]: true };
const publicClient = oauth.None();
let server, client, address;

const calls = {
	async signIn(parameters) {
		const kept = {
			verifier: oauth.generateRandomCodeVerifier(),
			state: oauth.generateRandomState(),
			nonce: oauth.generateRandomNonce(),
		};
		sessionStorage.setItem('kept', JSON.stringify(kept));
		const url = new URL(server.authorization_endpoint);
		url.search = new URLSearchParams({
			client_id: client.client_id,
			redirect_uri: address,
			response_type: 'code',
			state: kept.state,
			nonce: kept.nonce,
			code_challenge: await oauth.calculatePKCECodeChallenge(kept.verifier),
			code_challenge_method: 'S256',
			...parameters,
		}).toString();
		location.assign(url);
	},
	challenge: (verifier) => oauth.calculatePKCECodeChallenge(verifier),
	/** Exchanges the code in the page's address, and returns what the tokens are good for. */
	async finish() {
		const { verifier, state, nonce } = JSON.parse(sessionStorage.getItem('kept'));
		const callback = oauth.validateAuthResponse(server, client, new URL(location.href), state);
		const reply = await oauth.authorizationCodeGrantRequest(
			server,
			client,
			publicClient,
			callback,
			address,
			verifier,
			insecure,
		);
		const tokens = await oauth.processAuthorizationCodeResponse(server, client, reply, {
			expectedNonce: nonce,
			requireIdToken: true,
		});
		await oauth.validateApplicationLevelSignature(server, reply, insecure);
		return { tokens, claims: oauth.getValidatedIdTokenClaims(tokens) };
	},
	async userInfo(accessToken, subject) {
		const reply = await oauth.userInfoRequest(server, client, accessToken, insecure);
		return oauth.processUserInfoResponse(server, client, subject, reply);
	},
	async refresh(refreshToken) {
		const reply = await oauth.refreshTokenGrantRequest(server, client, publicClient, refreshToken, insecure);
		const tokens = await oauth.processRefreshTokenResponse(server, client, reply);
		await oauth.validateApplicationLevelSignature(server, reply, insecure);
		return { tokens, claims: oauth.getValidatedIdTokenClaims(tokens) };
	},
	async revoke(token) {
		const reply = await oauth.revocationRequest(server, client, publicClient, token, insecure);
		await oauth.processRevocationResponse(reply);
	},
};

globalThis.application = {
	configure: async (issuer, clientId, redirectURI) => {
		const issuerURL = new URL(issuer);
		server = await oauth.processDiscoveryResponse(issuerURL, await oauth.discoveryRequest(issuerURL, insecure));
		client = { client_id: clientId };
		address = redirectURI;
	},
	call: (name, ...input) => fate(() => calls[name](...input)),
};
