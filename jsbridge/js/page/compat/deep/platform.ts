/** How frameworks are numbered in the user agent. */
export const FRAMEWORK = { None: '0', ReactNative: '1' };

/** How the category of all requests is named in the user agent. */
export const AUTH_CATEGORY = 'auth';

const isReactNative = () => (Object(globalThis.navigator) as { product?: string }).product === 'ReactNative';

/** The number of the framework that this runs in. */
export function detectFramework(): string {
	return isReactNative() ? FRAMEWORK.ReactNative : FRAMEWORK.None;
}

/**
 * Makes upstream's description of the platform.
 *
 * @param userAgent - as requests have it
 */
export function platform(userAgent: string) {
	const Platform = { userAgent: userAgent.split(' ')[0]!, isReactNative: isReactNative() };
	return { Platform, version: Platform.userAgent.split('/')[1]!, getUserAgent: () => Platform.userAgent };
}
