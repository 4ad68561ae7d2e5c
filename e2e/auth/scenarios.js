// What TestDifferential does with both libraries, on pages of their own: the steps of a page on
// which nobody has signed in, and those of one with ada's session in storage.
'use strict';

/** The methods of a class, but for those whose names say that they are its own. */
const methodsOf = (Class) =>
	Object.getOwnPropertyNames(Class.prototype)
		.filter((name) => !/^(constructor|_.*)$/.test(name))
		.sort();

const messageOf = (run) => {
	try {
		run();
		return 'nothing';
	} catch (error) {
		return error.message;
	}
};

/** A token that nobody has signed. */
const unsigned = (claims) => ['e30', btoa(JSON.stringify(claims)).replace(/=/g, ''), 's'].join('.');

window.freshSteps = {
	'the methods': () => methodsOf(AmazonCognitoIdentity.CognitoAuth),
	'a new object': () => stay(),
	'a new object without data': () => messageOf(() => new AmazonCognitoIdentity.CognitoAuth()),
	'a new object without addresses': () => messageOf(() => makeAuth({ RedirectUriSignOut: '' })),
	'a new object without scopes': () => messageOf(() => makeAuth({ TokenScopesArray: undefined })),
	'a new object with a text for scopes': () => messageOf(() => makeAuth({ TokenScopesArray: 'openid' })),
	'a new object without a user pool': () => messageOf(() => makeAuth({ UserPoolId: undefined })),
	'the sign-in address': () => {
		stay();
		opened.push(auth.getFQDNSignIn());
	},
	'the sign-in address, again': () => {
		stay();
		return auth.getFQDNSignIn() === auth.getFQDNSignIn();
	},
	"the sign-in address, with the application's state": () => {
		stay();
		auth.setState('page-7');
		opened.push(auth.getFQDNSignIn());
	},
	'the sign-in address, with a state that the application has encoded': () => {
		stay();
		auth.setState(encodeURIComponent('/page?7'));
		opened.push(auth.getFQDNSignIn());
	},
	'the sign-in address, with a provider': () => {
		stay({ IdentityProvider: 'Google' });
		opened.push(auth.getFQDNSignIn());
	},
	'the sign-in address, without scopes': () => {
		stay({ TokenScopesArray: [] });
		opened.push(auth.getFQDNSignIn());
	},
	'the sign-in address, without openid': () => {
		stay({ TokenScopesArray: ['aws.cognito.signin.user.admin'] });
		opened.push(auth.getFQDNSignIn());
	},
	'the sign-in address, by the implicit flow': () => {
		stay();
		auth.useImplicitFlow();
		opened.push(auth.getFQDNSignIn());
	},
	'the sign-in address, with the data of the advanced security script': () => {
		window.AmazonCognitoAdvancedSecurityData = { getData: (...of) => 'data:' + of };
		stay();
		auth.setUser('ada');
		opened.push(auth.getFQDNSignIn());
		return auth.getUserContextData();
	},
	'the sign-in address, with that script turned off': () => {
		stay({ AdvancedSecurityDataCollectionFlag: false });
		opened.push(auth.getFQDNSignIn());
		delete window.AmazonCognitoAdvancedSecurityData;
	},
	'the sign-out address': () => {
		stay();
		opened.push(auth.getFQDNSignOut());
	},
	'getSession of nobody': () => {
		stay();
		return auth.getSession();
	},
	'getSession of nobody, twice': () => {
		stay();
		auth.getSession();
		auth.getSession();
	},
	'getSession after signOut': () => {
		stay();
		auth.signOut();
		auth.getSession();
	},
	'names and states': () => {
		stay();
		auth.setUser('bob');
		auth.setUsername('eve');
		auth.setState('s');
		return auth.getAppWebDomain().replace('http://', '');
	},
	'an address without parameters': () => {
		stay();
		auth.parseCognitoWebResponse(location.href);
		auth.parseCognitoWebResponse(location.href + '?page=7');
	},
	'an address with a route in its fragment': () => {
		stay();
		auth.parseCognitoWebResponse(location.href + '#/page');
	},
	'a refusal': () => {
		stay();
		auth.getFQDNSignIn();
		const query = '?error=invalid_request&error_description=not+allowed&state=' + auth.getState();
		auth.parseCognitoWebResponse(location.href + query);
		return calledBack().then(() => 'called');
	},
	'a code without a state': () => {
		stay();
		auth.parseCognitoWebResponse(location.href + '?code=4711');
		return calledBack().then(() => 'called');
	},
	'a code that nobody has issued': () => {
		stay();
		auth.getFQDNSignIn();
		auth.parseCognitoWebResponse(location.href + '?code=4711&state=' + auth.getState());
		return calledBack().then(() => 'called');
	},
	'tokens in the fragment': () => {
		stay();
		const token = (token_use) => unsigned({ token_use, username: 'mallory', 'cognito:username': 'mallory', exp: 4e9 });
		auth.parseCognitoWebResponse(location.href + '#id_token=' + token('id') + '&access_token=' + token('access'));
		return calledBack().then(() => 'called');
	},
	tokens: () => {
		stay();
		const { CognitoAuthSession, CognitoTokenScopes } = AmazonCognitoIdentity;
		const session = new CognitoAuthSession({ TokenScopes: new CognitoTokenScopes(['openid']), State: 's' });
		const before = sessionOf(session);
		session.getAccessToken().setJwtToken(unsigned({ token_use: 'access', username: 'bob', exp: 4e9 }));
		session.getRefreshToken().setToken('r');
		session.setState('t');
		session.getTokenScopes().setTokenScopes(['email']);
		return [before, sessionOf(session), session.getAccessToken().getExpiration()];
	},
	'a helper for the storage': () => {
		stay();
		return new AmazonCognitoIdentity.StorageHelper().getStorage() === localStorage;
	},
	helpers: () => {
		stay();
		return [
			auth.compareSets(new Set([1]), new Set([1])),
			auth.compareSets(new Set([1]), new Set([2])),
			/^[ab]{9}$/.test(auth.generateRandomString(9, 'ab')),
		];
	},
};

window.signedInSteps = {
	'an object of a user who has signed in': () => stay(),
	'getSession of a user who has signed in': () => {
		stay();
		return auth.getSession();
	},
	'getSession with other scopes': () => {
		stay();
		auth.TokenScopesArray = ['openid'];
		return auth.getSession();
	},
	'a refresh': () => {
		endStored();
		stay();
		auth.getSession();
		return calledBack().then(() => 'called');
	},
	'a refresh with a token': () => {
		stay();
		auth.refreshSession(auth.getCachedSession().getRefreshToken().getToken());
		return calledBack().then(() => 'called');
	},
	'storing the session again': () => {
		stay();
		const kept = { ...localStorage };
		localStorage.clear();
		auth.cacheTokensScopes();
		for (const [key, value] of Object.entries(kept)) localStorage.setItem(key, value);
	},
	'without an ID token': () => {
		localStorage.removeItem(keyPrefix + '.ada.idToken');
		stay();
		return auth.getSession();
	},
	'a refused refresh': () => {
		endStored();
		localStorage.setItem(keyPrefix + '.ada.refreshToken', 'unknown');
		stay();
		auth.getSession();
		return calledBack().then(() => 'called');
	},
	'after a refused refresh': () => {
		stay();
		auth.getSession();
		return opened.length ? 'left' : calledBack().then(() => 'called');
	},
};
