import type * as agent from '../../base/user-agent';

/**
 * Makes upstream's UserAgent, a function whose prototype has the text and which
 * itself has what frameworks have added.
 *
 * @param state - the facade's functions, which keep the state
 */
export function userAgentOf(state: typeof agent): () => void {
	const added = /( auth)?(?: framework\/(\S*))?$/;
	const text = () => state.userAgent().replace(added, '');
	const part = (n: number) => (added.exec(state.userAgent())![n] || '').trim() || undefined;
	function UserAgent() {}
	const define = (target: object, name: string, get: () => unknown, set: (value: string) => void) =>
		Object.defineProperty(target, name, { get, set, enumerable: true, configurable: true });
	// Only the end can change.
	define(UserAgent.prototype as object, 'userAgent', text, (value) =>
		state.appendToCognitoUserAgent(value.replace(text(), '').trim()),
	);
	define(
		UserAgent,
		'category',
		() => part(1),
		(value) => value && state.addAuthCategoryToCognitoUserAgent(),
	);
	define(UserAgent, 'framework', () => part(2), state.addFrameworkToCognitoUserAgent);
	return UserAgent;
}
